package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/features/midi"
	"workbench/internal/compose"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// tiny is an experiment that takes a second.
const tiny = `
name = "tiny"
[features]
groups = ["position", "pitch-class", "vicinity", "beat"]
[model]
time_layers = [6]
note_layers = [5]
dropout = 0.2
[optimizer]
name = "adam"
learning_rate = 0.01
[train]
epochs = 6
batch = 2
segment = 16
checkpoint_every = 2
sample_every = 3
validate_every = 3
keep = 0
[compose]
steps = 20
count = 2
`

// program runs the program in this process. It is interrupted when it looks for the stop-th time whether it
// is; 0 is never.
func program(t *testing.T, stop int, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var results, progress bytes.Buffer
	code = run(&cancelledAt{Context: context.Background(), look: stop}, args, &console.Streams{Results: &results, Progress: &progress})
	return code, results.String(), progress.String()
}

// cancelledAt is a context whose Err returns an error from its look-th call on; 0 is never.
type cancelledAt struct {
	context.Context
	look, calls int
}

func (c *cancelledAt) Err() error {
	if c.calls++; c.look > 0 && c.calls >= c.look {
		return context.Canceled
	}
	return nil
}

// cancelledWhen is a context whose Err returns an error when the function returns true.
type cancelledWhen struct {
	context.Context
	cancelled func() bool
}

func (c cancelledWhen) Err() error {
	if c.cancelled() {
		return context.Canceled
	}
	return nil
}

// succeed runs the program and wants exit code 0.
func succeed(t *testing.T, args ...string) (stdout, stderr string) {
	t.Helper()
	code, stdout, stderr := program(t, 0, args...)
	if code != exit.Done {
		t.Fatalf("%v: exit code %d\n%s", args, code, stderr)
	}
	return stdout, stderr
}

// folder is a scratch folder with tiny.toml and a corpus of eight short tunes.
func Folder(t *testing.T) (config, dir string) {
	t.Helper()
	dir = t.TempDir()
	music := filepath.Join(dir, "music")
	if err := os.Mkdir(music, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		tune := fmt.Sprintf("X:1\nT:Tune %d\nM:3/4\nL:1/8\nK:%s\n|: \"C\"C2 E2 %c2 | \"G\"D2 G2 B2 | \"C\"cBA^G A2 | \"F\"F6 :|\n", i, []string{"C", "G"}[i%2], 'A'+rune(i%7))
		if err := os.WriteFile(filepath.Join(music, fmt.Sprintf("%d.abc", i)), []byte(tune), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	config = filepath.Join(dir, "tiny.toml")
	text := strings.Replace(tiny, "[features]", fmt.Sprintf("[data]\nmidi = %q\nvalidation = 0.3\n[features]", filepath.ToSlash(music)), 1)
	if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return config, dir
}

func lastCheckpoint(t *testing.T, dir string) []byte {
	t.Helper()
	path, err := rundir.Resolve(dir, "last")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// losses are a run's metrics without the times.
func losses(t *testing.T, dir string) []string {
	t.Helper()
	metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range metrics {
		m.Seconds = 0
		line, _ := json.Marshal(m)
		all = append(all, string(line))
	}
	return all
}

func TestRunDirectory(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", a)
	var got []string
	filepath.WalkDir(a, func(path string, d fs.DirEntry, err error) error {
		if !d.IsDir() && d.Name() != "code.patch" { // the source of this test may be modified
			name, _ := filepath.Rel(a, path)
			got = append(got, filepath.ToSlash(name))
		}
		return err
	})
	want := []string{
		"checkpoints/epoch-000002.safetensors", "checkpoints/epoch-000003.safetensors", "checkpoints/epoch-000004.safetensors", "checkpoints/epoch-000006.safetensors",
		"config.toml", "figures/loss.png", "figures/samples.png", "lock", "log.txt", "metrics.jsonl", "pieces.json", "run.json",
		"samples/epoch-000000-1.mid", "samples/epoch-000000-1.png", "samples/epoch-000000-2.mid", "samples/epoch-000000-2.png",
		"samples/epoch-000003-1.mid", "samples/epoch-000003-1.png", "samples/epoch-000003-2.mid", "samples/epoch-000003-2.png",
		"samples/epoch-000006-1.mid", "samples/epoch-000006-1.png", "samples/epoch-000006-2.mid", "samples/epoch-000006-2.png",
		"validation.json",
	}
	if !slices.Equal(got, want) {
		t.Errorf("files:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	info, err := rundir.ReadInfo(a)
	if err != nil {
		t.Fatal(err)
	}
	if info.Status != rundir.Finished || info.Epoch != 6 || info.Marginal <= 0 || info.Best == nil {
		t.Errorf("run.json: %+v", info)
	}
	if _, _, err := rundir.ReadMetrics(rundir.MetricsPath(a)); err != nil {
		t.Error(err)
	}
	// Training from the resolved config repeats the run.
	b := filepath.Join(dir, "b")
	succeed(t, "-config", rundir.ConfigPath(a), "-run", b)
	if !bytes.Equal(lastCheckpoint(t, a), lastCheckpoint(t, b)) {
		t.Error("config.toml does not repeat the run")
	}
	// An existing directory is never written over.
	if code, _, stderr := program(t, 0, "-config", config, "-run", a); code != exit.Failed || !strings.Contains(stderr, a) {
		t.Errorf("training into an existing directory: exit code %d, %s", code, stderr)
	}
}

// TestResume stops a run in different ways; resumed, it ends with the same bytes as the one that was left
// alone, however many threads there are.
func TestResume(t *testing.T) {
	for name, keys := range map[string][]string{
		"one update":     {"train.updates_per_epoch=1"},
		"three updates":  {"train.updates_per_epoch=3"},
		"full passes":    {"train.updates_per_epoch=0", "train.segment=0", "train.ema_decay=0.9", "optimizer.schedule=cosine", "optimizer.warmup=2"}, // all that has a memory
		"pianoroll":      {"model.kind=pianoroll", "sequence.batch_norm=true", "train.updates_per_epoch=2", "train.ema_decay=0.9"},
		"tokens":         {"model.kind=tokens", "sequence.embedding=7", "sequence.dense=[9]", "train.updates_per_epoch=0"},
		"performance":    {"model.kind=performance", "performance.stretch=[0.95, 1, 1.05]", `performance.controls=["density", "pitch-classes"]`, "train.updates_per_epoch=2"},
		"melody-harmony": {"model.kind=melody-harmony", "sequence.input_dropout=0.2", "train.updates_per_epoch=0"},
	} {
		t.Run(name, func(t *testing.T) {
			config, dir := Folder(t)
			set := []string{"-config", config, "-set", "data.transpose=[-1, 0, 2]"}
			for _, key := range keys {
				set = append(set, "-set", key)
			}
			set = append(set, "-run")
			straight := filepath.Join(dir, "straight")
			succeed(t, append(set, straight)...)
			want, wantLosses := lastCheckpoint(t, straight), losses(t, straight)
			same := func(how, dir string) {
				t.Helper()
				if !bytes.Equal(lastCheckpoint(t, dir), want) {
					t.Errorf("%s: another last checkpoint", how)
				}
				if got := losses(t, dir); !slices.Equal(got, wantLosses) {
					t.Errorf("%s: losses\n%s\nwant\n%s", how, strings.Join(got, "\n"), strings.Join(wantLosses, "\n"))
				}
				sample := rundir.SamplePath("", 6, 2, ".mid")
				one, _ := os.ReadFile(filepath.Join(straight, sample))
				if two, err := os.ReadFile(filepath.Join(dir, sample)); err != nil || !bytes.Equal(one, two) {
					t.Errorf("%s: another composition (%v)", how, err)
				}
			}

			single := filepath.Join(dir, "single")
			threads := runtime.GOMAXPROCS(1)
			succeed(t, append(set, single)...)
			runtime.GOMAXPROCS(threads)
			same("one thread", single)

			// Each start is interrupted sooner or later: within an epoch, within a validation, or between two
			// epochs.
			interrupted := filepath.Join(dir, "interrupted")
			code, _, stderr := program(t, 1, append(set, interrupted)...)
			if code != exit.Interrupted || !strings.Contains(stderr, "-resume") {
				t.Fatalf("interrupted: exit code %d, %s", code, stderr)
			}
			for n := 0; code == exit.Interrupted; n++ {
				if info, err := rundir.ReadInfo(interrupted); err != nil || info.Status != rundir.Interrupted {
					t.Fatalf("status %q (%v)", info.Status, err)
				}
				if code, _, stderr = program(t, 1+n*5%7, "-resume", interrupted); n > 100 {
					t.Fatal("no end")
				}
			}
			if code != exit.Done {
				t.Fatalf("exit code %d: %s", code, stderr)
			}
			same("interrupted many times", interrupted)

			// A process that was killed leaves the files of some moment, and perhaps half a line of metrics.
			killed := filepath.Join(dir, "killed")
			if err := os.CopyFS(killed, os.DirFS(straight)); err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(rundir.CheckpointPath(killed, 6)); err != nil {
				t.Fatal(err)
			}
			f, err := os.OpenFile(rundir.MetricsPath(killed), os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			f.WriteString(`{"epoch":5,"spl`)
			f.Close()
			succeed(t, "-resume", killed)
			same("killed", killed)
		})
	}
}

// TestInterruptedEpoch: a checkpoint within an epoch does not pass for its end, neither while it is the last
// nor later.
func TestInterruptedEpoch(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	program(t, 1, "-config", config, "-run", a, "-set", "data.validation=0", "-set", "train.updates_per_epoch=5", "-set", "train.checkpoint_every=4")
	load := func() *rundir.Checkpoint {
		t.Helper()
		c, err := rundir.Load(rundir.CheckpointPath(a, 1))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	info, err := rundir.ReadInfo(a)
	if c := load(); err != nil || info.Epoch != 0 || !c.Partial || c.Done() != 0 {
		t.Errorf("%d epochs done, the checkpoint says %d (%v)", info.Epoch, c.Done(), err)
	}
	succeed(t, "-resume", a)
	if c := load(); c.Partial {
		t.Error("the checkpoint of epoch 1 is still that from within it")
	}
}

// A checkpoint within an epoch whose sums and counts cannot be ends with a message, before anything is trained.
func TestImpossibleSums(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	program(t, 1, "-config", config, "-run", a, "-set", "data.validation=0", "-set", "train.updates_per_epoch=5", "-set", "train.checkpoint_every=4")
	path := rundir.CheckpointPath(a, 1)
	for _, forged := range []struct{ value, text, says string }{
		{"updates", "-1", `updates = "-1" is not a number of updates`},
		{"updates", "6", "epoch-000001.safetensors has 6 updates of it, and it has 5"},
		{"sum_play", "NaN", `sum_play = "NaN" is not a finite number`},
		{"sum_grad_norm", "+Inf", `sum_grad_norm = "+Inf" is not a finite number`},
	} {
		c, err := rundir.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		before := c.Values[forged.value]
		c.Values[forged.value] = forged.text
		if err := c.Write(path); err != nil {
			t.Fatal(err)
		}
		code, _, stderr := program(t, 0, "-resume", a)
		if code != exit.Failed || !strings.Contains(stderr, forged.says) {
			t.Errorf("%s = %s: exit code %d, %s", forged.value, forged.text, code, stderr)
		}
		c.Values[forged.value] = before
		if err := c.Write(path); err != nil {
			t.Fatal(err)
		}
	}
	succeed(t, "-resume", a)
}

// TestInterruptedBeforeTheFirstEpoch interrupts the first validation, and kills the program later: what comes
// before the first epoch is repeated.
func TestInterruptedBeforeTheFirstEpoch(t *testing.T) {
	config, dir := Folder(t)
	straight, a := filepath.Join(dir, "straight"), filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", straight)
	program(t, 1, "-config", config, "-run", a)
	succeed(t, "-resume", a)
	epochs, err := rundir.Epochs(a)
	if err != nil || len(epochs) < 2 || epochs[0] != 0 {
		t.Fatalf("checkpoints of %v (%v)", epochs, err)
	}
	for _, epoch := range epochs[1:] {
		if err := os.Remove(rundir.CheckpointPath(a, epoch)); err != nil {
			t.Fatal(err)
		}
	}
	succeed(t, "-resume", a)
	if got, want := losses(t, a), losses(t, straight); !slices.Equal(got, want) {
		t.Errorf("losses\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestBrokenSample: a sample that cannot be read is missing in a picture, and no reason to stop.
func TestBrokenSample(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	program(t, 4, "-config", config, "-run", a)
	sample := rundir.SamplePath(a, 0, 1, ".mid")
	Write(t, sample, "")
	if _, stderr := succeed(t, "-resume", a); !strings.Contains(stderr, "warning: a sample is left out of figures/samples.png: "+sample) {
		t.Errorf("standard error %s", stderr)
	}
}

func TestResumeRefusesAnotherCorpus(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	program(t, 1, "-config", config, "-run", a)
	if err := os.Remove(filepath.Join(dir, "music", "3.abc")); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := program(t, 0, "-resume", a); code != exit.Failed || !strings.Contains(stderr, "corpus") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}

// TestGoldenLosses pins the first ten losses of a small network with the default optimizer. The values came
// from this program with the plain kernels; the fast ones add in another order, hence the tolerance.
func TestGoldenLosses(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", a, "-set", "train.epochs=10", "-set", "model.time_layers=[20, 10]", "-set", "model.note_layers=[10, 5]",
		"-set", "optimizer.name=adadelta", "-set", "optimizer.learning_rate=1", "-set", "model.dropout=0.5", "-set", "data.validation=0.1", "-set", "train.validate_every=1000")
	metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(a))
	if err != nil {
		t.Fatal(err)
	}
	metrics = slices.DeleteFunc(metrics, func(m rundir.Metric) bool { return m.Split != rundir.Train })
	if len(metrics) != len(goldenLosses) {
		t.Fatalf("%d epochs of %d", len(metrics), len(goldenLosses))
	}
	for _, m := range metrics {
		if golden := goldenLosses[m.Epoch-1]; math.Abs(m.NLL-golden) > 1e-4*golden {
			t.Errorf("epoch %d: loss %.6f, golden %.6f", m.Epoch, m.NLL, golden)
		}
	}
}

func TestCompose(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-run", a)
	read := func(path string) *features.Piece {
		t.Helper()
		p, err := features.File(path, features.Grid(4))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}

	out := filepath.Join(dir, "out")
	stdout, _ := succeed(t, "compose", "-run", a, "-count", "3", "-steps", "40", "-seed", "5", "-out", out)
	files := strings.Fields(stdout)
	if len(files) != 3 {
		t.Fatalf("printed %q", stdout)
	}
	for _, f := range files {
		read(f)
	}
	// The same seed gives the same pieces, and a piece does not depend on how many there are; another seed
	// gives others.
	again, other := filepath.Join(dir, "again"), filepath.Join(dir, "other")
	succeed(t, "compose", "-run", a, "-count", "2", "-steps", "40", "-seed", "5", "-out", again)
	succeed(t, "compose", "-run", a, "-count", "2", "-steps", "40", "-seed", "6", "-out", other)
	if !slices.Equal(read(compose.ComposedPath(out, 1, ".mid")).Roll, read(compose.ComposedPath(again, 1, ".mid")).Roll) {
		t.Error("seed 5 gives two different second pieces")
	}
	if slices.Equal(read(compose.ComposedPath(out, 1, ".mid")).Roll, read(compose.ComposedPath(other, 1, ".mid")).Roll) {
		t.Error("seeds 5 and 6 give the same piece")
	}
	// Nothing is written over.
	if code, _, stderr := program(t, 0, "compose", "-run", a, "-out", out); code != exit.Failed || !strings.Contains(stderr, "exists") {
		t.Errorf("composing over files: exit code %d, %s", code, stderr)
	}
	// A prompt stands before what was composed.
	prompt := filepath.Join(dir, "music", "2.abc")
	prompted := filepath.Join(dir, "prompted")
	succeed(t, "compose", "-run", a, "-prompt", prompt, "-steps", "30", "-out", prompted)
	given, got := read(prompt), read(compose.ComposedPath(prompted, 0, ".mid"))
	if got.Steps() <= given.Steps() || !slices.Equal(got.Roll[:given.Steps()], given.Roll) {
		t.Errorf("%d steps do not begin with the %d of the prompt", got.Steps(), given.Steps())
	}
	if got.Measures[0].Metre != given.Measures[0].Metre {
		t.Errorf("metre %v, the prompt has %v", got.Measures[0].Metre, given.Measures[0].Metre)
	}
}

// TestFrames trains, validates and composes without articulation.
func TestFrames(t *testing.T) {
	_, dir := Folder(t)
	frames := filepath.Join(dir, "frames.json")
	piece := "[[60,64],[60,64],[],[62,65],[62,65],[108,21]]"
	if err := os.WriteFile(frames, fmt.Appendf(nil, `{"train":[%s,%s],"valid":[%s]}`, piece, piece, piece), 0o666); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "frames.toml")
	text := strings.Replace(tiny, `["position", "pitch-class", "vicinity", "beat"]`, `["position", "window", "context"]`, 1)
	if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-set", "data.frames="+filepath.ToSlash(frames), "-run", a)
	for _, line := range losses(t, a) {
		if strings.Contains(line, "articulate") {
			t.Fatalf("music without articulation has a loss for it: %s", line)
		}
	}
	log, err := os.ReadFile(filepath.Join(a, "log.txt"))
	if err != nil || !strings.Contains(string(log), "38 attributes") {
		t.Errorf("no word of 38 attributes in %s (%v)", log, err)
	}
	succeed(t, "compose", "-run", a, "-out", filepath.Join(dir, "out"))
}

func TestUsage(t *testing.T) {
	asRun := t.TempDir()
	Write(t, filepath.Join(asRun, "run.json"), "{}")
	config, dir := Folder(t)
	for _, test := range []struct {
		args []string
		code int
		want string // part of what standard error says
	}{
		{nil, exit.Usage, "-config"},
		{[]string{"train"}, exit.Usage, `"train"`},
		{[]string{"-confg", config}, exit.Usage, "-confg"},
		{[]string{"-config", filepath.Join(dir, "none.toml")}, exit.Usage, "none.toml"},
		{[]string{"-config", config, "-set", "train.epohcs=3"}, exit.Usage, "train.epochs"},
		{[]string{"-config", config, "-resume", dir}, exit.Usage, "-resume"},
		{[]string{"-resume", dir}, exit.Failed, "not a run directory"},
		{[]string{"-config", config, "-set", "data.midi=" + filepath.Join(dir, "nowhere"), "-run", filepath.Join(dir, "r")}, exit.Failed, "nowhere"},
		{[]string{"compose"}, exit.Usage, "-run"},
		{[]string{"compose", "-run", dir, "-temperature", "0"}, exit.Usage, "-temperature"},
		{[]string{"compose", "-run", dir, "-temperature", "NaN"}, exit.Usage, "-temperature"},
		{[]string{"compose", "-run", dir, "-steps", "-3"}, exit.Usage, "-steps"},
		{[]string{"roll"}, exit.Usage, "MIDI"},
		{[]string{"roll", filepath.Join(dir, "none.mid")}, exit.Failed, "none.mid"},
		{[]string{"corpus", "-midi", filepath.Join(dir, "nowhere")}, exit.Failed, "nowhere"},
		{[]string{"corpus", "-validation", "1"}, exit.Usage, "-validation"},
		{[]string{"corpus", "-format", "musicxml"}, exit.Usage, "-format: no effect without -write"},
		{[]string{"corpus", asRun, "-validation", "0.2"}, exit.Usage, "the config has them"},
	} {
		code, stdout, stderr := program(t, 0, test.args...)
		if code != test.code || !strings.Contains(stderr, test.want) || stdout != "" {
			t.Errorf("%v: exit code %d, want %d; standard error %q, want %q in it; standard output %q", test.args, code, test.code, stderr, test.want, stdout)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "r")); err == nil {
		t.Error("a failed start left its directory behind")
	}
	for _, args := range [][]string{{"-h"}, {"compose", "-h"}, {"roll", "--help"}, {"corpus", "-h"}} {
		if stdout, _ := succeed(t, args...); !strings.Contains(stdout, "go run ./experiments") || !strings.Contains(stdout, "Flags:") {
			t.Errorf("%v: %q has no example", args, stdout)
		}
	}
}

func TestCorpusCommand(t *testing.T) {
	_, dir := Folder(t)
	music := filepath.Join(dir, "music")
	if err := os.WriteFile(filepath.Join(music, "broken.mid"), []byte("not music"), 0o666); err != nil {
		t.Fatal(err)
	}
	stdout, _ := succeed(t, "corpus", "-midi", music, "-json")
	var report corpus.Report
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Pieces) != 8 || len(report.Skipped) != 1 || report.Skipped[0].File != "broken.mid" || report.Skipped[0].Reason == "" {
		t.Errorf("%d pieces, skipped %v", len(report.Pieces), report.Skipped)
	}
	for _, p := range report.Pieces {
		if p.Steps != 96 || p.Onsets+p.Merged+p.OutOfRange != p.NoteOns || !slices.Equal(p.Metres, []string{"3/4"}) {
			t.Errorf("%+v", p)
		}
	}
	alone := filepath.Join(dir, "alone")
	if err := os.Mkdir(alone, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(alone, "broken.mid"), []byte("not music"), 0o666); err != nil {
		t.Fatal(err)
	}
	// Where nothing can be used, what was skipped is listed all the same.
	if code, stdout, _ := program(t, 0, "corpus", "-midi", alone, "-json"); code != exit.Failed || !strings.Contains(stdout, "broken.mid") {
		t.Errorf("only a broken file: exit code %d, standard output %s", code, stdout)
	}
	written := filepath.Join(dir, "written")
	stdout, _ = succeed(t, "corpus", "-midi", music, "-write", written)
	if !strings.Contains(stdout, "broken.mid") {
		t.Errorf("the text does not name what was skipped: %s", stdout)
	}
	for i := range 8 {
		one, err := features.File(filepath.Join(music, fmt.Sprintf("%d.abc", i)), features.Grid(4))
		if err != nil {
			t.Fatal(err)
		}
		two, err := features.File(filepath.Join(written, fmt.Sprintf("%d.mid", i)), features.Grid(4))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(one.Roll, two.Roll) || !slices.Equal(one.Measures, two.Measures) {
			t.Errorf("tune %d is another one as MIDI", i)
		}
	}
	// Two pieces whose names differ in their extensions alone stay two.
	Write(t, filepath.Join(music, "1.mid"), string(midiOf(t, filepath.Join(music, "2.abc"))))
	both := filepath.Join(dir, "both")
	succeed(t, "corpus", "-midi", music, "-write", both)
	if one, two := read(t, filepath.Join(both, "1.mid")), read(t, filepath.Join(both, "1.mid.mid")); one == two {
		t.Error("one of two pieces was written twice")
	}
}

func TestRollCommand(t *testing.T) {
	_, dir := Folder(t)
	tune := filepath.Join(dir, "music", "1.abc")
	isPNG := func(path string) {
		t.Helper()
		if data, err := os.ReadFile(path); err != nil || !bytes.HasPrefix(data, []byte("\x89PNG")) {
			t.Errorf("%s is no picture (%v)", path, err)
		}
	}
	beside := filepath.Join(dir, "music", "1.png")
	if stdout, _ := succeed(t, "roll", tune); strings.TrimSpace(stdout) != beside {
		t.Errorf("printed %q", stdout)
	}
	isPNG(beside)
	if code, _, stderr := program(t, 0, "roll", tune); code != exit.Failed || !strings.Contains(stderr, "exists") {
		t.Errorf("a second time: exit code %d, %s", code, stderr)
	}
	both := filepath.Join(dir, "both.png")
	succeed(t, "roll", tune, filepath.Join(dir, "music", "2.abc"), "-out", both)
	isPNG(both)

	// What is music is neither replaced nor drawn half.
	one, two := filepath.Join(dir, "music", "2.abc"), filepath.Join(dir, "music", "2.mid")
	Write(t, two, string(midiOf(t, one)))
	for _, args := range [][]string{{"roll", "-out", two, one, one}, {"roll", one, two}} {
		if code, _, stderr := program(t, 0, args...); code != exit.Usage {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
	if code, _, stderr := program(t, 0, "roll", "-out", two, one); code != exit.Failed || !strings.Contains(stderr, "exists") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if read(t, two) != string(midiOf(t, one)) {
		t.Errorf("%s was replaced", two)
	}
	if _, err := os.Lstat(filepath.Join(dir, "music", "2.png")); err == nil {
		t.Error("one of two files was drawn")
	}
}

// midiOf is a piece as MIDI.
func midiOf(t *testing.T, path string) []byte {
	t.Helper()
	p, err := features.File(path, features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	data, err := midi.Write(p.Score(64, 120))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
