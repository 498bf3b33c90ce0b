package nn

import "golang.org/x/sys/unix"

// adviseHugePages asks for huge pages. An error means that the system has none, which does no harm.
func adviseHugePages(memory []byte) { _ = unix.Madvise(memory, unix.MADV_HUGEPAGE) }
