package main

import (
	"encoding/json"
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
	if err := os.Rename(filepath.Join(dir, "music"), filepath.Join(dir, "moved")); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := program(t, 0, "-resume", same); code != exit.Failed || !strings.Contains(stderr, "train.init_from") {
		t.Errorf("resume of a copy: exit code %d, %s", code, stderr)
	}
}

// A copy of a run whose music was moved tells of no folder, and names no patch, which it does not have.
func TestExportOfMovedMusic(t *testing.T) {
	config, dir := Folder(t)
	a, b, moved := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "moved")
	succeed(t, "-config", config, "-run", a)
	if err := os.Rename(filepath.Join(dir, "music"), moved); err != nil {
		t.Fatal(err)
	}
	succeed(t, "-resume", a, "-midi", moved, "-set", "train.epochs=7")
	path := filepath.Join(a, "run.json")
	var info map[string]any
	if err := json.Unmarshal([]byte(read(t, path)), &info); err != nil {
		t.Fatal(err)
	}
	info["code"] = map[string]any{"commit": "0123", "dirty": true, "patch": "code.patch"}
	data, err := json.Marshal(info)
	if err != nil {
		t.Fatal(err)
	}
	Write(t, path, string(data))
	Write(t, filepath.Join(a, "code.patch"), "diff --git a/x.go b/x.go\n")
	succeed(t, "export", "-run", a, "-out", b, "-set", "data.midi=elsewhere")
	text := read(t, filepath.Join(b, "run.json"))
	if strings.Contains(text, filepath.ToSlash(dir)) || strings.Contains(text, "code.patch") || !strings.Contains(text, "train.epochs") {
		t.Errorf("run.json of the copy:\n%s", text)
	}
	if stdout, _ := succeed(t, "compare", a, b); strings.Contains(stdout, "cannot be read") {
		t.Error(stdout)
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
	if code, _, stderr := program(t, 0, "export", "-run", model, "-onnx", filepath.Join(dir, "b.onnx"), "-set", "name=b", "-midi", dir); code != exit.Usage || !strings.Contains(stderr, "-midi, -set: no effect without -out") {
		t.Errorf("what only a copy has: exit code %d, %s", code, stderr)
	}
	config, _ := Folder(t)
	counts := filepath.Join(dir, "counts")
	succeed(t, "-config", config, "-run", counts, "-set", "model.kind=marginal")
	if code, _, stderr := program(t, 0, "export", "-run", counts, "-onnx", filepath.Join(dir, "no.onnx")); code != exit.Failed || !strings.Contains(stderr, "marginal") {
		t.Errorf("a kind without an ONNX form: exit code %d, %s", code, stderr)
	}
	late := filepath.Join(dir, "late.onnx")
	appears(t, late)
	if code, _, stderr := program(t, 0, "export", "-run", model, "-onnx", late); code != exit.Failed || !strings.Contains(stderr, late) || read(t, late) != "theirs" {
		t.Errorf("over a file that appears meanwhile: exit code %d, %s", code, stderr)
	}
}
