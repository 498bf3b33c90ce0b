package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"workbench/features"
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

// A run of a config that extends another has the values of both, and so does a sweep.
func TestExtendingConfig(t *testing.T) {
	config, dir := Folder(t)
	top := filepath.Join(dir, "top.toml")
	Write(t, top, "extends = \"tiny.toml\"\n[train]\nepochs = 1\n")
	run := filepath.Join(dir, "run")
	succeed(t, "-config", top, "-run", run)
	written := read(t, filepath.Join(run, "config.toml"))
	for _, want := range []string{`name = "top"`, "epochs = 1\n", "segment = 16\n"} {
		if !strings.Contains(written, want) {
			t.Errorf("%q is missing in config.toml", want)
		}
	}
	if strings.Contains(written, "extends") {
		t.Error("config.toml extends another file")
	}
	t.Setenv(asProgram, "1")
	succeed(t, "sweep", "-config", top, "-run", filepath.Join(dir, "sweep"), "-set", "model.dropout=0")
	Write(t, config, "train.epohcs = 1\n")
	if code, _, stderr := program(t, 0, "-config", top); code != exit.Usage || !strings.Contains(stderr, "tiny.toml:1:1: train.epohcs") {
		t.Errorf("a mistake in the base: exit code %d, %s", code, stderr)
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

// A folder stands for the music in it; captions are short.
func TestRollFolder(t *testing.T) {
	_, dir := Folder(t)
	music := filepath.Join(dir, "music")
	Write(t, filepath.Join(music, "broken.mid"), "no music")
	picture := filepath.Join(dir, "all.svg")
	_, stderr := succeed(t, "roll", music, "-out", picture)
	if !strings.Contains(stderr, "broken.mid") {
		t.Errorf("no warning of the broken file: %s", stderr)
	}
	svg := read(t, picture)
	if !strings.Contains(svg, ">1.abc<") || strings.Contains(svg, dir) {
		t.Error("the captions are not the names of the files")
	}
	succeed(t, "roll", music)
	if _, err := os.Stat(filepath.Join(music, "7.png")); err != nil {
		t.Error(err)
	}
	if code, _, stderr := program(t, 0, "roll", filepath.Join(music, "broken.mid")); code != exit.Failed {
		t.Errorf("a broken file by its name: exit code %d, %s", code, stderr)
	}
	if code, _, stderr := program(t, 0, "roll", t.TempDir()); code != exit.Failed || !strings.Contains(stderr, "holds no MIDI") {
		t.Errorf("an empty folder: exit code %d, %s", code, stderr)
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

// A program without a stamp outside the repository still says which it is.
func TestVersionWithoutStamp(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(context.Background(), self, "version")
	command.Dir, command.Env = t.TempDir(), append(os.Environ(), asProgram+"=1")
	out, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "commit") || !strings.Contains(string(out), "SHA-256 ") {
		t.Errorf("%s, %v", out, err)
	}
}
