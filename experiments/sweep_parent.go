package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"workbench/runs"
)

// sweepFile is the copy of the config's file in the directory of a sweep. The runs start from it, so that the file may be edited meanwhile.
func sweepFile(parent string) string { return filepath.Join(parent, "sweep.toml") }

// checkParent returns an error unless parent is free, or a sweep of the config base whose runs are those of the trials, as far as they exist.
func checkParent(parent string, base *Config, trials []*trial) error {
	entries, err := os.ReadDir(parent)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if _, err := os.Stat(sweepFile(parent)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sweep: %s exists, and is not a sweep: it has no %s; name another directory with -run", parent, filepath.Base(sweepFile(parent)))
	}
	before, err := LoadConfig(sweepFile(parent), nil)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if key := differingKey(before, base); key != "" {
		return fmt.Errorf("sweep: %s is a sweep of another config: %s differs; name another directory with -run", parent, key)
	}
	for _, t := range trials {
		path := runs.ConfigPath(t.dir)
		if _, err := os.Stat(path); err != nil {
			continue
		}
		had, err := LoadConfig(path, nil)
		if err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		if key := differingKey(had, t.config); key != "" {
			return fmt.Errorf("sweep: %s exists with another %s; name another directory with -run", t.dir, key)
		}
	}
	return nil
}

// differingKey is the first key in which two configs differ, other than the name.
func differingKey(a, b *Config) string {
	x, y := keysOf(a), keysOf(b)
	for _, key := range x.paths {
		if key != "name" && !reflect.DeepEqual(x.targets[key], y.targets[key]) {
			return key
		}
	}
	return ""
}

// makeParent makes the directory of a sweep, with the config's file in it.
func makeParent(parent, config string) error {
	if _, err := os.Stat(sweepFile(parent)); err == nil {
		return nil
	}
	text, err := os.ReadFile(config)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return runs.WriteFile(sweepFile(parent), text)
}
