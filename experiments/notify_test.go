package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/exit"
)

// -notify runs a command at the end, whatever the end; its failure is a warning.
func TestNotify(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh here")
	}
	config, dir := Folder(t)
	run, note := filepath.Join(dir, "run"), filepath.Join(dir, "note")
	command := `echo "$BIAXIAL_RUN $BIAXIAL_STATUS $BIAXIAL_EPOCH $BIAXIAL_BEST" > '` + note + `'`
	if code, _, stderr := program(t, 6, "-config", config, "-run", run, "-notify", command); code != exit.Interrupted {
		t.Fatalf("exit code %d, %s", code, stderr)
	}
	if got := read(t, note); !strings.HasPrefix(got, run+" interrupted ") {
		t.Errorf("interrupted: %q", got)
	}
	_, stderr := succeed(t, "-resume", run, "-notify", command+"; exit 3")
	if got := read(t, note); !strings.HasPrefix(got, run+" finished 6 ") || len(strings.Fields(got)) != 4 {
		t.Errorf("finished: %q", got)
	}
	if !strings.Contains(stderr, "warning: -notify: ") {
		t.Errorf("no warning of the command's failure: %s", stderr)
	}
}

// A sweep whose budget is spent has ended as it was asked to, and was not interrupted.
func TestNotifyOfASpentBudget(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh here")
	}
	config, dir := sweepFolder(t)
	note := filepath.Join(dir, "note")
	_, stderr := succeed(t, "sweep", "-config", config, "-run", filepath.Join(dir, "grid"), "-set", "train.epochs=1000000", "-set", "train.sample_every=1000000",
		"-set", "model.dropout=0,0.5", "-budget", "1s", "-notify", `echo "$BIAXIAL_STATUS" > '`+note+`'`)
	if got := read(t, note); got != "finished\n" || !strings.Contains(stderr, "the budget of 1s is spent") {
		t.Errorf("the status is %q: %s", got, stderr)
	}
}
