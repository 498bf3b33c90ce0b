package sweep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"workbench/internal/atomicfile"
	"workbench/internal/config"
	"workbench/internal/rundir"
)

// FilePath is the copy of the config file in the directory of a sweep. The runs start from it, so that the
// original may be edited meanwhile.
func FilePath(parent string) string { return filepath.Join(parent, "sweep.toml") }

// checkParent returns an error unless parent is free, or a sweep of the config base in which the existing
// runs have the configs of the trials.
func checkParent(parent string, base *config.Config, trials []*Trial) error {
	entries, err := os.ReadDir(parent)
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") }) // temporary files
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if _, err := os.Stat(FilePath(parent)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sweep: %s exists, and is not a sweep: it has no %s; name another directory with -run", parent, filepath.Base(FilePath(parent)))
	}
	if err := checkBase(parent, base); err != nil {
		return err
	}
	for _, t := range trials {
		path := rundir.ConfigPath(t.Dir)
		if _, err := os.Stat(path); err != nil {
			continue
		}
		text, err := rundir.ReadConfig(t.Dir)
		if err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		had, err := config.Parse(path, text, nil)
		if err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		if key := differingKey(had, t.config); key != "" {
			return fmt.Errorf("sweep: %s exists with another %s; name another directory with -run", t.Dir, key)
		}
	}
	return nil
}

// checkBase returns an error unless parent is a sweep of the config base.
func checkBase(parent string, base *config.Config) error {
	text, err := rundir.ReadFile(FilePath(parent))
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	before, err := config.Parse(FilePath(parent), text, nil)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if key := differingKey(before, base); key != "" {
		return fmt.Errorf("sweep: %s is a sweep of another config: %s differs; name another directory with -run", parent, key)
	}
	return nil
}

// differingKey is the first key in which two configs differ, other than the name.
func differingKey(a, b *config.Config) string {
	x, y := config.KeysOf(a), config.KeysOf(b)
	for _, key := range x.Paths {
		if key != "name" && !reflect.DeepEqual(x.Targets[key], y.Targets[key]) {
			return key
		}
	}
	return ""
}

// makeParent makes the directory of a sweep, with the config file in it. Another process may do the same at
// this moment: the first wins, and the other continues if its config is the same.
func makeParent(parent string, file ConfigFile, base *config.Config) error {
	if _, err := os.Stat(FilePath(parent)); err == nil {
		return nil
	}
	err := createParent(parent, file, map[string][]byte{})
	if errors.Is(err, fs.ErrExist) {
		return checkBase(parent, base)
	}
	return err
}

// createParent creates the directory of a sweep with the config file and others in it. The error wraps
// [fs.ErrExist] if there is something at parent.
func createParent(parent string, file ConfigFile, files map[string][]byte) error {
	text, err := config.Flatten(file.Name, file.Text)
	if err != nil {
		return err
	}
	files[filepath.Base(FilePath(parent))] = text
	if err := atomicfile.CreateFiles(parent, files); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}
