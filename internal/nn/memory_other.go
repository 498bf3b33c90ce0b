//go:build !linux

package nn

// adviseHugePages does nothing on this system.
func adviseHugePages([]byte) {}
