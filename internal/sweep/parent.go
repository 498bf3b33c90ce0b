package sweep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"workbench/internal/atomicfile"
	"workbench/internal/config"
	"workbench/internal/rundir"
)

// sweepFile is the copy of the config's file in the directory of a sweep. The runs start from it, so that the file may be edited meanwhile.
func SweepFile(parent string) string { return filepath.Join(parent, "sweep.toml") }

// checkParent returns an error unless parent is free, or a sweep of the config base whose runs are those of the trials, as far as they exist.
func checkParent(parent string, base *config.Config, trials []*Trial) error {
	entries, err := os.ReadDir(parent)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if _, err := os.Stat(SweepFile(parent)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sweep: %s exists, and is not a sweep: it has no %s; name another directory with -run", parent, filepath.Base(SweepFile(parent)))
	}
	before, err := config.Load(SweepFile(parent), nil)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if key := differingKey(before, base); key != "" {
		return fmt.Errorf("sweep: %s is a sweep of another config: %s differs; name another directory with -run", parent, key)
	}
	for _, t := range trials {
		path := rundir.ConfigPath(t.Dir)
		if _, err := os.Stat(path); err != nil {
			continue
		}
		had, err := config.Load(path, nil)
		if err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		if key := differingKey(had, t.config); key != "" {
			return fmt.Errorf("sweep: %s exists with another %s; name another directory with -run", t.Dir, key)
		}
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

// makeParent makes the directory of a sweep, with the config's file in it.
func makeParent(parent, config string) error {
	if _, err := os.Stat(SweepFile(parent)); err == nil {
		return nil
	}
	text, err := os.ReadFile(config)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return atomicfile.Write(SweepFile(parent), text)
}
