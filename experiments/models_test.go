package main

import (
	"os"
	"path/filepath"
	"testing"

	"workbench/features"
	"workbench/internal/rundir"
)

// TestModels composes from each model in the box, which is small and has a card.
func TestModels(t *testing.T) {
	dirs, err := filepath.Glob("../models/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no models: %v", err)
	}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, "README.md")); err != nil {
			t.Errorf("no card: %v", err)
		}
		path, err := rundir.Resolve(dir, "best")
		if err != nil {
			t.Error(err)
			continue
		}
		if info, err := os.Stat(path); err != nil || info.Size() > 8e6 {
			t.Errorf("%s: %v, more than 8 MB, or: %v", path, info, err)
		}
		out := t.TempDir()
		succeed(t, "compose", "-run", dir, "-steps", "32", "-out", out)
		if p, err := features.File(filepath.Join(out, "1.mid"), features.Grid(4)); err != nil || p.Steps() < 16 {
			t.Errorf("%s: its piece cannot be read, or is short: %v", dir, err)
		}
	}
}
