package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// TestExport composes the same from a copy as from the run, and finds nothing in it to resume.
func TestExport(t *testing.T) {
	config, dir := Folder(t)
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "models", "b")
	succeed(t, "-config", config, "-run", a, "-set", "compose.primer=starter")
	succeed(t, "export", "-run", a, "-out", b, "-set", "data.midi=elsewhere")
	for _, name := range []string{"run.json", "config.toml"} {
		if data, err := os.ReadFile(filepath.Join(b, name)); err != nil || strings.Contains(string(data), filepath.ToSlash(dir)) {
			t.Errorf("%s tells of the folder %s (%v):\n%s", name, dir, err, data)
		}
	}
	compose := func(run string) string {
		out := filepath.Join(dir, "from "+filepath.Base(run))
		succeed(t, "compose", "-run", run, "-out", out)
		data, err := os.ReadFile(filepath.Join(out, "1.mid"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if compose(a) != compose(b) {
		t.Error("the copy composes something else")
	}
	succeed(t, "compare", a, b)
	succeed(t, "evaluate", "-run", b, "-midi", filepath.Join(dir, "music"))
	path, err := rundir.Resolve(b, "best")
	if err != nil {
		t.Fatal(err)
	}
	c, err := rundir.Load(path)
	if err != nil || len(c.Optimizer)+len(c.Generators) > 0 {
		t.Errorf("the copy's checkpoint holds %d tensors of the optimizer and %d streams (%v)", len(c.Optimizer), len(c.Generators), err)
	}
	for _, set := range []string{"model.dropout=0.5", "seed=7", "train.epochs=5"} {
		if code, _, stderr := program(t, 0, "export", "-run", a, "-out", filepath.Join(dir, "other"), "-set", set); code != exit.Usage || !strings.Contains(stderr, set) {
			t.Errorf("-set %s: exit code %d, %s", set, code, stderr)
		}
	}
	if code, _, stderr := program(t, 0, "export", "-run", a, "-out", b); code != exit.Failed || !strings.Contains(stderr, b) {
		t.Errorf("over an existing copy: exit code %d, %s", code, stderr)
	}
	succeed(t, "-config", config, "-run", filepath.Join(dir, "c"), "-set", "train.init_from="+filepath.ToSlash(b), "-set", "train.epochs=1")
	// So does a copy of another checkpoint than the best.
	last := filepath.Join(dir, "last")
	info, err := rundir.ReadInfo(a)
	if err != nil {
		t.Fatal(err)
	}
	epochs, err := rundir.Epochs(a)
	if err != nil {
		t.Fatal(err)
	}
	other := slices.IndexFunc(epochs, func(epoch int) bool { return epoch > 0 && epoch != info.Best.Epoch })
	succeed(t, "export", "-run", a, "-checkpoint", strconv.Itoa(epochs[other]), "-out", last)
	compose(last)
	succeed(t, "-config", config, "-run", filepath.Join(dir, "d"), "-set", "train.init_from="+filepath.ToSlash(last), "-set", "train.epochs=1")
	same := filepath.Join(dir, "same")
	succeed(t, "export", "-run", a, "-out", same)
	if code, _, stderr := program(t, 0, "-resume", same); code != exit.Failed || !strings.Contains(stderr, "train.init_from") {
		t.Errorf("resume of a copy: exit code %d, %s", code, stderr)
	}
}

// TestExportONNX writes an ONNX model beside a copy or without one, and replaces no file.
func TestExportONNX(t *testing.T) {
	dir := t.TempDir()
	model := filepath.Join("..", "models", "tunes")
	file := filepath.Join(dir, "tunes.onnx")
	succeed(t, "export", "-run", model, "-onnx", file)
	if data := read(t, file); !strings.Contains(data, "time1.wx") || !strings.Contains(data, "nottingham-abc") {
		t.Errorf("%s has not the weights or not the config", file)
	}
	before := read(t, file)
	if code, _, stderr := program(t, 0, "export", "-run", model, "-onnx", file); code != exit.Failed || !strings.Contains(stderr, file) || read(t, file) != before {
		t.Errorf("over an existing file: exit code %d, %s", code, stderr)
	}
	config, _ := Folder(t)
	counts := filepath.Join(dir, "counts")
	succeed(t, "-config", config, "-run", counts, "-set", "model.kind=marginal")
	if code, _, stderr := program(t, 0, "export", "-run", counts, "-onnx", filepath.Join(dir, "no.onnx")); code != exit.Failed || !strings.Contains(stderr, "marginal") {
		t.Errorf("a kind without an ONNX form: exit code %d, %s", code, stderr)
	}
}
