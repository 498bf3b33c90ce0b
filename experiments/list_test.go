package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// listed returns the names of the runs that list prints, in order.
func listed(t *testing.T, args ...string) string {
	t.Helper()
	stdout, _ := succeed(t, append([]string{"list", "-json"}, args...)...)
	var entries []struct{ Name string }
	if err := json.Unmarshal([]byte(stdout), &entries); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name)
	}
	return strings.Join(names, " ")
}

func TestList(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	makeRun(t, a, 1, adam, 14, 15)
	makeRun(t, b, 1, rmsprop, 13, 15)
	stdout, _ := succeed(t, "list", dir)
	for _, want := range []string{"status", "finished", "14.000/step", "13.000/step", "kB"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	succeed(t, "list", "-note", "rate *too* high", "-tag", "paper", "-tag", "draft", a)
	succeed(t, "list", "-tag", "-draft", a)
	if got := listed(t, "-archive", b); got != "b" {
		t.Errorf("-archive -json printed %q", got)
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "a"}, {[]string{"-all"}, "b a"}, {[]string{"-tagged", "paper"}, "a"}, {[]string{"-tagged", "draft"}, ""}, {[]string{"-find", "TOO"}, "a"},
		{[]string{"-find", "none"}, ""}, {[]string{"-status", "failed"}, ""}, {[]string{"-all", "-find", "b"}, "b"},
	} {
		if got := listed(t, append(test.args, dir)...); got != test.want {
			t.Errorf("%v: %q, want %q", test.args, got, test.want)
		}
	}
	succeed(t, "list", "-note", "", a)
	if got := listed(t, "-find", "TOO", dir); got != "" {
		t.Errorf("with the note removed, -find has %s", got)
	}
	succeed(t, "list", "-restore", b)
	if got := listed(t, dir); got != "b a" {
		t.Errorf("restored: %q", got)
	}
	// A run whose marks are damaged is listed without them.
	marks := filepath.Join(a, "marks.json")
	good := read(t, marks)
	Write(t, marks, "[]")
	if stdout, stderr := succeed(t, "list", dir); !strings.Contains(stdout, "14.000/step") || !strings.Contains(stderr, "left out its note and tags: "+marks) {
		t.Errorf("damaged marks: %s%s", stdout, stderr)
	}
	Write(t, marks, good)
	// A run keeps all of its files in the trash, and a second one of its name does not replace it.
	for i, want := range []string{"b", "b-2"} {
		stdout, _ := succeed(t, "list", "-delete", "-yes", b)
		if _, err := os.Stat(filepath.Join(dir, ".trash", want, "metrics.jsonl")); err != nil || !strings.Contains(stdout, want) {
			t.Errorf("delete %d: %v, %q", i, err, stdout)
		}
		makeRun(t, b, 1, rmsprop, 13, 15)
	}
	if got := listed(t, dir); got != "b a" {
		t.Errorf("runs in the trash are listed: %q", got)
	}
}

func TestListUsage(t *testing.T) {
	empty := t.TempDir()
	if code, stdout, stderr := program(t, 0, "list", empty); code != exit.Done || !strings.Contains(stderr, "no runs in "+empty) || stdout != "" {
		t.Errorf("an empty folder: exit code %d, %q", code, stderr)
	}
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-note", "x"}, exit.Usage, "name the runs"},
		{[]string{"-archive", "-restore", "x"}, exit.Usage, "-restore"},
		{[]string{"-tag", "", "x"}, exit.Usage, "-tag"},
		{[]string{"-status", "done"}, exit.Usage, "must be running, finished"},
		{[]string{"-kind", "biaxal"}, exit.Usage, "must be biaxial"},
		{[]string{"-note", "x", empty}, exit.Failed, "not a run directory"},
		{[]string{"-delete", "-yes", empty}, exit.Failed, "not a run directory"},
		{[]string{"-delete", "-yes", "-status", "failed", empty}, exit.Usage, "-status: only for listing; name the runs to change"},
		{[]string{"-note", "x", "-find", "y", "-all", empty}, exit.Usage, "-all, -find: only for listing"},
		{[]string{"-archive", "-kind", "biaxial", "-tagged", "y", empty}, exit.Usage, "-kind, -tagged: "},
		{[]string{"-delete", "-yes", "-json", empty}, exit.Usage, "-json"},
		{[]string{"-yes", empty}, exit.Usage, "-yes: no effect without -delete"},
		{[]string{"no/such/folder"}, exit.Failed, "no/such/folder"},
	} {
		if code, _, stderr := program(t, 0, append([]string{"list"}, c.args...)...); code != c.code || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: exit code %d, %q", c.args, code, stderr)
		}
	}
}

// Before anything was trained there is no folder runs, which is no mistake.
func TestListBeforeTheFirstRun(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, stderr := succeed(t, "list"); stderr != "no runs in runs\n" {
		t.Errorf("printed %q", stderr)
	}
}

// A folder whose only run cannot be read is not empty.
func TestListOfDamagedRun(t *testing.T) {
	run := filepath.Join(t.TempDir(), "first")
	if err := os.Mkdir(run, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{rundir.InfoFile: "{", rundir.ConfigFile: ""} {
		if err := os.WriteFile(filepath.Join(run, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, stderr := program(t, 0, "list", filepath.Dir(run)); code != exit.Failed || !strings.Contains(stderr, filepath.Join("first", rundir.InfoFile)) {
		t.Errorf("exit code %d, %q", code, stderr)
	}
}

func TestDeleteExcludesMarks(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run, "-set", "train.epochs=1")
	for _, mark := range []string{"-note=x", "-tag=x", "-archive", "-restore"} {
		if code, _, stderr := program(t, 0, "list", "-delete", "-yes", mark, run); code != exit.Usage || !strings.Contains(stderr, "-delete excludes") {
			t.Errorf("%s: exit code %d, %s", mark, code, stderr)
		}
	}
	if _, err := os.Stat(run); err != nil {
		t.Error(err)
	}
}
