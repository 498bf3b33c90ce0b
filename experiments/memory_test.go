package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/memory"
	"workbench/internal/model"
)

// The peaks were measured (maximum resident set, a few epochs with validation, two cores): those of the
// biaxial network with AVX2, the others with AVX-512, on the JSB frames, three books of Nottingham tunes, and
// the pieces of Albéniz and Chopin. The estimate has to come within a quarter.
func TestTrainingMemory(t *testing.T) {
	for _, test := range []struct {
		file string
		set  []string
		peak memory.Amount
	}{
		{"deep-jammer.toml", nil, 1.61e9},
		{"deep-jammer-dropout.toml", nil, 1.94e9},
		{"deep-jammer-medium.toml", nil, 0.83e9},
		{"deep-jammer-small.toml", []string{"train.batch=20"}, 1.49e9},
		{"deep-jammer-small.toml", []string{"train.batch=2", "model.time_layers=[40]", "model.note_layers=[300, 300]"}, 0.66e9},
		{"deep-jammer-small.toml", []string{"train.batch=1", "train.segment=16"}, 0.112e9},
		{"quickstart.toml", nil, 0.309e9},
		{"pianoroll-jsb.toml", []string{"train.segment=129"}, 0.142e9}, // the longest piece, as train.segment = 0
		{"pianoroll-nottingham.toml", nil, 0.143e9},
		{"melody-harmony.toml", nil, 0.131e9},
		{"tokens.toml", nil, 0.573e9},
		{"performance.toml", nil, 0.957e9},
	} {
		c, err := config.Load(filepath.Join("..", "configs", test.file), test.set)
		if err != nil {
			t.Fatal(err)
		}
		got := model.TrainingMemory(c, c.Train.Segment)
		t.Logf("%s %v: %v, measured %v", test.file, test.set, got, test.peak)
		if got < 0.75*test.peak || got > 1.25*test.peak {
			t.Errorf("%s %v: estimated %v, measured %v", test.file, test.set, got, test.peak)
		}
	}
}

// Thousands of long pieces at once are refused as well.
func TestComposingTooMuchIsRefused(t *testing.T) {
	if left, ok := memory.Left("/"); !ok || left > 1e12 {
		t.Skip("this system does not tell what memory is left, or has more than a terabyte")
	}
	c := config.Default()
	c.Model.TimeLayers, c.Compose.Count, c.Compose.Steps = []int{4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096}, 1_000_000, 200_000
	if err := model.CheckComposingMemory(&c); err == nil || !strings.Contains(err.Error(), "-count 1000000") || !strings.Contains(err.Error(), "-steps 200000") {
		t.Errorf("error %v", err)
	}
}

// Too many particles are refused with the flag that gives their number.
func TestTooManyParticlesAreRefused(t *testing.T) {
	if left, ok := memory.Left("/"); !ok || left > 150e9 {
		t.Skip("this system does not tell what memory is left, or has as much as the particles need")
	}
	code, _, stderr := program(t, 0, "compose", "-run", "../models/chorales", "-out", t.TempDir(), "-set", "compose.primer=silence", "-scale", "C major",
		"-steps", "200000", "-particles", "10000")
	if code != exit.Failed || !strings.Contains(stderr, "-particles 10000") || strings.Contains(stderr, "-count") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

// What no machine has is refused before it is asked for, with the keys to lower.
func TestTooLargeIsRefused(t *testing.T) {
	if _, ok := memory.Left("/"); !ok {
		t.Skip("this system does not tell what memory is left")
	}
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	code, _, stderr := program(t, 0, "-config", config, "-run", run, "-set", "train.batch=7000", "-set", "model.time_layers=[4096, 4096]")
	if code != exit.Failed {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	for _, part := range []string{"GB of memory", "train.batch = 7000", "train.segment = 16", "model.time_layers = [4096, 4096]", "model.note_layers"} {
		if !strings.Contains(stderr, part) {
			t.Errorf("standard error lacks %q: %s", part, stderr)
		}
	}
	if _, err := os.Lstat(run); err == nil {
		t.Error("the run directory is there")
	}
}
