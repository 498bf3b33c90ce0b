package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"

	"workbench/internal/diskspace"
)

// WriteError says which file was being written and, where the user can help, what to do. On a full disk it has the
// size.
func WriteError(path string, size int64, err error) error {
	needed := ""
	if isFull(err) {
		needed = fmt.Sprintf(" (%d bytes needed)", size)
	}
	return fmt.Errorf("writing %s%s: %w%s", path, needed, err, Advice(filepath.Dir(path), size, err))
}

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// Advice says what to do about an error of writing size bytes in dir; it is empty where only the error itself
// helps.
func Advice(dir string, size int64, err error) string {
	switch {
	case isFull(err):
		missing := ""
		if free, ok := diskspace.Free(dir); ok && free < size {
			missing = fmt.Sprintf("%d bytes are free and %d are missing: ", free, size-free)
		}
		return "; " + missing + "free some space and try again"
	case errors.Is(err, syscall.EFBIG):
		return "; raise the limit on the size of files (ulimit -f), or use a file system that has no such limit"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Sprintf("; check that %s is writable, or use another directory", dir)
	}
	return ""
}

// renamedError is an error whose text mentions a temporary name, shown with the name that the user knows.
type renamedError struct {
	error
	temporary, shown string
}

func (e renamedError) Error() string {
	return strings.ReplaceAll(e.error.Error(), e.temporary, e.shown)
}

func (e renamedError) Unwrap() error { return e.error }

func shownAs(err error, temporary, shown string) error { return renamedError{err, temporary, shown} }
