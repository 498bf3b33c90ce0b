package main

import (
	"os"
	"path/filepath"
	"testing"

	"workbench/features"
	"workbench/features/midi"
	"workbench/features/score"
)

// A file that is continued or changed keeps its bar lines, also by a model that gave its training music inferred pickups.
func TestPromptKeepsBarLines(t *testing.T) {
	dir := t.TempDir()
	scale := &score.Score{TicksPerQuarter: 4}
	for i, key := range []uint8{60, 62, 64, 65, 67, 69, 71, 72} {
		scale.Notes = append(scale.Notes, score.Note{Start: int64(4 * i), End: int64(4*i + 4), Key: key, Velocity: 80})
	}
	data, err := midi.Write(scale)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "scale.mid")
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	for name, options := range map[string][]string{"kept": {"-keep", file, "-voice", "top"}, "continued": {"-prompt", file, "-steps", "8"}} {
		out := filepath.Join(dir, name)
		succeed(t, append([]string{"compose", "../models/chorales", "-count", "1", "-cadence=false", "-out", out}, options...)...)
		p, err := features.File(filepath.Join(out, "1.mid"), features.Grid(2))
		if err != nil {
			t.Fatal(err)
		}
		if first := p.Measures[0]; first.Steps != 8 || first.Skip != 0 {
			t.Errorf("%s: the first measure has %d steps of 8, and begins at %d", name, first.Steps, first.Skip)
		}
	}
}
