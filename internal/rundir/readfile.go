package rundir

import (
	"fmt"
	"os"

	"workbench/internal/memory"
)

// small is a size in bytes that always fits the memory. To ask the system what is left takes longer than to
// read such a file.
const small = 1 << 20

// ReadFile reads a file of a run directory. A pipe or a device is an error, because reading it may never end,
// and so is a file that exceeds the memory that is left.
func ReadFile(path string) ([]byte, error) {
	size, err := sizeOf(path)
	if err != nil {
		return nil, err
	}
	if size > small {
		if left, known := memory.Left("/"); known && memory.Amount(size) > left {
			return nil, fmt.Errorf("%s has %v, and %v of memory are left", path, memory.Amount(size), left)
		}
	}
	return os.ReadFile(path)
}

// sizeOf is the size of a regular file; anything else is an error.
func sizeOf(path string) (int64, error) {
	stat, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	if !stat.Mode().IsRegular() {
		return 0, fmt.Errorf("%s is not a regular file (%v)", path, stat.Mode().Type())
	}
	return stat.Size(), nil
}

// ReadConfig reads config.toml of the run in dir.
func ReadConfig(dir string) (text []byte, err error) { return ReadFile(ConfigPath(dir)) }
