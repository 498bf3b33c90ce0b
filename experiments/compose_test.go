package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/compose"
	"workbench/internal/exit"
	"workbench/internal/pitch"
	"workbench/internal/rundir"
)

// readPiece reads music on the grid of the tiny config.
func readPiece(t *testing.T, path string) *features.Piece {
	t.Helper()
	p, err := features.File(path, features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// highest is the highest key that sounds in each step, −1 for none.
func highest(roll features.Roll) (keys []int) {
	for t := range roll {
		key := -1
		for n, cell := range roll[t] {
			if cell.Play() {
				key = n
			}
		}
		keys = append(keys, key)
	}
	return keys
}

func TestComposeUnderConstraints(t *testing.T) {
	config, dir := Folder(t)
	run, tune := filepath.Join(dir, "run"), filepath.Join(dir, "music", "2.abc")
	succeed(t, "-config", config, "-run", run)
	given := readPiece(t, tune)
	composed := func(args ...string) *features.Piece {
		t.Helper()
		out := t.TempDir()
		args = append([]string{"compose", "-run", run, "-count", "1", "-particles", "8", "-out", filepath.Join(out, "music")}, args...)
		if _, stderr := succeed(t, args...); !strings.Contains(stderr, "effective") {
			t.Errorf("%v: does not say how many particles are effective: %s", args, stderr)
		}
		return readPiece(t, compose.ComposedPath(filepath.Join(out, "music"), 0, ".mid"))
	}

	harmonized := composed("-keep", tune, "-voice", "top")
	if !slices.Equal(highest(harmonized.Roll), highest(given.Roll)) || harmonized.Measures[0].Metre != given.Measures[0].Metre {
		t.Error("the melody is not kept")
	}

	filled, second := composed("-keep", tune, "-measures", "2"), given.Measures[1]
	if end := second.Start + second.Steps; !slices.Equal(filled.Roll[:second.Start], given.Roll[:second.Start]) || !slices.Equal(filled.Roll[end+1:], given.Roll[end+1:]) {
		t.Error("the other measures are not kept")
	}

	free := composed("-steps", "24", "-scale", "D dorian", "-keys", "C4-B4", "-density", "1-2", "-set", "compose.primer=silence")
	for step := range free.Roll {
		sounding := 0
		for n, cell := range free.Roll[step] {
			if cell.Play() {
				sounding++
				if key := n + features.Lowest; key < 60 || key > 71 || !slices.Contains([]int{0, 2, 4, 5, 7, 9, 11}, key%12) {
					t.Errorf("step %d: key %d is not in the scale and the range", step, key)
				}
			}
		}
		if sounding < 1 || sounding > 2 {
			t.Errorf("step %d has %d keys", step, sounding)
		}
	}
}

// Silence keeps to many constraints: a piece without notes is named.
func TestComposeSilence(t *testing.T) {
	config, dir := Folder(t)
	run, cells := filepath.Join(dir, "run"), filepath.Join(dir, "silence.json")
	succeed(t, "-config", config, "-run", run)
	if err := os.WriteFile(cells, []byte(`{"cells": [{"step": 0, "last_step": 7, "key": "A0", "last_key": "C8", "must": "silent"}]}`), 0o666); err != nil {
		t.Fatal(err)
	}
	_, stderr := succeed(t, "compose", "-run", run, "-count", "1", "-steps", "8", "-particles", "2", "-cells", cells, "-set", "compose.primer=silence", "-out", filepath.Join(dir, "out"))
	if !strings.Contains(stderr, "warning: piece 1 has no notes") || !strings.Contains(stderr, "probability") {
		t.Errorf("a silent piece is not named: %s", stderr)
	}
}

// A cadence is a beat of the tonic triad, with the tonic in the bass.
func TestComposeCadence(t *testing.T) {
	config, dir := Folder(t)
	run, out := filepath.Join(dir, "run"), filepath.Join(dir, "out")
	succeed(t, "-config", config, "-run", run)
	_, stderr := succeed(t, "compose", "-run", run, "-count", "2", "-steps", "48", "-cadence", "-parallels", "0.1", "-out", out)
	for i := range 2 {
		roll := readPiece(t, compose.ComposedPath(out, i, ".mid")).Roll
		_, after, _ := strings.Cut(stderr, fmt.Sprintf("piece %d: ends in ", i+1))
		name, rest, _ := strings.Cut(after, ";")
		minor := strings.HasSuffix(name, "minor")
		tonic := -1
		for class := range 12 {
			if pitch.TonalityName(class, minor) == name {
				tonic = class
			}
		}
		triad := []int{tonic, (tonic + 4) % 12, (tonic + 7) % 12}
		if minor {
			triad[1] = (tonic + 3) % 12
		}
		if !strings.Contains(rest, "with probability") {
			t.Errorf("piece %d: no probability in %q", i+1, rest)
		}
		for _, frame := range roll[44:48] {
			var classes []int
			for n, cell := range frame {
				if cell.Play() {
					classes = append(classes, (n+features.Lowest)%12)
				}
			}
			if len(classes) == 0 || classes[0] != tonic || slices.ContainsFunc(classes, func(c int) bool { return !slices.Contains(triad, c) }) {
				t.Errorf("piece %d, in %s: the last beat has pitch classes %v", i+1, name, classes)
			}
		}
	}
	_, short := succeed(t, "compose", "-run", run, "-count", "1", "-steps", "5", "-cadence", "-set", "compose.primer=silence", "-out", filepath.Join(dir, "short"))
	if !strings.Contains(short, " 5 steps,") {
		t.Errorf("a piece of 5 steps that is all ending: %s", short)
	}
}

// Constraints leave compose.cadence of the run's config without effect. That is no news to a user who has not asked for
// it; one who has gets an error.
func TestCadenceUnderConstraints(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run, "-set", "compose.cadence=true")
	for i, c := range [][]string{{"-scale", "C major"}, {"-scale", "C major", "-cadence=false"}, {}} {
		args := append([]string{"compose", "-run", run, "-count", "1", "-steps", "8", "-out", filepath.Join(dir, fmt.Sprint("out", i))}, c...)
		if _, stderr := succeed(t, args...); strings.Contains(stderr, "compose.cadence") {
			t.Errorf("%v: %s", args, stderr)
		}
	}
	for _, c := range [][]string{{"-scale", "C major", "-cadence"}, {"-scale", "C major", "-set", "compose.cadence=true"}} {
		if code, _, stderr := program(t, 0, append([]string{"compose", "-run", run}, c...)...); code != exit.Usage || !strings.Contains(stderr, "-chords") {
			t.Errorf("%v: exit code %d, %s", c, code, stderr)
		}
	}
}

// A composition that fails leaves nothing behind, neither in the run nor where -out says.
func TestFailedComposition(t *testing.T) {
	config, dir := Folder(t)
	run, file := filepath.Join(dir, "run"), filepath.Join(dir, "file")
	succeed(t, "-config", config, "-run", run)
	Write(t, file, "")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-voice", "top"}, "-keep FILE"},
		{[]string{"-density", "88-88", "-scale", "C major"}, "must have from 88"},
		{[]string{"-density", "88-88", "-scale", "C major", "-out", filepath.Join(dir, "new", "out")}, "must have from 88"},
		{[]string{"-out", filepath.Join(file, "out")}, file + " is not a directory; name another directory with -out"},
	} {
		if code, _, stderr := program(t, 0, append([]string{"compose", "-run", run}, c.args...)...); code == exit.Done || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: exit code %d, %s", c.args, code, stderr)
		}
	}
	for _, left := range []string{filepath.Join(run, "composed"), filepath.Join(dir, "new")} {
		if _, err := os.Stat(left); err == nil {
			t.Errorf("%s is left", left)
		}
	}
	first, _ := succeed(t, "compose", "-run", run, "-steps", "8", "-count", "1")
	if dir := filepath.Dir(strings.TrimSpace(first)); filepath.Dir(dir) != filepath.Join(run, "composed") {
		t.Errorf("the pieces are in %s", dir)
	}
}

func TestConstraintErrors(t *testing.T) {
	config, dir := Folder(t)
	run, counted, tune := filepath.Join(dir, "run"), filepath.Join(dir, "counted"), filepath.Join(dir, "music", "2.abc")
	succeed(t, "-config", config, "-run", run)
	succeed(t, "-config", config, "-run", counted, "-set", "model.kind=markov")
	for _, c := range []struct {
		run  string
		args []string
		code int
		want string
	}{
		{run, []string{"-keep", tune}, exit.Usage, "say what is composed"},
		{run, []string{"-keep", tune, "-voice", "alto"}, exit.Usage, "top, bottom"},
		{run, []string{"-keep", tune, "-measures", "90"}, exit.Usage, "the piece has measures 1 to"},
		{run, []string{"-keep", tune, "-voice", "top", "-steps", "9"}, exit.Usage, "leave out"},
		{run, []string{"-voice", "top"}, exit.Usage, "-keep FILE"},
		{run, []string{"-scale", "H major"}, exit.Usage, "not a scale"},
		{run, []string{"-particles", "0"}, exit.Usage, "-particles"},
		{run, []string{"-particles", "8"}, exit.Usage, "only under constraints"},
		{run, []string{"-cells", filepath.Join(dir, "none.json")}, exit.Failed, "none.json"},
		{run, []string{"-cells", config}, exit.Usage, "-cells " + config + ": the file must be like"},
		{run, []string{"-keep", filepath.Join(dir, "none.mid"), "-voice", "top"}, exit.Failed, "none.mid"},
		{run, []string{"-parallels", "0"}, exit.Usage, "-parallels"},
		{run, []string{"-prompt", tune, "-set", "compose.metre=3/4"}, exit.Usage, "the metre of the file"},
		{run, []string{"-keep", ""}, exit.Usage, "-keep is empty"},
		{run, []string{"-cadence", "-scale", "C major"}, exit.Usage, "-chords"},
		{run, []string{"-set", "compose.cadence=true", "-scale", "C major"}, exit.Usage, "-chords"},
		{run, []string{"-set", "compose.cadence = true", "-keep", tune, "-voice", "top"}, exit.Usage, "-chords"},
		{counted, []string{"-cadence"}, exit.Usage, "cannot keep to"},
		{counted, []string{"-parallels", "0.5"}, exit.Usage, "cannot keep to"},
		{counted, []string{"-scale", "C major"}, exit.Usage, "cannot keep to"},
		{counted, []string{"-keep", tune, "-voice", "top"}, exit.Usage, "cannot keep to"},
	} {
		args := append([]string{"compose", "-run", c.run, "-out", filepath.Join(t.TempDir(), "out")}, c.args...)
		code, _, stderr := program(t, 0, args...)
		if code != c.code || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: exit code %d, %s", c.args, code, stderr)
		}
	}
}

// TestTrainingKeys makes sure that a run says which keys its training pieces have, and plays no others unless
// it may.
func TestTrainingKeys(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run, "-set", "train.epochs=1", "-set", "data.transpose=[0, -2]")
	info, err := rundir.ReadInfo(run)
	if err != nil || len(info.Keys) != 2 || info.Keys[0] >= info.Keys[1] {
		t.Fatalf("training_keys %v, %v", info.Keys, err)
	}
	compass := func(args ...string) (lowest, highest int) {
		out := filepath.Join(t.TempDir(), "out")
		succeed(t, append([]string{"compose", "-run", run, "-count", "1", "-steps", "40", "-out", out, "-set", "compose.primer=silence"}, args...)...)
		lowest, highest, _ = readPiece(t, compose.ComposedPath(out, 0, ".mid")).Roll.Range()
		return lowest, highest
	}
	if lowest, highest := compass(); lowest < info.Keys[0] || highest > info.Keys[1] {
		t.Errorf("keys %d to %d were played, the training pieces have %v", lowest, highest, info.Keys)
	}
	if lowest, highest := compass("-any-key"); lowest >= info.Keys[0] && highest <= info.Keys[1] {
		t.Errorf("after one update, -any-key plays %d to %d only", lowest, highest)
	}
}

func TestPromptMeasures(t *testing.T) {
	config, dir := Folder(t)
	run, tune := filepath.Join(dir, "run"), filepath.Join(dir, "music", "1.abc")
	succeed(t, "-config", config, "-run", run, "-set", "train.epochs=1")
	out := filepath.Join(dir, "out")
	succeed(t, "compose", run, "-prompt", tune, "-prompt-measures", "2-3", "-steps", "8", "-count", "1", "-out", out)
	whole, err := features.File(tune, features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	composed, err := features.File(filepath.Join(out, "1.mid"), features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	const steps = 12 // of a measure in 3/4
	for s := range 2 * steps {
		if composed.Roll[s] != whole.Roll[steps+s] {
			t.Fatalf("step %d is not that of measure %d", s, 2+s/steps)
		}
	}
	if m := composed.Measures[0]; m.Metre.Beats != 3 || m.Steps != steps {
		t.Errorf("measures begin with %+v", m)
	}
	for args, want := range map[string]string{"-prompt-measures 2-3": "-prompt FILE", "-prompt-measures 3-90 -prompt " + tune: "the piece has measures 1 to 8",
		"-prompt-measures x -prompt " + tune: "such as 5-12"} {
		if code, _, stderr := program(t, 0, append([]string{"compose", run}, strings.Fields(args)...)...); code != exit.Usage || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, %s; want %s", args, code, stderr, want)
		}
	}
}

// TestComposeAdapt: after a prompt that repeats a chord, a piece has more of its keys where the weights have adapted to
// the prompt. It begins with the prompt, and the same seed gives the same piece.
func TestComposeAdapt(t *testing.T) {
	config, dir := Folder(t)
	run, prompt := filepath.Join(dir, "run"), filepath.Join(dir, "chords.abc")
	succeed(t, "-config", config, "-run", run)
	if err := os.WriteFile(prompt, []byte("X:1\nM:4/4\nL:1/4\nK:C\n"+strings.Repeat("[CEG][CEG][CEG][CEG]|", 16)+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	given := readPiece(t, prompt)
	composed := func(args ...string) features.Roll {
		t.Helper()
		out := filepath.Join(t.TempDir(), "music")
		succeed(t, append([]string{"compose", "-run", run, "-count", "1", "-prompt", prompt, "-steps", "64", "-out", out, "-any-key"}, args...)...)
		roll := readPiece(t, compose.ComposedPath(out, 0, ".mid")).Roll
		if !slices.Equal(roll[:given.Steps()], given.Roll) {
			t.Errorf("%v: the piece does not begin with the prompt", args)
		}
		return roll[given.Steps():]
	}
	share := func(roll features.Roll) float64 {
		chord, all := 0, 0
		for _, frame := range roll {
			for n, cell := range frame {
				if cell.Play() {
					all++
				}
				if cell.Play() && given.Roll[0][n].Play() {
					chord++
				}
			}
		}
		return float64(chord) / float64(max(all, 1))
	}
	fixed, adapted := composed(), composed("-adapt", "0.05")
	if !slices.Equal(composed("-adapt", "0.05"), adapted) {
		t.Error("the same seed gives another piece")
	}
	if share(adapted) <= share(fixed)+0.1 {
		t.Errorf("%v of the sounding keys are in the chord of the prompt, with fixed weights %v", share(adapted), share(fixed))
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-adapt", "0.01"}, "for a prompt"},
		{[]string{"-adapt", "1", "-prompt", prompt}, "up to 0.1"},
		{[]string{"-adapt", "-1", "-prompt", prompt}, "must be a learning rate"},
	} {
		if code, _, stderr := program(t, 0, append([]string{"compose", "-run", run}, test.args...)...); code != exit.Usage || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, %q", test.args, code, stderr)
		}
	}
}
