package runs

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// WriteFile writes data to path so that at every moment, a crash or a full disk included, path holds either its
// old contents or all of the new. An error names the path and the number of bytes that were to be written.
func WriteFile(path string, data []byte) error {
	return replace(path, fmt.Sprintf("%d bytes needed", len(data)), func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// WriteStream is [WriteFile] for contents that write produces piece by piece, for example a picture. An error of
// write leaves the old file as it was.
func WriteStream(path string, write func(io.Writer) error) error {
	return replace(path, "size not known beforehand", write)
}

// file is what replace needs of an *os.File.
type file interface {
	io.WriteCloser
	Sync() error
	Name() string
}

// openTemporary creates the temporary file; tests replace it by one that fails.
var openTemporary = func(path string) (file, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// replace writes a temporary file beside path, brings it to the disk and renames it to path. The rename itself
// lives in the folder, so the folder is synced as well.
func replace(path, size string, write func(io.Writer) error) error {
	f, err := openTemporary(temporaryName(path))
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	err = write(f)
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
		return writeError(path, size, err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// writeError says what was being written and, on a full disk, what to do about it.
func writeError(path, size string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("writing %s (%s): %w; free some space, then resume or start again", path, size, err)
	}
	return fmt.Errorf("writing %s (%s): %w", path, size, err)
}

// temporaryName is a hidden name in the folder of path: renaming across file systems would not be atomic.
func temporaryName(path string) string {
	dir, base := filepath.Split(path)
	return fmt.Sprintf("%s.%s.%016x.tmp", dir, base, rand.Uint64())
}

// removeTemporaries deletes what writers that were killed half-way left in the folder dir.
func removeTemporaries(dir string) error {
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
func syncFolder(dir string) error {
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
