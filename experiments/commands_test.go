package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"workbench/internal/exit"
)

func TestHelp(t *testing.T) {
	manual, _ := succeed(t, "help")
	flag, _ := succeed(t, "-h")
	if manual != flag {
		t.Errorf("help and -h differ")
	}
	for _, c := range commands() {
		if !strings.Contains(manual, "  "+c.name+" ") || !strings.Contains(manual, c.summary) {
			t.Errorf("help has no line for %s", c.name)
		}
		if c.name == "help" {
			continue
		}
		byHelp, _ := succeed(t, "help", c.name)
		if byFlag, _ := succeed(t, c.name, "-h"); byHelp != byFlag || byHelp == manual {
			t.Errorf("help %s is not the manual of %s", c.name, c.name)
		}
	}
	if version, _ := succeed(t, "version"); !strings.Contains(version, "go1.") {
		t.Errorf("version: %s", version)
	}
}

func TestMisspelt(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"compos -run x", `did you mean "compose"?`},
		{"evalute", `did you mean "evaluate"?`},
		{"help repotr", `did you mean "report"?`},
		{"compose -temprature 1", "did you mean -temperature?"},
		{"compare --keeep a", "did you mean -keep?"},
		{"-conf x.toml", "did you mean -config?"},
		{"xylophone", "there are compare, completion, compose,"},
		{"compose -xylophone", "not defined: -xylophone (-h has the manual)"},
	} {
		if code, _, stderr := program(t, 0, strings.Fields(test.args)...); code != exit.Usage || !strings.Contains(stderr, test.want) {
			t.Errorf("%s: exit code %d, %s; want %q", test.args, code, stderr, test.want)
		}
	}
}

func TestRunWithoutFlag(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run)
	for _, test := range []struct{ command, more string }{{"compose", "-out " + filepath.Join(dir, "music")}, {"evaluate", "-bootstrap 0"}, {"export", "-out " + filepath.Join(dir, "copy")}} {
		more := strings.Fields(test.more)
		succeed(t, append([]string{test.command, run}, more...)...)
		for _, args := range [][]string{{test.command}, {test.command, "-run", run, "other"}, {test.command, run, "other"}} {
			if code, _, stderr := program(t, 0, append(args, more...)...); code != exit.Usage {
				t.Errorf("%v: exit code %d, %s", args, code, stderr)
			}
		}
	}
}

func TestDryRun(t *testing.T) {
	config, dir := Folder(t)
	t.Chdir(dir)
	before, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := succeed(t, "-config", config, "-set", "train.epochs=7", "-dry-run")
	if after, err := os.ReadDir(dir); err != nil || len(after) != len(before) {
		t.Errorf("a dry run created files: %v, %v", after, err)
	}
	for _, want := range []string{"epochs = 7", "learning_rate = 0.01", "# parameters: ", "# memory for training: about ", "# music: "} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is missing in:\n%s", want, shown)
		}
	}
	for _, want := range []string{"epochs = 7 # -set\n", "learning_rate = 0.01 # " + config + ":", "# time of an epoch: about ", " update, measured here in "} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is missing in:\n%s", want, shown)
		}
	}
	Write(t, "shown.toml", shown)
	comments := regexp.MustCompile(`(?m) *#.*$`)
	if again, _ := succeed(t, "-config", "shown.toml", "-dry-run"); comments.ReplaceAllString(again, "") != comments.ReplaceAllString(shown, "") {
		t.Errorf("the output is not a config of the same run:\n%s", again)
	}
	for _, args := range [][]string{{"-seeds", "2"}, {"-notify", "true"}} {
		if code, _, stderr := program(t, 0, append([]string{"-config", config, "-dry-run"}, args...)...); code != exit.Usage || !strings.Contains(stderr, args[0]) {
			t.Errorf("%v and -dry-run: exit code %d, %s", args, code, stderr)
		}
	}
	if code, _, stderr := program(t, 0, "-config", config, "-set", "train.init_from=nowhere", "-dry-run"); code != exit.Failed || !strings.Contains(stderr, "train.init_from: ") {
		t.Errorf("a missing run to start from: exit code %d, %s", code, stderr)
	}
	if code, _, stderr := program(t, 0, "-config", config, "-set", "data.midi=nowhere", "-dry-run"); code != exit.Failed || !strings.Contains(stderr, "nowhere") {
		t.Errorf("a missing folder: exit code %d, %s", code, stderr)
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
