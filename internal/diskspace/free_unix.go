//go:build linux || darwin

package diskspace

import (
	"golang.org/x/sys/unix"
)

// Free is the number of bytes that this user may still write to the disk of an existing directory.
func Free(dir string) (free int64, ok bool) {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
