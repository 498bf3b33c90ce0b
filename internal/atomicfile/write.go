// Package atomicfile writes files and directories that are complete at every moment: after a crash or on a
// full disk a path holds either its old contents or all of the new.
//
// Everything is written under a hidden temporary name beside its place, synced, and renamed. [Write] replaces
// a file,
// [Create] refuses to, [Directory] makes a new directory, and [CreateFiles] creates several files together. Errors name
// the path that the caller asked for, never the temporary one, and say what to do where the user can help.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
)

// Write writes data to path, replacing a file that is there. An error names the path and the number of bytes
// that were to be written.
func Write(path string, data []byte) error {
	return publish(path, data, os.Rename)
}

// Create writes data to path like [Write], but only if nothing is there. Otherwise the error wraps
// [io/fs.ErrExist]. Of several processes that create the same path, exactly one succeeds. Unlike Write, whose files
// belong to directories that are there, it makes the directories above path: the user may have named new ones.
func Create(path string, data []byte) error {
	if err := MakeParents(path); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return publish(path, data, renameNew)
}

// publish writes data to a temporary file and has rename give it its place.
func publish(path string, data []byte, rename func(from, to string) error) error {
	ending.RLock()
	defer ending.RUnlock()
	temporary := TemporaryName(path)
	err := fill(temporary, data)
	if err == nil {
		err = rename(temporary, path)
	}
	if err != nil {
		err = errors.Join(err, removeAll(temporary))
	} else {
		err = syncDirectory(filepath.Dir(path)) // the new name is stored in the directory
	}
	if err != nil {
		return WriteError(path, int64(len(data)), shownAs(err, temporary, path))
	}
	return nil
}

// fill creates a file with data, all of it on the disk.
func fill(path string, data []byte) error {
	f, err := OpenTemporary(path)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// renameNew renames a file unless something has its new name.
func renameNew(from, to string) error {
	err := os.Link(from, to) // unlike a rename, fails if the name is taken
	if err == nil {
		return os.Remove(from)
	}
	if errors.Is(err, os.ErrExist) {
		return &os.PathError{Op: "create", Path: to, Err: os.ErrExist}
	}
	// File systems without hard links: reserve the name, and replace the empty file.
	reserved, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if err := errors.Join(reserved.Close(), os.Rename(from, to)); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// File is what this package needs of an *os.File.
type File interface {
	io.WriteCloser
	Sync() error
}

// OpenTemporary creates a temporary file; tests replace it by one that fails.
var OpenTemporary = func(path string) (File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

// syncDirectory brings the names in dir to the disk. Windows cannot sync a directory and does not need it.
func syncDirectory(dir string) error {
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
