package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// evaluateJSON is what a script reads of evaluate -json.
type evaluateJSON struct {
	Epoch      int
	Split      string
	Frames     int
	SkipFirst  bool         `json:"skip_first"`
	PerFrame   figuresJSON  `json:"per_frame"`
	PerPiece   figuresJSON  `json:"per_piece"`
	Baselines  []scoredJSON `json:"baselines"`
	Adaptation *struct {
		Rate        float64
		Every, Over int
	}
	Mixture []struct {
		Epoch int
		NLL   float64
	}
	Pieces []scoredJSON
}

type figuresJSON struct {
	NLL, Play  struct{ Value, Low, High *float64 }
	Articulate *struct{ Value *float64 }
}

type scoredJSON struct {
	Name       string
	Frames     int
	NLL, Play  float64
	Articulate *float64
}

func readEvaluation(t *testing.T, args ...string) (report evaluateJSON, stderr string) {
	t.Helper()
	stdout, stderr := succeed(t, append([]string{"evaluate", "-json"}, args...)...)
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("%v: %v in %s", args, err, stdout)
	}
	return report, stderr
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }

// TestEvaluateRun: the run's own validation pieces have the loss that the training recorded for each checkpoint.
func TestEvaluateRun(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-set", "data.validation=0.5", "-run", a)
	info, err := rundir.ReadInfo(a)
	if err != nil {
		t.Fatal(err)
	}
	recorded, _, err := rundir.ReadMetrics(rundir.MetricsPath(a))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range recorded {
		if m.Split != rundir.Valid || m.Epoch == 0 {
			continue
		}
		report, stderr := readEvaluation(t, "-run", a, "-checkpoint", fmt.Sprint(m.Epoch))
		if f := report.PerFrame; report.Epoch != m.Epoch || !near(*f.NLL.Value, m.NLL) || !near(*f.Play.Value, m.Parts[0].Value) || !near(*f.Articulate.Value, m.Parts[1].Value) {
			t.Errorf("epoch %d: %v, the training recorded %v", m.Epoch, *f.NLL.Value, m.NLL)
		}
		if stderr != "" {
			t.Errorf("standard error: %s", stderr)
		}
	}
	report, _ := readEvaluation(t, "-run", a)
	if report.Epoch != info.Best.Epoch || report.Split != "valid" || report.Frames != info.Counts["valid_steps"] || len(report.Pieces) != info.Counts["valid_pieces"] {
		t.Errorf("%d pieces, %d frames of %s at epoch %d; want the %d, %d of valid at the best epoch, %d", len(report.Pieces), report.Frames, report.Split,
			report.Epoch, info.Counts["valid_pieces"], info.Counts["valid_steps"], info.Best.Epoch)
	}
	if f := report.PerFrame.NLL; *f.Low > *f.Value || *f.High < *f.Value {
		t.Errorf("%v is not within %v to %v", *f.Value, *f.Low, *f.High)
	}
	mean := 0.0
	for _, p := range report.Pieces {
		mean += p.NLL / float64(len(report.Pieces))
		if !near(p.Play+*p.Articulate, p.NLL) {
			t.Errorf("%+v: the parts are not the whole", p)
		}
	}
	if !near(*report.PerPiece.NLL.Value, mean) {
		t.Errorf("per piece %v, the pieces' mean is %v", *report.PerPiece.NLL.Value, mean)
	}
	if b := report.Baselines; len(b) != 3 || b[0].Name != "marginal" || !near(b[0].NLL, info.Marginal) {
		t.Errorf("baselines %+v; run.json has %v for the marginal", b, info.Marginal)
	}
	if again, _ := readEvaluation(t, "-run", a); *again.PerFrame.NLL.Low != *report.PerFrame.NLL.Low {
		t.Error("the same seed gives another interval")
	}
	if none, _ := readEvaluation(t, "-run", a, "-bootstrap", "0"); none.PerFrame.NLL.Low != nil || none.PerFrame.NLL.Value == nil {
		t.Errorf("-bootstrap 0: %+v", none.PerFrame.NLL)
	}
	stdout, _ := succeed(t, "evaluate", "-run", a)
	for _, want := range []string{"best by validation", "per frame", "articulate", "persistence", report.Pieces[0].Name, fmt.Sprintf("%.3f", *report.PerFrame.NLL.Value)} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
}

// TestEvaluateAdapt: adapting weights change the loss of all frames but the first ones, also of the models of a
// mixture, and the report says so. -adapt 0 is the same as without.
func TestEvaluateAdapt(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", a, "-set", "train.keep=0")
	fixed, _ := readEvaluation(t, "-run", a)
	adapted, _ := readEvaluation(t, "-run", a, "-adapt", "0.001")
	if a := adapted.Adaptation; fixed.Adaptation != nil || a == nil || a.Rate != 0.001 || a.Every != 16 || a.Over != 64 {
		t.Errorf("adaptation %+v, without -adapt %+v", adapted.Adaptation, fixed.Adaptation)
	}
	if *adapted.PerFrame.NLL.Value == *fixed.PerFrame.NLL.Value || adapted.Frames != fixed.Frames {
		t.Errorf("%d frames have %v, with fixed weights %d have %v", adapted.Frames, *adapted.PerFrame.NLL.Value, fixed.Frames, *fixed.PerFrame.NLL.Value)
	}
	if zero, _ := readEvaluation(t, "-run", a, "-adapt", "0"); *zero.PerFrame.NLL.Value != *fixed.PerFrame.NLL.Value {
		t.Errorf("-adapt 0 has %v, fixed weights %v", *zero.PerFrame.NLL.Value, *fixed.PerFrame.NLL.Value)
	}
	mixture, _ := readEvaluation(t, "-mixture", "-adapt", "0.001", "-checkpoint", fmt.Sprintf("%d,3", adapted.Epoch), a)
	if m := mixture.Mixture; len(m) != 2 || !near(m[0].NLL, *adapted.PerFrame.NLL.Value) {
		t.Errorf("the mixture has %+v; alone the first has %v", m, *adapted.PerFrame.NLL.Value)
	}
	if stdout, _ := succeed(t, "evaluate", "-run", a, "-adapt", "0.001"); !strings.Contains(stdout, "every 16 frames an update on the last 64, learning rate 0.001") {
		t.Errorf("evaluate prints\n%s", stdout)
	}
	succeed(t, "-config", config, "-set", "model.kind=markov", "-run", filepath.Join(dir, "markov"))
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-adapt", "0.2", a}, "up to 0.1"},
		{[]string{"-adapt", "NaN", a}, "must be a learning rate"},
		{[]string{"-adapt", "0.001", "-styles", a}, "leave -adapt out"},
		{[]string{"-adapt", "0.001", filepath.Join(dir, "markov")}, "cannot adapt"},
	} {
		if code, _, stderr := program(t, 0, append([]string{"evaluate"}, test.args...)...); code != exit.Usage || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, %q", test.args, code, stderr)
		}
	}
}

// Models of frames in C can be mixed though their training pieces lie in other octaves.
func TestEvaluateMixesModelsOfFrames(t *testing.T) {
	frames := filepath.Join(t.TempDir(), "frames.json")
	if err := os.WriteFile(frames, []byte(`{"valid": [[[48, 60, 64, 67], [48, 60, 64, 67], [43, 59, 62, 67], [48, 60, 64, 67]]]}`), 0o666); err != nil {
		t.Fatal(err)
	}
	stdout, _ := succeed(t, "evaluate", "-mixture", "../models/piano-midi", "../models/musedata", "-frames", frames, "-split", "valid")
	if !strings.Contains(stdout, "mixture of 2 models") {
		t.Error(stdout)
	}
}

// TestEvaluateMixture: a mixture of checkpoints names each with its own loss, and its loss is below their mean.
func TestEvaluateMixture(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", a, "-set", "train.keep=0")
	first, _ := readEvaluation(t, "-run", a, "-checkpoint", "3")
	last, _ := readEvaluation(t, "-run", a, "-checkpoint", "6")
	mixture, _ := readEvaluation(t, "-mixture", "-checkpoint", "3,6", a)
	stdout, _ := succeed(t, "evaluate", "-mixture", "-checkpoint", "3,6", a, "-json")
	var top map[string]any
	if err := json.Unmarshal([]byte(stdout), &top); err != nil || top["epoch"] != nil || top["checkpoint"] != nil || top["run"] != nil || top["kind"] == nil || top["pieces"] == nil {
		t.Errorf("%v: the JSON of a mixture is %s", err, stdout)
	}
	alone := []float64{*first.PerFrame.NLL.Value, *last.PerFrame.NLL.Value}
	if m := mixture.Mixture; len(m) != 2 || m[0].Epoch != 3 || m[1].Epoch != 6 || !near(m[0].NLL, alone[0]) || !near(m[1].NLL, alone[1]) {
		t.Fatalf("the mixture has %+v; alone they have %v", m, alone)
	}
	if total := *mixture.PerFrame.NLL.Value; !(total < (alone[0]+alone[1])/2) || !(total > min(alone[0], alone[1])-math.Ln2) {
		t.Errorf("the mixture has %v, the models %v", total, alone)
	}
	if stdout, _ := succeed(t, "evaluate", "-mixture", "-checkpoint", "3,6", a); !strings.Contains(stdout, "mixture of 2 models") || !strings.Contains(stdout, "a, epoch 3") {
		t.Errorf("evaluate prints\n%s", stdout)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-checkpoint", "3,6", a}, "for -mixture"},
		{[]string{"-mixture", a}, "several models"},
		{[]string{"-mixture", "-checkpoint", "3,3", a}, "twice"},
		{[]string{"-mixture", "-styles", "-checkpoint", "3,6", a}, "one model"},
	} {
		if code, _, stderr := program(t, 0, append([]string{"evaluate"}, test.args...)...); code != exit.Usage || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, %q", test.args, code, stderr)
		}
	}
}

// TestEvaluateFolder scores all pieces of a folder or a split of it, says which were learned from, and does
// without the run's music.
func TestEvaluateFolder(t *testing.T) {
	config, dir := Folder(t)
	a, music := filepath.Join(dir, "a"), filepath.Join(dir, "music")
	succeed(t, "-config", config, "-run", a, "-set", "train.epochs=1")
	own, _ := readEvaluation(t, "-run", a)
	all, stderr := readEvaluation(t, "-run", a, "-midi", music)
	if len(all.Pieces) != 8 || all.Split != "" || !strings.Contains(stderr, "warning") || !strings.Contains(stderr, "-split valid") {
		t.Errorf("%d pieces of split %q, want 8 and a warning: %s", len(all.Pieces), all.Split, stderr)
	}
	valid, _ := readEvaluation(t, "-run", a, "-midi", music, "-split", "valid")
	if *valid.PerFrame.NLL.Value != *own.PerFrame.NLL.Value {
		t.Errorf("-split valid has %v, the run's own validation pieces %v", *valid.PerFrame.NLL.Value, *own.PerFrame.NLL.Value)
	}
	if train, stderr := readEvaluation(t, "-run", a, "-midi", music, "-split", "train"); len(train.Pieces)+len(valid.Pieces) != 8 || strings.Contains(stderr, "warning") {
		t.Errorf("-split train: %d pieces, and a warning of what was asked for: %s", len(train.Pieces), stderr)
	}
	// Without the first frame, the nats of a piece are less by what the first frame costs.
	skipped, _ := readEvaluation(t, "-run", a, "-midi", music, "-skip-first")
	if skipped.Frames != all.Frames-8 || !skipped.SkipFirst {
		t.Errorf("-skip-first: %d frames of %d", skipped.Frames, all.Frames)
	}
	for i, p := range skipped.Pieces {
		whole := all.Pieces[i]
		if first := whole.NLL*float64(whole.Frames) - p.NLL*float64(p.Frames); p.Frames != whole.Frames-1 || !(first > 0) {
			t.Errorf("%s: the first frame has %v nats", p.Name, first)
		}
	}
	// The music has moved: it is known by its contents.
	moved := filepath.Join(dir, "moved")
	if err := os.Rename(music, moved); err != nil {
		t.Fatal(err)
	}
	if again, _ := readEvaluation(t, "-run", a, "-midi", moved, "-split", "valid"); *again.PerFrame.NLL.Value != *own.PerFrame.NLL.Value || len(again.Baselines) != 3 {
		t.Errorf("moved music: %+v", again)
	}
	if err := os.Remove(filepath.Join(moved, "0.abc")); err != nil {
		t.Fatal(err)
	}
	if rest, stderr := readEvaluation(t, "-run", a, "-midi", moved); len(rest.Baselines) != 0 || !strings.Contains(stderr, "no baselines") {
		t.Errorf("baselines without music to learn from: %+v, %s", rest.Baselines, stderr)
	}
	if code, _, stderr := program(t, 0, "evaluate", "-run", a); code != exit.Failed || !strings.Contains(stderr, "-midi") {
		t.Errorf("the run's music is gone: exit code %d, %s", code, stderr)
	}
}

// TestEvaluateFrames scores a model of play alone, by default on the test split.
func TestEvaluateFrames(t *testing.T) {
	config, dir := Folder(t)
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return filepath.ToSlash(path)
	}
	one, two := "[[60,64],[60,64],[],[62,65],[108,21]]", "[[62],[60,64],[60]]"
	frames := write("frames.json", fmt.Sprintf(`{"train":[%s,%s],"valid":[%s]}`, one, one, two))
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-set", "data.midi=", "-set", "data.frames="+frames, "-run", a, "-set", "train.epochs=1")

	report, stderr := readEvaluation(t, "-run", a, "-frames", frames)
	if report.Split != "valid" || report.PerFrame.Articulate != nil || report.Frames != 3 || !strings.Contains(stderr, "valid split") {
		t.Errorf("%+v, want the 3 frames of valid, play alone; %s", report, stderr)
	}
	if f := report.PerFrame.NLL; f.Low != nil || f.Value == nil {
		t.Errorf("one piece has the interval %v", f)
	}
	test := write("test.json", fmt.Sprintf(`{"test":[%s,%s,[[60]]]}`, two, one))
	report, stderr = readEvaluation(t, "-run", a, "-frames", test)
	if report.Split != "test" || report.Frames != 9 || !strings.Contains(stderr, "1 of the 3 pieces") {
		t.Errorf("%+v, want the 9 frames of test and a warning of one training piece; %s", report, stderr)
	}
	if report, _ := readEvaluation(t, "-run", a, "-frames", test, "-skip-first"); report.Frames != 6 || len(report.Pieces) != 2 {
		t.Errorf("-skip-first: %+v, want 6 frames of the 2 pieces that have more than one", report)
	}
	if report, stderr := readEvaluation(t, "-run", a, "-midi", filepath.Join(dir, "music")); len(report.Pieces) != 8 || report.PerFrame.Articulate != nil || !strings.Contains(stderr, "play alone") {
		t.Errorf("MIDI: %+v, %s", report, stderr)
	}
	if code, _, stderr := program(t, 0, "evaluate", "-run", a, "-frames", test, "-split", "valid"); code != exit.Failed || !strings.Contains(stderr, "test 3") {
		t.Errorf("a split that is not there: exit code %d, %s", code, stderr)
	}
}

func TestEvaluateUsage(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", a, "-set", "train.epochs=1", "-set", "data.validation=0")
	frames := filepath.Join(dir, "frames.json")
	if err := os.WriteFile(frames, []byte(`{"train":[[[60]]]}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		code int
		want string // part of what standard error says
	}{
		{nil, exit.Usage, "-run"},
		{[]string{"-run", a, "x.mid"}, exit.Usage, "x.mid"},
		{[]string{"-run", a, "-midi", dir, "-frames", frames}, exit.Usage, "exclude"},
		{[]string{"-run", a, "-split", "dev"}, exit.Usage, "dev"},
		{[]string{"-run", a, "-bootstrap", "-1"}, exit.Usage, "-bootstrap"},
		{[]string{"-run", a, "-bootstrap", "1"}, exit.Usage, "-bootstrap 1: must be 0, for no intervals, or at least 100"},
		{[]string{"-run", a, "-bootstrap", "99"}, exit.Usage, "-bootstrap 99"},
		{[]string{"-run", a, "-seed", "-1"}, exit.Usage, "-seed"},
		{[]string{"-run", dir}, exit.Failed, "not a run directory"},
		{[]string{"-run", a, "-checkpoint", "7"}, exit.Failed, "it has 1"},
		{[]string{"-run", a}, exit.Failed, "no valid pieces"},
		{[]string{"-run", a, "-frames", frames}, exit.Failed, "have none"},
		{[]string{"-run", a, "-midi", filepath.Join(dir, "nowhere")}, exit.Failed, "nowhere"},
	} {
		code, stdout, stderr := program(t, 0, append([]string{"evaluate"}, test.args...)...)
		if code != test.code || !strings.Contains(stderr, test.want) || stdout != "" {
			t.Errorf("%v: exit code %d, want %d; standard error %q, want %q in it; standard output %q", test.args, code, test.code, stderr, test.want, stdout)
		}
	}
	// Nothing was validated: the last checkpoint stands in for the best.
	if _, stderr := readEvaluation(t, "-run", a, "-split", "train"); !strings.Contains(stderr, "its last") {
		t.Errorf("no word of the last checkpoint: %s", stderr)
	}
	if stdout, _ := succeed(t, "evaluate", "-h"); !strings.Contains(stdout, "go run ./experiments evaluate") || !strings.Contains(stdout, "Flags:") {
		t.Errorf("-h: %q", stdout)
	}
}

// TestEvaluateKinds: a model that counts has, from its checkpoint, the loss that it had in training, and that
// of the baseline of its kind.
func TestEvaluateKinds(t *testing.T) {
	config, dir := Folder(t)
	for i, kind := range []string{"marginal", "persistence", "markov"} {
		a := filepath.Join(dir, kind)
		succeed(t, "-config", config, "-run", a, "-set", "train.epochs=1", "-set", "model.kind="+kind)
		info, err := rundir.ReadInfo(a)
		if err != nil {
			t.Fatal(err)
		}
		report, _ := readEvaluation(t, "-run", a)
		if got := *report.PerFrame.NLL.Value; !near(got, info.Best.NLL) || !near(got, report.Baselines[i].NLL) {
			t.Errorf("%s: %v, in training %v, the baseline %+v", kind, got, info.Best.NLL, report.Baselines[i])
		}
	}
}
