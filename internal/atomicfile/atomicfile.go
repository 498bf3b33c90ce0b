package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"workbench/internal/diskspace"
)

// WriteFile writes data to path so that at every moment, a crash or a full disk included, path holds either its
// old contents or all of the new. An error names the path, the number of bytes that were to be written, and what to do.
//
// The data go into a temporary file beside path, to the disk, and under the name of path. The renaming itself lives in the folder, so the folder is
// synced as well.
func Write(path string, data []byte) error {
	size := int64(len(data))
	f, err := OpenTemporary(TemporaryName(path))
	if err != nil {
		return WriteError(path, size, err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		if removeErr := os.Remove(f.Name()); removeErr != nil {
			err = errors.Join(err, removeErr)
		}
		return WriteError(path, size, err)
	}
	if err := SyncFolder(filepath.Dir(path)); err != nil {
		return WriteError(path, size, err)
	}
	return nil
}

// File is what WriteFile needs of an *os.File.
type File interface {
	io.WriteCloser
	Sync() error
	Name() string
}

// OpenTemporary creates the temporary file; tests replace it by one that fails.
var OpenTemporary = func(path string) (File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// writeError says what was being written and, where the user can help, how.
func WriteError(path string, size int64, err error) error {
	return fmt.Errorf("writing %s (%d bytes needed): %w%s", path, size, err, Advice(filepath.Dir(path), size, err))
}

// advice says what to do about an error of writing size bytes in dir; it is empty where only the error itself helps.
func Advice(dir string, size int64, err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		missing := ""
		if free, ok := diskspace.Room(dir); ok && free < size {
			missing = fmt.Sprintf("%d bytes are free and %d are missing: ", free, size-free)
		}
		return "; " + missing + "free some space, then resume or start again"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Sprintf("; make %s a folder that you may write to, or use another", dir)
	}
	return ""
}

// temporaryName is a hidden name in the folder of path: renaming across file systems would not be atomic.
func TemporaryName(path string) string {
	dir, base := filepath.Split(path)
	return fmt.Sprintf("%s.%s.%016x.tmp", dir, base, rand.Uint64())
}

// removeTemporaries deletes what writers that were killed half-way left in the folder dir.
func RemoveTemporaries(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.Type().IsRegular() && strings.HasPrefix(name, ".") && strings.HasSuffix(name, ".tmp") {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// syncFolder brings the names in dir to the disk. Windows cannot sync a folder and does not need it.
func SyncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	return errors.Join(err, d.Close())
}
