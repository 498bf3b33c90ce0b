package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/atomicfile"
	"workbench/internal/exit"
)

// chorales are frames of quarter notes in C: cadences in different orders and voicings.
func chorales(n int) [][][]int {
	chords := [][]int{{48, 60, 64, 67}, {53, 60, 65, 69}, {55, 59, 62, 67}, {48, 55, 60, 64}, {45, 57, 60, 64}}
	pieces := make([][][]int, n)
	for i := range pieces {
		for k := range 12 {
			pieces[i] = append(pieces[i], chords[(k*(i+1)+i)%len(chords)])
		}
		pieces[i] = append(pieces[i], chords[0])
	}
	return pieces
}

// framesRun trains on frames of quarter notes and returns the run and the file.
func framesRun(t *testing.T, config, dir string, set ...string) (run, file string) {
	t.Helper()
	all := chorales(4)
	data, err := json.Marshal(map[string]any{"train": all[:3], "valid": all[3:]})
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(dir, "chorales.json")
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	run = filepath.Join(dir, "frames-run")
	args := []string{"-config", config, "-run", run, "-set", "data.midi=", "-set", "data.frames=" + filepath.ToSlash(file),
		"-set", "data.steps_per_quarter=1", "-set", "train.epochs=1"}
	for _, s := range set {
		args = append(args, "-set", s)
	}
	succeed(t, args...)
	return run, file
}

// writeABC writes frames as block chords of quarter notes, moved by a number of semitones, in a key.
func writeABC(t *testing.T, path, key string, transpose int, frames [][]int) {
	t.Helper()
	names := []string{"C", "^C", "D", "^D", "E", "F", "^F", "G", "^G", "A", "^A", "B"}
	var b strings.Builder
	fmt.Fprintf(&b, "X:1\nT:x\nM:4/4\nL:1/4\nK:%s\n", key)
	for i, frame := range frames {
		b.WriteString("[")
		for _, k := range frame {
			k += transpose
			name := names[k%12]
			if len(name) == 1 {
				name = "=" + name
			}
			b.WriteString(name + strings.Repeat("'", max(k/12-5, 0)) + strings.Repeat(",", max(5-k/12, 0)))
		}
		b.WriteString("]")
		if i%4 == 3 {
			b.WriteString("|\n")
		}
	}
	if err := os.WriteFile(path, []byte(b.String()+"|]\n"), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestEvaluateSamplesLikeFrames: the same pieces in other keys, as music with notes, have the likelihood that
// they have as frames in C.
func TestEvaluateSamplesLikeFrames(t *testing.T) {
	config, dir := Folder(t)
	a, file := framesRun(t, config, dir)
	want, _ := readEvaluation(t, "-run", a, "-frames", file, "-split", "train")
	scores := filepath.Join(dir, "scores")
	if err := os.Mkdir(scores, 0o777); err != nil {
		t.Fatal(err)
	}
	for i, key := range []string{"A", "Eb", "C"} {
		writeABC(t, filepath.Join(scores, fmt.Sprintf("%d.abc", i)), key, []int{-3, 3, 0}[i], chorales(3)[i])
	}
	got, stderr := readEvaluation(t, "-run", a, "-midi", scores)
	if !near(*got.PerFrame.NLL.Value, *want.PerFrame.NLL.Value) || got.Frames != want.Frames {
		t.Errorf("%v for %d frames, as frames in C %v for %d", *got.PerFrame.NLL.Value, got.Frames, *want.PerFrame.NLL.Value, want.Frames)
	}
	for _, say := range []string{"keys that sound at each step, transposed to C", "2 of 3 pieces are transposed", "has learned from 3 of the 3 pieces"} {
		if !strings.Contains(stderr, say) {
			t.Errorf("no %q in: %s", say, stderr)
		}
	}
	if _, stderr := succeed(t, "stats", "-run", a, scores); !strings.Contains(stderr, "transposed to C") {
		t.Errorf("stats: %s", stderr)
	}
}

// TestPromptComesBackInItsKey: a prompt in A is continued in C, and the result is in A.
func TestPromptComesBackInItsKey(t *testing.T) {
	config, dir := Folder(t)
	a, _ := framesRun(t, config, dir)
	compose := func(key string, transpose int) *features.Piece {
		prompt, out := filepath.Join(dir, key+".abc"), filepath.Join(dir, "in "+key)
		writeABC(t, prompt, key, transpose, chorales(1)[0])
		_, stderr := succeed(t, "compose", "-run", a, "-prompt", prompt, "-steps", "16", "-count", "1", "-out", out)
		if said := strings.Contains(stderr, fmt.Sprintf("(%+d semitones, and the result back)", -transpose)); said != (transpose != 0) {
			t.Errorf("%s: %s", key, stderr)
		}
		p, err := features.File(filepath.Join(out, "1.mid"), features.Grid(1))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	inC, inA := compose("C", 0), compose("A", -3)
	if inC.Steps() != inA.Steps() || inA.Steps() < len(chorales(1)[0]) {
		t.Fatalf("%d and %d steps", inC.Steps(), inA.Steps())
	}
	for step := range inC.Roll {
		if *inC.Roll[step].Transposed(-3) != inA.Roll[step] {
			t.Fatalf("step %d of the piece in A is not that of the piece in C, three semitones lower", step)
		}
	}
}

// TestEvaluateFramesWithoutSplits scores all pieces of a file that has only "train", unless a split is asked for.
func TestEvaluateFramesWithoutSplits(t *testing.T) {
	config, dir := Folder(t)
	a, _ := framesRun(t, config, dir)
	data, err := json.Marshal(map[string]any{"train": chorales(5)})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "all.json")
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	all, _ := readEvaluation(t, "-run", a, "-frames", file)
	train, _ := readEvaluation(t, "-run", a, "-frames", file, "-split", "train")
	valid, _ := readEvaluation(t, "-run", a, "-frames", file, "-split", "valid")
	if len(all.Pieces) != 5 || all.Split != "" || len(train.Pieces)+len(valid.Pieces) != 5 || len(valid.Pieces) == 0 {
		t.Errorf("%d pieces of split %q, %d of train, %d of valid", len(all.Pieces), all.Split, len(train.Pieces), len(valid.Pieces))
	}
}

// TestEvaluateFramesSplits: of the splits that a file has, pieces that can be used or not, test comes first, and valid
// second. What is left out is said, and errors name the file and the split.
func TestEvaluateFramesSplits(t *testing.T) {
	config, dir := Folder(t)
	run, _ := framesRun(t, config, dir)
	file := filepath.Join(dir, "x.json")
	for _, test := range []struct {
		frames string
		args   []string
		code   int
		want   string
	}{
		{`{"train": [[[60]]], "test": [[[60], [62]], [[64], [65]]]}`, nil, exit.Done, "on test pieces of " + file + ": 2 pieces"},
		{`{"train": [[[60]]], "valid": [[[62]]]}`, nil, exit.Done, "on valid pieces of " + file + ": 1 piece"},
		{`{"test": [[[60], [62]], [[64.5]]]}`, nil, exit.Done, "warning: 1 piece skipped; go run ./experiments corpus -frames " + file},
		{`{"test": [[[60, 109], [20]]]}`, nil, exit.Done, "warning: 2 notes outside the keys 21 to 108 left out, of 1 piece: test/0000"},
		{`{"train": [[[60]]], "valid": [[[62]]], "test": [[[64.5]]]}`, nil, exit.Failed, file + `: none of the 1 pieces of "test" can be used; the first: test, piece 0, frame 0`},
		{`{"test": [[[60.5]]]}`, nil, exit.Failed, file + `: none of the 1 pieces of "test" can be used; the first: test, piece 0, frame 0`},
		{`{"test": [[[60]]]}`, []string{"-split", "valid"}, exit.Failed, "no valid pieces"},
		{`{"test": [[[60]]]}`, []string{"-skip-first"}, exit.Failed, "experiments: the test pieces of " + file + ": no piece has more than one frame; leave -skip-first out"},
	} {
		Write(t, file, test.frames)
		code, stdout, stderr := program(t, 0, append([]string{"evaluate", "-run", run, "-frames", file}, test.args...)...)
		if code != test.code || !strings.Contains(stdout+stderr, test.want) {
			t.Errorf("%s %v: exit code %d, want %d and %q in\n%s%s", test.frames, test.args, code, test.code, test.want, stdout, stderr)
		}
	}
	if stdout, _ := succeed(t, "corpus", file); !strings.Contains(stdout, "test/0000") {
		t.Errorf("corpus describes a file without training pieces as\n%s", stdout)
	}
}

// TestFramesThatAreGone: a missing file of frames is named once, with what to do.
func TestFramesThatAreGone(t *testing.T) {
	config, dir := Folder(t)
	run, file := framesRun(t, config, dir)
	other := filepath.Join(dir, "other.json")
	if err := os.Rename(file, other); err != nil {
		t.Fatal(err)
	}
	gone := "data.frames: " + filepath.ToSlash(file) + ": there is no such file"
	for _, test := range []struct {
		want string
		args []string
	}{
		{"experiments: " + gone + "; say where it is, with -set data.frames=PATH\n", []string{"-config", config, "-set", "data.midi=", "-set", "data.frames=" + filepath.ToSlash(file), "-run", filepath.Join(dir, "new")}},
		{"experiments: " + gone + "; say where it is now, with -frames FILE\n", []string{"-resume", run, "-set", "train.epochs=2"}},
	} {
		if code, _, stderr := program(t, 0, test.args...); code != exit.Failed || stderr != test.want {
			t.Errorf("%v: exit code %d, %s", test.args, code, stderr)
		}
	}
	Write(t, filepath.Join(dir, "new.json"), `{"test": [[[60]]]}`)
	if _, stderr := succeed(t, "evaluate", "-run", run, "-frames", filepath.Join(dir, "new.json")); !strings.Contains(stderr, gone+"; put it there to have them\n") {
		t.Errorf("evaluate: %s", stderr)
	}
}

// TestEvaluatePicture draws the loss of a piece, and replaces no file.
func TestEvaluatePicture(t *testing.T) {
	config, dir := Folder(t)
	a, _ := framesRun(t, config, dir)
	file := filepath.Join(dir, "surprise.svg")
	succeed(t, "evaluate", "-run", a, "-picture", file)
	data, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(data), "<svg") || !strings.Contains(string(data), "valid/0000") {
		t.Errorf("%v: %.200s", err, data)
	}
	succeed(t, "evaluate", "-run", a, "-picture", filepath.Join(dir, "new", "x.svg"))
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-picture", filepath.Join(file, "x.svg")}, exit.Failed, file},
		{[]string{"-title", "A", "-theme", "print"}, exit.Usage, "-theme, -title: no effect without -picture"},
		{[]string{"-width", "85mm", "-height", "85mm", "-dpi", "100"}, exit.Usage, "-dpi, -height, -width: no effect"},
		{[]string{"-picture", file}, exit.Usage, "exists"},
		{[]string{"-picture", filepath.Join(dir, "x.jpg")}, exit.Usage, ".svg"},
		{[]string{"-piece", "valid/0000"}, exit.Usage, "-picture"},
		{[]string{"-picture", filepath.Join(dir, "y.png"), "-piece", "other"}, exit.Failed, "no such piece"},
		{[]string{"-benchmark"}, exit.Failed, "none of the sets"},
		{[]string{"-benchmark", "-skip-first"}, exit.Usage, "-skip-first"},
	} {
		code, _, stderr := program(t, 0, append([]string{"evaluate", "-run", a}, test.args...)...)
		if code != test.code || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, want %d; %s", test.args, code, test.code, stderr)
		}
	}
	// A file that appears during the scoring stays as it is, and the scores are printed all the same.
	late := filepath.Join(dir, "late.svg")
	appears(t, late)
	code, stdout, stderr := program(t, 0, "evaluate", "-run", a, "-picture", late)
	if code != exit.Failed || !strings.Contains(stderr, late) || !strings.Contains(stdout, "mean of pieces") || read(t, late) != "theirs" {
		t.Errorf("exit code %d, %s%s", code, stdout, stderr)
	}
}

// appears has another program write a file at path while this one writes its next file.
func appears(t *testing.T, path string) {
	t.Helper()
	open := atomicfile.OpenTemporary
	t.Cleanup(func() { atomicfile.OpenTemporary = open })
	atomicfile.OpenTemporary = func(temporary string) (atomicfile.File, error) {
		Write(t, path, "theirs")
		return open(temporary)
	}
}
