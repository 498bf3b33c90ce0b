//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"workbench/internal/rundir"
)

// No command waits for a pipe in the place of a run's file, of a file of music or of a report, or reads a device
// without end.
func TestNoCommandWaitsForAPipe(t *testing.T) {
	good := trainedRun(t)
	music := filepath.Join(t.TempDir(), "a.mid")
	pipe(t, music)
	sample := rundir.SamplePath("", 6, 1, ".mid")
	for _, c := range []struct{ file, command string }{
		{"marks.json", "list"}, {"validation.json", "compare"}, {sample, "report"}, {sample, "stats"}, {"log.txt", "-resume"},
	} {
		dir := copyOf(t, good, "copy", func(dir string) { pipe(t, filepath.Join(dir, c.file)) })
		wantEnd(t, c.command, dir)
	}
	wantEnd(t, "stats", music)
	wantEnd(t, "report", good, "-out", music)
	for _, args := range [][]string{{"compose", good, "-cells"}, {"survey", "new", "-out", filepath.Join(t.TempDir(), "study"), "-pieces", "person=starter", "-questions"}} {
		wantEnd(t, append(args, "/dev/zero")...)
	}
}

// wantEnd fails the test unless the program ends.
func wantEnd(t *testing.T, args ...string) {
	t.Helper()
	p := launch(t, args...)
	select {
	case <-p.ended:
	case <-time.After(time.Minute):
		p.Process.Kill()
		t.Errorf("%q waits", args)
	}
}

// pipe makes a named pipe at path, in the place of the file that is there.
func pipe(t *testing.T, path string) {
	t.Helper()
	os.Remove(path)
	if err := syscall.Mkfifo(path, 0o666); err != nil {
		t.Skip(err)
	}
}
