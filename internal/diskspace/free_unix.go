//go:build linux || darwin

package diskspace

import (
	"golang.org/x/sys/unix"
)

// room is the number of bytes that this user may still write on the disk of an existing folder.
func Room(folder string) (free int64, ok bool) {
	var s unix.Statfs_t
	if unix.Statfs(folder, &s) != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
