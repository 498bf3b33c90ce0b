package main

import (
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/baselines"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/corpus"
	"workbench/internal/exit"
	"workbench/internal/model"
	"workbench/internal/rundir"
)

// TestReferenceModels takes each table through the commands, as if it were a network.
func TestReferenceModels(t *testing.T) {
	for _, kind := range baselines.Kinds() {
		configFile, dir := Folder(t)
		a := filepath.Join(dir, kind)
		succeed(t, "-config", configFile, "-set", "model.kind="+kind, "-set", "train.epochs=1", "-run", a)
		c, err := config.Load(rundir.ConfigPath(a), nil)
		if err != nil {
			t.Fatal(err)
		}
		corpus, err := corpus.Read(c, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		valid := corpus.Of(features.Valid)
		want := model.PerUnit(model.EachPiece(valid, baselines.New(kind, corpus.Of(features.Train), true).Piece), len(valid)).Total()
		if got := lastValidation(t, a); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: validation %v, want %v", kind, got, want)
		}
		succeed(t, "compose", "-run", a)
		if stdout, _ := succeed(t, "evaluate", "-run", a, "-json"); !strings.Contains(stdout, kind) {
			t.Errorf("%s: evaluate prints %s", kind, stdout)
		}
		succeed(t, "-resume", a) // nothing is left to do
	}
}

func lastValidation(t *testing.T, dir string) float64 {
	t.Helper()
	metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	last := math.NaN()
	for _, m := range metrics {
		if m.Split == rundir.Valid {
			last = m.NLL
		}
	}
	return last
}

// TestTransfer starts a run with another's weights: with all of them it starts at the other's best loss; the
// dense layer can be initialized again.
func TestTransfer(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", a)
	info, err := rundir.ReadInfo(a)
	if err != nil {
		t.Fatal(err)
	}
	first := func(name string, set ...string) float64 {
		run := filepath.Join(dir, name)
		args := []string{"-config", config, "-run", run, "-set", "train.init_from=" + filepath.ToSlash(a), "-set", "train.epochs=1"}
		succeed(t, append(args, set...)...)
		metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(run))
		if err != nil {
			t.Fatal(err)
		}
		return metrics[0].NLL
	}
	if got := first("extended"); math.Abs(got-info.Best.NLL) > 1e-9 {
		t.Errorf("extended training begins with %v, the other run's best is %v", got, info.Best.NLL)
	}
	if got := first("tuned", "-set", `train.reinit=["dense"]`); math.Abs(got-info.Best.NLL) < 1 {
		t.Errorf("with a new dense layer training begins with %v", got)
	}
	deep := filepath.Join(dir, "deep")
	succeed(t, "-config", config, "-run", deep, "-set", "model.time_layers=[6, 6]", "-set", "train.epochs=1")
	for _, test := range []struct{ set, want string }{
		{"train.init_from=" + filepath.ToSlash(deep), "time2.bias, and this network has no such layer"},
		{`train.reinit=["densest"]`, `no layer "densest"; there are dense, note1, time1`},
		{"model.time_layers=[7]", `time1.wx of shape [78 24], and this network wants [78 28]`},
		{"train.init_from=" + filepath.ToSlash(filepath.Join(dir, "nowhere")), "nowhere"},
	} {
		args := []string{"-config", config, "-run", filepath.Join(dir, "wrong"), "-set", "train.init_from=" + filepath.ToSlash(a), "-set", test.set}
		if code, _, stderr := program(t, 0, args...); code == exit.Done || !strings.Contains(stderr, test.want) {
			t.Errorf("%s: exit code %d, %s", test.set, code, stderr)
		}
		if _, err := os.Stat(filepath.Join(dir, "wrong")); err == nil {
			t.Fatalf("%s: a run directory is left", test.set)
		}
	}
}

// TestPatience stops a run that learns nothing, since its learning rate is next to nothing, three validations
// after the first.
func TestPatience(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	_, screen := succeed(t, "-config", config, "-run", a, "-set", "optimizer.learning_rate=1e-30", "-set", "train.patience=3", "-set", "train.validate_every=2",
		"-set", "train.epochs=1000", "-set", "train.sample_every=1000")
	const why = "stopped after epoch 8 of 1000: no improvement in 3 validations (train.patience = 3)"
	if !strings.Contains(screen, why) {
		t.Errorf("no %q in\n%s", why, screen)
	}
	info, err := rundir.ReadInfo(a)
	if err != nil {
		t.Fatal(err)
	}
	if info.Status != rundir.Finished || info.Epoch != 8 || info.Best.Epoch != 2 {
		t.Errorf("%s after epoch %d with the best at %+v", info.Status, info.Epoch, info.Best)
	}
	if _, err := os.Stat(rundir.SamplePath(a, 8, 1, ".mid")); err != nil {
		t.Errorf("no sample at the end: %v", err)
	}
	before := lastCheckpoint(t, a)
	if _, screen = succeed(t, "-resume", a); !strings.Contains(screen, why+"; to go on: go run ./experiments -resume") {
		t.Errorf("resuming does not say why nothing happens:\n%s", screen)
	}
	if !slices.Equal(before, lastCheckpoint(t, a)) {
		t.Error("resuming trained on")
	}
}

// TestSeeds trains two seeds, each in a run directory, and compares them.
func TestSeeds(t *testing.T) {
	config, dir := sweepFolder(t)
	parent := filepath.Join(dir, "seeds")
	stdout, _ := succeed(t, "-config", config, "-seeds", "2", "-run", parent, "-set", "train.epochs=2")
	for _, want := range []string{"×2", "median of N seeds"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
}
