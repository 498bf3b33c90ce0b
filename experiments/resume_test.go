package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// A resumed run says which keys were changed, in config.toml or with -set, and records them.
func TestResumeWithAnotherConfig(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run)
	path := filepath.Join(run, "config.toml")
	edited := strings.Replace(read(t, path), "learning_rate = 0.01", "learning_rate = 0.5", 1)
	Write(t, path, strings.Replace(edited, "dropout = 0.2", "dropout = 0.3", 1))

	_, stderr := succeed(t, "-resume", run, "-set", "train.epochs=8")
	want := []rundir.Change{{Epoch: 6, Key: "model.dropout", From: "0.2", To: "0.3"}, {Epoch: 6, Key: "optimizer.learning_rate", From: "0.01", To: "0.5"},
		{Epoch: 6, Key: "train.epochs", From: "6", To: "8"}}
	for _, change := range want {
		if !strings.Contains(stderr, change.String()) || !strings.Contains(read(t, filepath.Join(run, "log.txt")), change.String()) {
			t.Errorf("standard error or the log lacks %q:\n%s", change, stderr)
		}
	}
	info, err := rundir.ReadInfo(run)
	if err != nil || !slices.Equal(info.Changes, want) || info.Epoch != 8 {
		t.Errorf("epoch %d, changes %v, %v", info.Epoch, info.Changes, err)
	}
	if text := read(t, path); !strings.Contains(text, "epochs = 8") {
		t.Errorf("config.toml has not the override:\n%s", text)
	}
	// A run that was always trained with these values is another one.
	straight := filepath.Join(dir, "straight")
	succeed(t, "-config", path, "-run", straight)
	if out, _ := succeed(t, "compare", run, straight); strings.Contains(out, "config the same") || !strings.Contains(out, "optimizer.learning_rate until epoch 6") {
		t.Errorf("compare says\n%s", out)
	}
	succeed(t, "report", run, "-sound", "0")
	if page := read(t, filepath.Join(run, "report.html")); !strings.Contains(page, want[1].String()) {
		t.Error("the report does not say what was changed")
	}
	// Further changes are added; those of epochs that are trained again are replaced.
	if err := os.Remove(rundir.CheckpointPath(run, 8)); err != nil {
		t.Fatal(err)
	}
	succeed(t, "-resume", run, "-set", "train.epochs=9", "-set", "optimizer.learning_rate=0.01", "-set", "model.dropout=0.2")
	if info, err = rundir.ReadInfo(run); err != nil || !slices.Equal(info.Changes, []rundir.Change{{Epoch: 6, Key: "train.epochs", From: "6", To: "9"}}) {
		t.Errorf("changes %v, %v", info.Changes, err)
	}
}

// An unchanged config is resumed silently.
func TestResumeWithTheSameConfig(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	if code, _, stderr := program(t, 4, "-config", config, "-run", run); code != exit.Interrupted {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	if _, stderr := succeed(t, "-resume", run); strings.Contains(stderr, "changed") {
		t.Errorf("standard error: %s", stderr)
	}
	if info, err := rundir.ReadInfo(run); err != nil || len(info.Changes) > 0 {
		t.Errorf("changes %v, %v", info.Changes, err)
	}
}

// What the weights and the random numbers depend on cannot change; the run stays as it is.
func TestResumeRefusesAnotherModel(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run)
	before, info := read(t, filepath.Join(run, "config.toml")), read(t, filepath.Join(run, "run.json"))
	for _, set := range []string{"model.time_layers=[7]", "seed=2", "features.groups=[\"beat\"]", "data.transpose=[1]", "optimizer.name=rmsprop", "model.kind=marginal"} {
		key, _, _ := strings.Cut(set, "=")
		code, _, stderr := program(t, 0, "-resume", run, "-set", "train.epochs=8", "-set", set)
		if code != exit.Usage || !strings.Contains(stderr, "-set "+key+" = ") || !strings.Contains(stderr, "cannot change; leave -set out") {
			t.Errorf("%s: exit code %d, %s", set, code, stderr)
		}
	}
	if read(t, filepath.Join(run, "config.toml")) != before || read(t, filepath.Join(run, "run.json")) != info {
		t.Error("the run has changed")
	}
}

// A run that is extended with -set before its end has the bytes of one that was always that long.
func TestExtendedRun(t *testing.T) {
	config, dir := Folder(t)
	straight, extended := filepath.Join(dir, "straight"), filepath.Join(dir, "extended")
	succeed(t, "-config", config, "-run", straight, "-set", "train.epochs=9")
	succeed(t, "-config", config, "-run", extended)
	succeed(t, "-resume", extended, "-set", "train.epochs=9")
	weights := func(run string) map[string][]float32 {
		checkpoint, _, err := rundir.Latest(run)
		if err != nil {
			t.Fatal(err)
		}
		w := map[string][]float32{}
		for name, tensor := range checkpoint.Weights {
			w[name] = tensor.F32
		}
		return w
	}
	want := weights(straight)
	for name, got := range weights(extended) {
		if !slices.Equal(got, want[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

// What the error about a damaged run.json advises works: a new run starts with the weights of the damaged one.
func TestNewRunFromADamagedOne(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run)
	Write(t, filepath.Join(run, rundir.InfoFile), read(t, filepath.Join(run, rundir.InfoFile))[:100])
	_, _, stderr := program(t, 0, "-resume", run)
	advice := []string{"-config", rundir.ConfigPath(run), "-set", "train.init_from=" + run}
	if !strings.Contains(stderr, "is damaged") || !strings.Contains(stderr, strings.Join(advice, " ")) {
		t.Errorf("-resume says %s", stderr)
	}
	succeed(t, append(advice, "-run", filepath.Join(dir, "new"), "-set", "train.epochs=1")...)
}

// A file name reaches neither screen nor log with control characters, and writes no line of its own.
func TestFileNamesAreEscaped(t *testing.T) {
	config, dir := Folder(t)
	evil := filepath.Join(dir, "music", "a\x1b[31mz\a\nepoch 999: validation 0.001.mid")
	if err := os.WriteFile(evil, []byte("x"), 0o666); err != nil {
		t.Skip(err)
	}
	run := filepath.Join(dir, "run")
	_, stderr := succeed(t, "-config", config, "-run", run, "-set", "train.epochs=1")
	for where, text := range map[string]string{"screen": stderr, "log": read(t, filepath.Join(run, "log.txt"))} {
		if strings.ContainsAny(text, "\x1b\a") || strings.Contains(text, "\nepoch 999") || !strings.Contains(text, `a\x1b[31mz\a\nepoch 999`) {
			t.Errorf("%s: %q", where, text)
		}
	}
	for _, args := range [][]string{{"stats", evil}, {"roll", evil}, {"-config", evil}, {"compose", "-run", evil}} {
		_, _, stderr := program(t, 0, args...)
		if strings.ContainsAny(stderr, "\x1b\a") || strings.Contains(stderr, "\nepoch 999") {
			t.Errorf("%s: %q", args[0], stderr)
		}
	}
}

// Names that begin with a hyphen, and the longest names, can be trained, resumed and compared.
func TestOddRunNames(t *testing.T) {
	config, dir := sweepFolder(t)
	t.Chdir(dir)
	for _, name := range []string{"-dash", strings.Repeat("n", 250), "a b'c"} {
		if code, _, stderr := program(t, 4, "-config", config, "-run", name); code != exit.Interrupted {
			t.Fatalf("%s: exit code %d: %s", name, code, stderr)
		}
		succeed(t, "-resume", name)
		succeed(t, "compose", "-run", name)
	}
	succeed(t, "sweep", "-config", config, "-run", "-sweep", "-set", "train.epochs=1")
}

func TestSeedsNearTheLargest(t *testing.T) {
	config, dir := sweepFolder(t)
	code, _, stderr := program(t, 0, "sweep", "-config", config, "-run", filepath.Join(dir, "grid"), "-set", "train.epochs=1", "-seeds", "2")
	if code != exit.Done {
		t.Fatal(stderr)
	}
	Write(t, config, "seed = 9223372036854775806\n"+read(t, config))
	code, _, stderr = program(t, 0, "sweep", "-config", config, "-run", filepath.Join(dir, "large"), "-seeds", "3")
	if code != exit.Usage || !strings.Contains(stderr, "lower seed") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

// What compose would overwrite, or could not read back, is refused before it is composed.
func TestComposeRefuses(t *testing.T) {
	config, dir := Folder(t)
	run, out := filepath.Join(dir, "run"), filepath.Join(dir, "out")
	succeed(t, "-config", config, "-run", run, "-set", "train.epochs=1")
	succeed(t, "compose", "-run", run, "-out", out)
	want := read(t, filepath.Join(out, "1.mid"))
	code, _, stderr := program(t, 0, "compose", "-run", run, "-out", out, "-seed", "2")
	if code != exit.Failed || !strings.Contains(stderr, "-out") || read(t, filepath.Join(out, "1.mid")) != want {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	code, _, stderr = program(t, 0, "compose", "-run", run, "-steps", "200001")
	if code != exit.Usage || !strings.Contains(stderr, "from 1 to 200000") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

// A corpus that is written to a new directory reads back as it was; a second time is refused.
func TestCorpusWrite(t *testing.T) {
	_, dir := Folder(t)
	out := filepath.Join(dir, "new", "written")
	succeed(t, "corpus", "-midi", filepath.Join(dir, "music"), "-write", out)
	one, _ := succeed(t, "corpus", "-midi", filepath.Join(dir, "music"))
	two, _ := succeed(t, "corpus", "-midi", out)
	if bytes.Count([]byte(one), []byte("\n")) != bytes.Count([]byte(two), []byte("\n")) {
		t.Errorf("%s\nwritten:\n%s", one, two)
	}
	if code, _, stderr := program(t, 0, "corpus", "-write", out); code != exit.Failed || !strings.Contains(stderr, "-write") || !strings.Contains(stderr, out) {
		t.Errorf("a second time: exit code %d, %s", code, stderr)
	}
}

// The length that is asked for includes the primer's step.
func TestComposeSteps(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run, "-set", "train.epochs=1")
	if _, _, stderr := program(t, 0, "compose", "-run", run, "-steps", "16"); !strings.Contains(stderr, " 16 steps") {
		t.Error(stderr)
	}
	if code, _, stderr := program(t, 0, "compose", "-run", run, "-steps", "1"); code != exit.Usage || !strings.Contains(stderr, "nothing would be composed") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}
