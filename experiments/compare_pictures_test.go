package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/features/midi"
	"workbench/features/score"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// sampledRuns are two runs that have samples of epochs 0, 3 and 6.
func sampledRuns(t *testing.T) (a, b string) {
	t.Helper()
	sample, err := midi.Write(&score.Score{TicksPerQuarter: 4, Length: 64, Notes: []score.Note{{Start: 0, End: 8, Key: 60, Velocity: 80}}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	a, b = filepath.Join(dir, "a"), filepath.Join(dir, "b")
	for i, run := range []string{a, b} {
		makeRun(t, run, 1, []string{adam, rmsprop}[i], 14, 15)
		if err := os.MkdirAll(filepath.Join(run, "samples"), 0o777); err != nil {
			t.Fatal(err)
		}
		for _, epoch := range []int{0, 3, 6} {
			if err := os.WriteFile(rundir.SamplePath(run, epoch, 1, ".mid"), sample, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	return a, b
}

// pictures checks that every picture in a folder can be read, and returns their names.
func pictures(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		switch filepath.Ext(entry.Name()) {
		case ".png":
			_, err = png.Decode(bytes.NewReader(data))
		case ".svg":
			for d := xml.NewDecoder(bytes.NewReader(data)); err == nil; {
				_, err = d.Token()
			}
			if err == io.EOF {
				err = nil
			}
		default:
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", entry.Name(), err)
		}
		names = append(names, entry.Name())
	}
	return names
}

// drawn compares runs and returns the text of one of the pictures, and standard error.
func drawn(t *testing.T, picture string, dirs ...string) (text, stderr string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	_, stderr = succeed(t, append([]string{"compare", "-out", out}, dirs...)...)
	data, err := os.ReadFile(filepath.Join(out, picture))
	if err != nil {
		t.Fatal(err)
	}
	return string(data), stderr
}

func TestComparePictures(t *testing.T) {
	a, b := sampledRuns(t)
	curves := []string{"curves-train.png", "curves-train.svg", "curves-valid.png", "curves-valid.svg"}
	rolls := []string{"rolls.png", "rolls.svg"}
	for _, test := range []struct {
		dirs []string
		want []string
	}{
		{[]string{a}, slices.Concat(curves, []string{"learning.png", "learning.svg", "loss.png", "loss.svg"}, rolls)},
		{[]string{a, b}, slices.Concat(curves, rolls)},
	} {
		out := filepath.Join(t.TempDir(), "out")
		succeed(t, append([]string{"compare", "-out", out}, test.dirs...)...)
		if got := pictures(t, out); !slices.Equal(got, test.want) {
			t.Errorf("%d runs: %q, want %q", len(test.dirs), got, test.want)
		}
	}
	if loss, _ := drawn(t, "loss.svg", a); !strings.Contains(loss, ">training<") || !strings.Contains(loss, ">validation<") {
		t.Error("loss.svg lacks training or validation")
	}
	learning, _ := drawn(t, "learning.svg", a)
	for _, caption := range []string{">epoch 0", ">epoch 3", ">epoch 6"} {
		if !strings.Contains(learning, caption) {
			t.Errorf("learning.svg has no roll of %s", caption[1:])
		}
	}
}

func TestCompareRollsOfOneEpoch(t *testing.T) {
	a, b := sampledRuns(t)
	captions := func(of ...string) {
		t.Helper()
		text, _ := drawn(t, "rolls.svg", a, b)
		for _, caption := range of {
			if !strings.Contains(text, ">"+caption) {
				t.Errorf("no roll of %q", caption)
			}
		}
	}
	captions("a, epoch 6", "b, epoch 6")
	remove := func(epoch int) {
		t.Helper()
		if err := os.Remove(rundir.SamplePath(b, epoch, 1, ".mid")); err != nil {
			t.Fatal(err)
		}
	}
	remove(6)
	captions("a, epoch 3", "b, epoch 3")
	// What is composed before training compares nothing: only epoch 0 in common is none.
	if err := os.Rename(rundir.SamplePath(b, 3, 1, ".mid"), rundir.SamplePath(b, 4, 1, ".mid")); err != nil {
		t.Fatal(err)
	}
	captions("a, epoch 6", "b, epoch 4")
	if err := os.WriteFile(rundir.SamplePath(b, 4, 1, ".mid"), []byte("no MIDI"), 0o666); err != nil {
		t.Fatal(err)
	}
	if text, stderr := drawn(t, "rolls.svg", a, b); strings.Contains(text, ">b,") || !strings.Contains(stderr, "epoch-000004-1.mid") {
		t.Errorf("a damaged sample: standard error %q", stderr)
	}
}

func TestComparePicturesOfRunsThatLackThings(t *testing.T) {
	a, b := sampledRuns(t)
	for _, missing := range []string{"samples", "metrics.jsonl"} {
		if err := os.RemoveAll(filepath.Join(b, missing)); err != nil {
			t.Fatal(err)
		}
	}
	text, stderr := drawn(t, "curves-valid.svg", a, b)
	if !strings.Contains(text, ": a<") || strings.Contains(text, ": b<") {
		t.Error("the curves are not those of the run that has some")
	}
	for _, want := range []string{"warning: b is not in curves-valid", "warning: b is not in curves-train", "warning: b has no roll: it has no samples"} {
		if strings.Count(stderr, want) != 1 {
			t.Errorf("standard error %q, want %q once", stderr, want)
		}
	}
	out := filepath.Join(t.TempDir(), "out")
	succeed(t, "compare", b, "-out", out)
	if got := pictures(t, out); len(got) > 0 {
		t.Errorf("a run without metrics and samples has pictures %q", got)
	}
}

func TestComparePicturesOfManyRuns(t *testing.T) {
	dir := t.TempDir()
	for i := range 22 {
		makeRun(t, filepath.Join(dir, fmt.Sprintf("run%02d", i)), 1, fmt.Sprintf("[optimizer]\nlearning_rate = 0.%02d", i+1), 10+float64(i), 40)
	}
	text, stderr := drawn(t, "curves-valid.svg", dir)
	for name, want := range map[string]int{"1: run00": 1, "20: run19": 1, "run20": 0} {
		if got := strings.Count(text, name); got != want {
			t.Errorf("%q stands %d times in the legend", name, got)
		}
	}
	for _, want := range []string{"curves: the first 20 of 22 rows", "rolls: the first 12 of 22 runs"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("standard error %q has no %q", stderr, want)
		}
	}
}

// A picture that exists keeps the tables from being written as well.
func TestComparePictureExists(t *testing.T) {
	dir := sweepOfRuns(t)
	for _, name := range []string{"curves-train.svg", "learning.png"} {
		out := t.TempDir()
		if err := os.WriteFile(filepath.Join(out, name), []byte("mine"), 0o666); err != nil {
			t.Fatal(err)
		}
		code, stdout, stderr := program(t, 0, "compare", dir, "-out", out)
		entries, err := os.ReadDir(out)
		if code != exit.Failed || !strings.Contains(stderr, name+" exists") || stdout != "" || len(entries) != 1 || err != nil {
			t.Errorf("exit code %d: %s; %d files (%v)", code, stderr, len(entries), err)
		}
	}
}
