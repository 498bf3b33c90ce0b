package diskspace

import (
	"golang.org/x/sys/windows"
)

// Free is the number of bytes that this user may still write to the disk of an existing directory.
func Free(dir string) (free int64, ok bool) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, false
	}
	var bytes uint64
	if windows.GetDiskFreeSpaceEx(name, &bytes, nil, nil) != nil {
		return 0, false
	}
	return int64(bytes), true
}
