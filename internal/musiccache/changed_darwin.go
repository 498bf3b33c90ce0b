package musiccache

import (
	"io/fs"
	"syscall"
)

// changeTime is when a file or its directory entry changed last, in nanoseconds, which no program can set.
func changeTime(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctimespec.Nano()
	}
	return 0
}
