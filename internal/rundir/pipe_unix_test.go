//go:build unix

package rundir

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// makePipe replaces path by a named pipe, if there is a file.
func makePipe(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syscall.Mkfifo(path, 0o666)
}
