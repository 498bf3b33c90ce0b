package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

const (
	temporarySuffix = ".tmp"
	longestName     = 255 // bytes in a file name, on all common file systems
)

// TemporaryName is a new hidden name beside path: a rename across file systems would not be atomic.
func TemporaryName(path string) string {
	dir, base := filepath.Split(filepath.Clean(path))
	end := fmt.Sprintf(".%016x%s", rand.Uint64(), temporarySuffix)
	if longest := longestName - len(".") - len(end); len(base) > longest {
		base = strings.ToValidUTF8(base[:longest], "")
	}
	return dir + "." + base + end
}

// removeAll removes what is at path. If nothing is, there is no error, on a read-only disk neither.
func removeAll(path string) error {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return os.RemoveAll(path)
}

// RemoveTemporaries deletes the temporary files that killed writers left in dir.
func RemoveTemporaries(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.Type().IsRegular() && strings.HasPrefix(name, ".") && strings.HasSuffix(name, temporarySuffix) {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}
