//go:build !linux && !darwin && !windows

package diskspace

// Room is not known here.
func Room(string) (free int64, ok bool) { return 0, false }
