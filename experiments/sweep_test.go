package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
	"workbench/internal/sweep"
)

// A sweep starts this program again and again, which is the test binary here: with the variable set it is the
// program.
const asProgram = "EXPERIMENTS_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

func sweepFolder(t *testing.T) (config, dir string) {
	t.Helper()
	t.Setenv(asProgram, "1")
	return Folder(t)
}

// subfolders are the names of the folders in dir.
func subfolders(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestSweep(t *testing.T) {
	config, dir := sweepFolder(t)
	parent := filepath.Join(dir, "grid")
	args := []string{"sweep", "-config", config, "-run", parent, "-jobs", "2", "-set", "model.time_layers=[6],[4, 3]", "-set", "optimizer.learning_rate=0.01",
		"-seeds", "2", "-set", "train.epochs=3"}
	table, stderr := succeed(t, args...)
	want := []string{"time_layers=4_3-seed=1", "time_layers=4_3-seed=2", "time_layers=6-seed=1", "time_layers=6-seed=2"}
	if got := subfolders(t, parent); !slices.Equal(got, want) {
		t.Fatalf("runs %q, want %q", got, want)
	}
	for _, part := range []string{"4 of 4", "best so far"} {
		if !strings.Contains(stderr, part) {
			t.Errorf("standard error lacks %q:\n%s", part, stderr)
		}
	}
	if compared, _ := succeed(t, "compare", parent); table != compared || !strings.Contains(table, "time_layers=4_3") {
		t.Errorf("the table is\n%s, that of compare is\n%s", table, compared)
	}
	// A run of the sweep is the run that one would train by itself.
	alone := filepath.Join(dir, "alone")
	succeed(t, "-config", config, "-set", "model.time_layers=[4, 3]", "-set", "seed=2", "-set", "train.epochs=3", "-run", alone)
	if !bytes.Equal(lastCheckpoint(t, alone), lastCheckpoint(t, filepath.Join(parent, want[1]))) {
		t.Errorf("%s is another run than one by itself", want[1])
	}
	// Again, nothing is left to do, though the config's file has a new comment; a third seed adds two runs.
	edited, _ := os.ReadFile(config)
	if err := os.WriteFile(config, append(edited, "# comment\n"...), 0o666); err != nil {
		t.Fatal(err)
	}
	if again, stderr := succeed(t, args...); again != table || strings.Count(stderr, "was finished before") != 4 {
		t.Errorf("a second time:\n%s\n%s", stderr, again)
	}
	_, stderr = succeed(t, append(args, "-seeds", "3")...)
	if got := subfolders(t, parent); len(got) != 6 || strings.Count(stderr, "was finished before") != 4 {
		t.Errorf("with one more seed: %q\n%s", got, stderr)
	}
}

// TestSweepResumes resumes runs that were stopped, to the same end.
func TestSweepResumes(t *testing.T) {
	config, dir := sweepFolder(t)
	alone := filepath.Join(dir, "alone")
	succeed(t, "-config", config, "-run", alone)
	for _, status := range []string{"interrupted", "failed", "running"} { // running without a process is dead
		parent := filepath.Join(dir, status)
		run := filepath.Join(parent, "seed=1")
		if code, _, stderr := program(t, 4, "-config", config, "-run", run); code != exit.Interrupted {
			t.Fatalf("exit code %d: %s", code, stderr)
		}
		info, err := os.ReadFile(filepath.Join(run, "run.json"))
		if err != nil {
			t.Fatal(err)
		}
		info = bytes.Replace(info, []byte(`"status": "interrupted"`), []byte(`"status": "`+status+`"`), 1)
		if err := os.WriteFile(filepath.Join(run, "run.json"), info, 0o666); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(config)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(sweep.FilePath(parent), text, 0o666); err != nil {
			t.Fatal(err)
		}
		_, stderr := succeed(t, "sweep", "-config", config, "-run", parent)
		if !strings.Contains(stderr, "resuming") || !bytes.Equal(lastCheckpoint(t, run), lastCheckpoint(t, alone)) {
			t.Errorf("%s: not the straight run's end\n%s", status, stderr)
		}
	}
}

// TestSweepInterrupt stops a sweep whose first run is under way.
func TestSweepInterrupt(t *testing.T) {
	config, dir := sweepFolder(t)
	parent := filepath.Join(dir, "grid")
	first := filepath.Join(parent, "dropout=0-seed=1")
	underWay := func() bool {
		metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(first))
		return err == nil && len(metrics) > 3
	}
	var results, progress bytes.Buffer
	args := []string{"sweep", "-config", config, "-run", parent, "-set", "train.epochs=1000000", "-set", "model.dropout=0,0.5", "-set", "train.sample_every=1000000"}
	if code := run(cancelledWhen{context.Background(), underWay}, args, &console.Streams{Results: &results, Progress: &progress}); code != exit.Interrupted {
		t.Fatalf("exit code %d\n%s", code, progress.String())
	}
	if want := "to resume: go run ./experiments " + strings.Join(args, " "); !strings.Contains(progress.String(), want) || results.Len() > 0 {
		t.Errorf("standard error lacks %q:\n%s\nstandard output: %s", want, progress.String(), results.String())
	}
	info, err := rundir.ReadInfo(first)
	if err != nil || info.Status != rundir.Interrupted {
		t.Errorf("status %q (%v)", info.Status, err)
	}
	if _, _, err := rundir.Latest(first); err != nil {
		t.Error(err)
	}
	if got := subfolders(t, parent); len(got) != 1 {
		t.Errorf("runs %q: an interrupted sweep goes on with the next", got)
	}
}

// TestSweepFailure goes on past a run that fails, or not.
func TestSweepFailure(t *testing.T) {
	config, dir := sweepFolder(t)
	missing := filepath.Join(dir, "missing")
	set := "data.midi=" + filepath.ToSlash(missing) + "," + filepath.ToSlash(filepath.Join(dir, "music"))

	stopped := filepath.Join(dir, "stopped")
	code, _, stderr := program(t, 0, "sweep", "-config", config, "-run", stopped, "-set", set, "-fail-fast")
	if got := subfolders(t, stopped); code != exit.Failed || len(got) != 0 {
		t.Errorf("-fail-fast: exit code %d, runs %q\n%s", code, got, stderr)
	}
	parent := filepath.Join(dir, "grid")
	args := []string{"sweep", "-config", config, "-run", parent, "-set", set}
	code, table, stderr := program(t, 0, args...)
	if got := subfolders(t, parent); code != exit.Failed || len(got) != 1 || !strings.Contains(stderr, "1 of 2 runs failed") ||
		!strings.Contains(stderr, "there is no such folder") || !strings.Contains(table, got[0]) {
		t.Errorf("exit code %d, runs %q\n%s\n%s", code, got, stderr, table)
	}
	if err := os.CopyFS(missing, os.DirFS(filepath.Join(dir, "music"))); err != nil {
		t.Fatal(err)
	}
	if _, stderr := succeed(t, args...); strings.Count(stderr, "was finished before") != 1 || len(subfolders(t, parent)) != 2 {
		t.Errorf("after the cause is gone:\n%s", stderr)
	}
}

// A crash ends its run alone; its trace is kept.
func TestCrashIsAFailure(t *testing.T) {
	c := &sweep.Child{Trial: &sweep.Trial{Dir: filepath.Join(t.TempDir(), "run")}, Code: 2}
	trace := "epoch 1 of 2\npanic: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n"
	c.Printed.Write([]byte(trace))
	if got := c.Reason(); !strings.Contains(got, "index out of range") || !strings.Contains(got, "run.crash.txt") {
		t.Error(got)
	}
	if kept, err := os.ReadFile(c.Trial.Dir + ".crash.txt"); err != nil || string(kept) != trace {
		t.Errorf("%q (%v)", kept, err)
	}
}

func TestSweepRefuses(t *testing.T) {
	config, dir := sweepFolder(t)
	occupied := filepath.Join(dir, "music")
	for _, test := range []struct {
		args []string
		code int
		want []string // parts of what standard error says
	}{
		{nil, exit.Usage, []string{"-config"}},
		{[]string{"-config", config, "more"}, exit.Usage, []string{`"more"`}},
		{[]string{"-config", config, "-seeds", "0"}, exit.Usage, []string{"flag -seeds: must be a whole number, 1 or more"}},
		{[]string{"-config", config, "-jobs", "0"}, exit.Usage, []string{"flag -jobs: must be a whole number, 1 or more"}},
		{[]string{"-config", config, "-set", "model.dropout"}, exit.Usage, []string{"KEY=VALUE"}},
		{[]string{"-config", config, "-set", "model.dropuot=0,0.5"}, exit.Usage, []string{"model.dropout"}},
		{[]string{"-config", config, "-set", "model.dropout=0,2", "-set", "train.batch=1,0"}, exit.Usage, []string{"-set model.dropout=2: must", "-set train.batch=0: must"}},
		{[]string{"-config", config, "-set", "model.dropout=0.1,0.10"}, exit.Usage, []string{"the same run", "model.dropout=0.10"}},
		{[]string{"-config", config, "-set", "train.batch=1", "-set", "train.batch=2"}, exit.Usage, []string{"train.batch comes twice"}},
		{[]string{"-config", config, "-set", "seed=1,2", "-seeds", "2"}, exit.Usage, []string{"-seeds"}},
		{[]string{"-config", config, "-seeds", "1000000000"}, exit.Usage, []string{"more than 10000 runs"}},
		{[]string{"-config", config, "-run", occupied}, exit.Failed, []string{occupied, "not a sweep"}},
	} {
		free := filepath.Join(dir, "free")
		if !slices.Contains(test.args, "-run") {
			test.args = append(test.args, "-run", free)
		}
		code, stdout, stderr := program(t, 0, append([]string{"sweep"}, test.args...)...)
		if code != test.code || stdout != "" {
			t.Errorf("%v: exit code %d, want %d; standard output %q", test.args, code, test.code, stdout)
		}
		for _, want := range test.want {
			if !strings.Contains(stderr, want) {
				t.Errorf("%v: %q lacks %q", test.args, stderr, want)
			}
		}
		if _, err := os.Stat(free); err == nil {
			t.Fatalf("%v: left a directory behind", test.args)
		}
	}
	if stdout, _ := succeed(t, "sweep", "-h"); !strings.Contains(stdout, "go run ./experiments sweep") || !strings.Contains(stdout, "Flags:") {
		t.Errorf("%q has no example", stdout)
	}
}

// A directory is continued only by a sweep of its config, and its runs by trials of their own configs.
func TestSweepOfAnotherConfig(t *testing.T) {
	config, dir := sweepFolder(t)
	parent := filepath.Join(dir, "grid")
	args := []string{"sweep", "-config", config, "-run", parent, "-set", "train.epochs=1"}
	succeed(t, args...)
	code, _, stderr := program(t, 0, append(args, "-set", "train.batch=1")...)
	if code != exit.Failed || !strings.Contains(stderr, "seed=1") || !strings.Contains(stderr, "train.batch") {
		t.Errorf("another batch: exit code %d, %s", code, stderr)
	}
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, bytes.Replace(text, []byte("dropout = 0.2"), []byte("dropout = 0.3"), 1), 0o666); err != nil {
		t.Fatal(err)
	}
	code, _, stderr = program(t, 0, args...)
	if code != exit.Failed || !strings.Contains(stderr, parent) || !strings.Contains(stderr, "model.dropout") {
		t.Errorf("another config: exit code %d, %s", code, stderr)
	}
}
