package diskspace

import (
	"fmt"
	"os"
	"path/filepath"
)

// CheckRoom returns an error if fewer than so many bytes are free on the disk that holds dir, or will hold it. Where the system does not
// tell, there is none.
func Check(dir string, needed int64) error {
	dir = filepath.Clean(dir)
	existing := dir
	for parent := filepath.Dir(existing); !isThere(existing) && parent != existing; parent = filepath.Dir(existing) {
		existing = parent
	}
	free, ok := Room(existing)
	if !ok || free >= needed {
		return nil
	}
	return fmt.Errorf("%s: %d bytes are needed, %d are free and %d are missing on its disk: free some space, or use a directory on another disk",
		dir, needed, free, needed-free)
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
