package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
	"workbench/internal/sweep"
)

// journal is the lines of a search's journal without their times.
func journal(t *testing.T, dir string) (lines []map[string]any) {
	t.Helper()
	data, err := os.ReadFile(sweep.JournalPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		entry := map[string]any{}
		if err := json.Unmarshal(line, &entry); err != nil {
			t.Fatal(err)
		}
		delete(entry, "time")
		lines = append(lines, entry)
	}
	return lines
}

// A search that is interrupted continues with the same decisions and results as one that never was, and the
// trial that it continued rung by rung has the bits of a run by itself.
func TestSearchInterruptedAndResumed(t *testing.T) {
	config, dir := sweepFolder(t)
	args := func(name string) []string {
		return []string{"sweep", "-config", config, "-run", filepath.Join(dir, name), "-method", "asha", "-trials", "4", "-set", "train.epochs=9",
			"-set", "train.validate_every=1", "-set", "train.sample_every=9", "-set", "train.checkpoint_every=9", "-set", "optimizer.learning_rate=1e-3..1e-1:log"}
	}
	straight, _ := succeed(t, args("straight")...)
	want := journal(t, filepath.Join(dir, "straight"))

	interrupted := filepath.Join(dir, "interrupted")
	several := func() bool {
		data, err := os.ReadFile(sweep.JournalPath(interrupted))
		return err == nil && bytes.Count(data, []byte("\n")) > 4
	}
	var results, progress bytes.Buffer
	code := run(cancelledWhen{context.Background(), several}, args("interrupted"), &console.Streams{Results: &results, Progress: &progress})
	if code != exit.Interrupted || !strings.Contains(progress.String(), "to resume: go run ./experiments sweep") {
		t.Fatalf("exit code %d\n%s", code, progress.String())
	}
	if begun := journal(t, interrupted); len(begun) >= len(want) {
		t.Errorf("%d lines of %d before the interrupt", len(begun), len(want))
	}
	succeed(t, args("interrupted")...)
	if got := journal(t, interrupted); !reflect.DeepEqual(got, want) {
		t.Errorf("journal\n%v\nwant\n%v", got, want)
	}

	var last float64 // the trial that was trained to its end
	for _, line := range want[1:] {
		if line["train"] == 9.0 {
			last = line["trial"].(float64)
		}
	}
	var set string
	for _, line := range want[1:] {
		if values, ok := line["set"].([]any); ok && line["trial"] == last {
			set = values[0].(string)
		}
	}
	alone := filepath.Join(dir, "alone")
	succeed(t, "-config", config, "-run", alone, "-set", "train.epochs=9", "-set", "train.validate_every=1", "-set", "train.sample_every=9",
		"-set", "train.checkpoint_every=9", "-set", set)
	continued := filepath.Join(interrupted, fmt.Sprintf("trial-%03d", int(last)))
	if !bytes.Equal(lastCheckpoint(t, alone), lastCheckpoint(t, continued)) {
		t.Errorf("%s, continued rung by rung, differs from a run with %s by itself", continued, set)
	}
	if report, _ := succeed(t, "sweep", "-report", filepath.Join(dir, "straight")); report != straight || !strings.Contains(report, "1 complete") {
		t.Errorf("at the end:\n%s\nlater:\n%s", straight, report)
	}
}

// A trial that fails counts as the worst, and the search goes on; of too many failures nothing can be learned.
func TestSearchWithFailures(t *testing.T) {
	config, dir := sweepFolder(t)
	missing := filepath.ToSlash(filepath.Join(dir, "missing"))
	parent := filepath.Join(dir, "search")
	stdout, _ := succeed(t, "sweep", "-config", config, "-run", parent, "-method", "random", "-trials", "2", "-metric", "train.nll",
		"-set", "train.epochs=1", "-set", "data.midi="+missing+","+filepath.ToSlash(filepath.Join(dir, "music")))
	if !strings.Contains(stdout, "1 complete, 1 failed") || !strings.Contains(stdout, "there is no such folder") {
		t.Error(stdout)
	}
	code, _, stderr := program(t, 0, "sweep", "-config", config, "-run", filepath.Join(dir, "all"), "-method", "tpe", "-trials", "20",
		"-set", "data.midi="+missing, "-set", "model.dropout=0..0.5")
	if code != exit.Failed || !strings.Contains(stderr, "the first 5 trials all failed") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
}

// A signal that stops a trial, but not the search, makes no failure: the search resumes the trial.
func TestSearchResumesStoppedTrial(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
	config, dir := sweepFolder(t)
	parent := filepath.Join(dir, "search")
	stopped, again := 0, false // the process that was stopped, and whether another one resumed the trial
	resumed := func() bool {
		info, err := rundir.ReadInfo(filepath.Join(parent, "trial-001"))
		if again || err != nil || info.Status != rundir.Running || info.Epoch == 0 {
			return again
		}
		if stopped == 0 {
			stopped = info.PID
			process, err := os.FindProcess(stopped)
			if err == nil {
				err = process.Signal(syscall.SIGTERM)
			}
			if err != nil {
				t.Error(err)
			}
		}
		again = info.PID != stopped
		return again
	}
	var results, progress bytes.Buffer
	code := run(cancelledWhen{context.Background(), resumed}, []string{"sweep", "-config", config, "-run", parent, "-method", "random", "-trials", "1",
		"-set", "train.epochs=1000000", "-set", "train.sample_every=1000000", "-set", "model.dropout=0..0.5"}, &console.Streams{Results: &results, Progress: &progress})
	if code != exit.Interrupted || strings.Contains(progress.String(), "failed") || !strings.Contains(progress.String(), "trial-001: resuming after epoch") {
		t.Errorf("exit code %d\n%s", code, progress.String())
	}
}

// The budget ends a search at a checkpoint, and the same command continues it.
func TestSearchBudget(t *testing.T) {
	config, dir := sweepFolder(t)
	parent := filepath.Join(dir, "search")
	args := []string{"sweep", "-config", config, "-run", parent, "-method", "random", "-set", "train.epochs=1000000", "-set", "train.sample_every=1000000",
		"-set", "model.dropout=0..0.5", "-trials", "3", "-budget", "1s"}
	for range 2 {
		stdout, stderr := succeed(t, args...)
		if !strings.Contains(stderr, "the budget of 1s is spent") || !strings.Contains(stdout, "1 in training") {
			t.Errorf("%s\n%s", stderr, stdout)
		}
	}
	if lines := journal(t, parent); len(lines) != 2 {
		t.Errorf("%d lines; want the settings, and one trial", len(lines))
	}
}

func TestSearchFlags(t *testing.T) {
	config, dir := sweepFolder(t)
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"-method", "tpe", "-trials", "0"}, "-trials: must be a whole number from 1 to 10000"},
		{[]string{"-method", "tpe"}, "-trials N"},
		{[]string{"-method", "bayes", "-trials", "5"}, "must be grid, random, tpe or asha"},
		{[]string{"-method", "tpe", "-budget", "-1s"}, "-budget -1s"},
		{[]string{"-method", "tpe", "-budget", "100ms"}, "-budget 100ms: must be 1s or more"},
		{[]string{"-method", "tpe", "-trials", "5", "-seeds", "3"}, "-seeds"},
		{[]string{"-method", "tpe", "-trials", "5", "-reduction", "4"}, "-reduction"},
		{[]string{"-method", "asha", "-trials", "5", "-reduction", "1"}, "-reduction: must be a whole number, 2 or more"},
		{[]string{"-method", "tpe", "-trials", "5", "-metric", "nll"}, "valid.nll"},
		{[]string{"-trials", "5"}, "-method"},
		{[]string{}, "which needs -method random, tpe or asha"},
	} {
		free := filepath.Join(dir, "free")
		args := append([]string{"sweep", "-config", config, "-run", free, "-set", "optimizer.learning_rate=1e-3..1e-1:log"}, test.args...)
		code, _, stderr := program(t, 0, args...)
		if code != exit.Usage || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, %q lacks %q", test.args, code, stderr, test.want)
		}
		if _, err := os.Stat(free); err == nil {
			t.Fatalf("%v: left a directory behind", test.args)
		}
	}
	if code, _, stderr := program(t, 0, "sweep", "-report", filepath.Join(dir, "nope")); code != exit.Usage || !strings.Contains(stderr, "nope: there is no such directory") {
		t.Errorf("-report of a directory that is missing: %d, %s", code, stderr)
	}
	if code, _, stderr := program(t, 0, "sweep", "-report", dir); code != exit.Usage || !strings.Contains(stderr, "no search") {
		t.Errorf("-report of no search: %d, %s", code, stderr)
	}
}

// A run that is stopped with -until continues to the bits of one that was not.
func TestUntil(t *testing.T) {
	config, dir := Folder(t)
	straight, stopped := filepath.Join(dir, "straight"), filepath.Join(dir, "stopped")
	succeed(t, "-config", config, "-run", straight)
	if code, _, stderr := program(t, 0, "-config", config, "-run", stopped, "-until", "1"); code != exit.Interrupted || !strings.Contains(stderr, "to resume") {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	if code, _, stderr := program(t, 0, "-resume", stopped, "-until", "1"); code != exit.Usage || !strings.Contains(stderr, "-until 1") {
		t.Errorf("again: exit code %d: %s", code, stderr)
	}
	succeed(t, "-resume", stopped, "-until", "1000000")
	if !bytes.Equal(lastCheckpoint(t, straight), lastCheckpoint(t, stopped)) {
		t.Error("another last checkpoint")
	}
}
