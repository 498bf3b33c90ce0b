package rundir

import (
	"fmt"
	"os"
)

// ReadFile reads a file of a run directory. A pipe or a device is an error: reading it may never end.
func ReadFile(path string) ([]byte, error) {
	stat, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !stat.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file (%v)", path, stat.Mode().Type())
	}
	return os.ReadFile(path)
}

// ReadConfig reads config.toml of the run in dir.
func ReadConfig(dir string) (text []byte, err error) { return ReadFile(ConfigPath(dir)) }
