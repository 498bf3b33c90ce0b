// Package diskspace tells how much may still be written to a disk.
package diskspace

import (
	"fmt"
	"os"
	"path/filepath"
)

// Check returns an error if fewer than needed bytes are free on the disk that holds dir, or that will hold it
// when it is made. Where the system does not tell, there is no error.
func Check(dir string, needed int64) error {
	dir = filepath.Clean(dir)
	existing := dir
	for parent := filepath.Dir(existing); !exists(existing) && parent != existing; parent = filepath.Dir(existing) {
		existing = parent
	}
	free, ok := Free(existing)
	if !ok || free >= needed {
		return nil
	}
	return fmt.Errorf("%s: %d bytes are needed, %d are free and %d are missing on its disk: free some space, or use a directory on another disk",
		dir, needed, free, needed-free)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
