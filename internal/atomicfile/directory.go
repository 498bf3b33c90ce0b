package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// Directory makes a new directory, with its parents: fill writes its contents under a hidden name beside it,
// which is then renamed. If fill fails, or the process is killed, there is nothing at dir and the same call
// can be repeated.
//
// Something that exists at dir already is an error that wraps [fs.ErrExist]. Errors of fill that mention the
// hidden name are shown with dir instead.
func Directory(dir string, fill func(hidden string) error) error {
	dir = filepath.Clean(dir) // the parent of "name/" would be itself
	if err := CheckFree(dir); err != nil {
		return err
	}
	if err := MakeParents(dir); err != nil {
		return err
	}
	return beside(dir, func(hidden string) error {
		if err := fill(hidden); err != nil {
			return err
		}
		return os.Rename(hidden, dir)
	})
}

// beside makes a directory under a hidden name beside dir for work, which renames it. If work fails, the directory
// is removed.
func beside(dir string, work func(hidden string) error) error {
	parent, hidden := filepath.Dir(dir), TemporaryName(dir)
	unfinished.Store(hidden, nil)
	defer unfinished.Delete(hidden)
	err := os.Mkdir(hidden, 0o777)
	if err != nil {
		err = fmt.Errorf("%w%s", err, Advice(parent, 0, err))
	} else {
		err = work(hidden)
	}
	ending.RLock()
	defer ending.RUnlock()
	if err != nil {
		return shownAs(errors.Join(err, removeAll(hidden)), hidden, dir)
	}
	return syncDirectory(parent)
}

// NewDirectory makes a new directory with the files, given by their paths within it, as [Directory] does.
func NewDirectory(dir string, files map[string][]byte) error {
	return Directory(dir, func(hidden string) error { return createAll(hidden, files) })
}

// CreateFiles creates files, given by their paths within dir, which is made if it is not there: all of them
// or none. A file that exists already is an error that wraps [fs.ErrExist].
func CreateFiles(dir string, files map[string][]byte) error {
	err := NewDirectory(dir, files)
	if stat, statErr := os.Stat(dir); errors.Is(err, fs.ErrExist) && statErr == nil && stat.IsDir() {
		return createAll(dir, files)
	}
	return err
}

// Replace replaces a directory, if there is one, by one with the files, given by their paths within it, and runs
// commit in between: after the files are written, and before the old directory is removed. If one of the two
// fails, the old directory stays. Without files there is no directory afterwards.
func Replace(dir string, files map[string][]byte, commit func() error) error {
	return beside(filepath.Clean(dir), func(hidden string) error {
		if err := createAll(hidden, files); err != nil {
			return err
		}
		if err := commit(); err != nil {
			return err
		}
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
		if len(files) == 0 {
			return os.Remove(hidden)
		}
		return os.Rename(hidden, dir)
	})
}

// createAll creates files in a directory that is there. If one cannot be created, those before it are removed.
func createAll(dir string, files map[string][]byte) error {
	var created []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, name)
		if err := Create(path, files[name]); err != nil {
			for _, path := range created {
				err = errors.Join(err, os.Remove(path))
			}
			return err
		}
		created = append(created, path)
	}
	return nil
}

// CheckFree returns an error that wraps [fs.ErrExist] if there is something at path.
func CheckFree(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	return nil
}

// CheckWritable returns an error unless files can be created in dir, or, if it is not there, dir can be made with its
// parents. It leaves nothing behind.
func CheckWritable(dir string) error {
	stat, err := os.Stat(dir)
	for (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)) && filepath.Dir(dir) != dir {
		dir = filepath.Dir(dir)
		stat, err = os.Stat(dir)
	}
	if err != nil {
		return err
	}
	if !stat.IsDir() {
		return fmt.Errorf("%s is not a directory", dir)
	}
	probe := TemporaryName(filepath.Join(dir, "probe"))
	if err := os.Mkdir(probe, 0o777); err != nil {
		return fmt.Errorf("%s cannot be written to: %w", dir, errors.Unwrap(err))
	}
	return os.Remove(probe)
}

// MakeParents makes the directories above path.
func MakeParents(path string) error {
	ending.RLock()
	defer ending.RUnlock()
	parent := filepath.Dir(filepath.Clean(path))
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fmt.Errorf("%w%s", err, Advice(existing(parent), 0, err))
	}
	return nil
}

// existing is the nearest directory at or above dir that exists.
func existing(dir string) string {
	for {
		if stat, err := os.Stat(dir); err == nil && stat.IsDir() || filepath.Dir(dir) == dir {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
