//go:build !linux && !darwin

package musiccache

import "io/fs"

// changeTime is not known.
func changeTime(fs.FileInfo) int64 { return 0 }
