package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// completedProgram is the path of a program named experiments that answers as this test binary does; see
// TestMain.
func completedProgram(t *testing.T) (dir string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	Write(t, filepath.Join(dir, "experiments"), fmt.Sprintf("#!/bin/sh\nexec '%s' \"$@\"\n", self))
	if err := os.Chmod(filepath.Join(dir, "experiments"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// completionCases are command lines and one of their completions, or "!" and one that there must not be.
var completionCases = []struct{ line, want string }{
	{"experiments comp", "compose"},
	{"experiments comp", "!corpus"},
	{"experiments compose -temp", "-temperature"},
	{"experiments -con", "-config"},
	{"experiments -config x.toml -set model.ki", "model.kind="},
	{"experiments -config x.toml -set model.kind=mark", "markov"},
	{"experiments -config x.toml -set train.tensorboard=", "true"},
	{"experiments compose -set compose.tem", "compose.tempo="},
	{"experiments compose -set train.ep", "!train.epochs="},
	{"experiments list -status int", "interrupted"},
	{"experiments compare runs/f", "runs/first"},
	{"experiments compose -run ", "runs/first"},
	{"experiments roll son", "song.mid"},
	{"experiments help rep", "report"},
	{"experiments roll x -theme p", "print"},
}

// TestCompletion asks the shells themselves what their Tab key would offer.
func TestCompletion(t *testing.T) {
	bin := completedProgram(t)
	dir := t.TempDir()
	Write(t, filepath.Join(dir, "song.mid"), "")
	if err := os.MkdirAll(filepath.Join(dir, "runs", "first"), 0o777); err != nil {
		t.Fatal(err)
	}
	Write(t, filepath.Join(dir, "runs", "first", "run.json"), "{}")
	for _, shell := range []struct{ name, file, script string }{
		{"bash", "bash", `source <(experiments completion bash); COMP_LINE=$1; COMP_POINT=${#1}; read -ra COMP_WORDS <<<"$1"; COMP_CWORD=1
compopt() { :; }; _experiments; printf '%s\n' "${COMPREPLY[@]}"`},
		{"zsh", "zsh", `compdef() { :; }; source <(experiments completion zsh)
compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- "$@"; }
words=(${(s: :)1}); [[ $1 == *' ' ]] && words+=(''); CURRENT=${#words}; _experiments`},
		{"fish", "fish", `experiments completion fish | source; complete -C $argv[1] | string replace -r '\t.*' ''`},
	} {
		t.Run(shell.name, func(t *testing.T) {
			path, err := exec.LookPath(shell.file)
			if err != nil {
				t.Skipf("%s is not installed", shell.name)
			}
			cases := completionCases
			if shell.name != "bash" && testing.Short() {
				cases = cases[:4]
			}
			for _, test := range cases {
				args := []string{"-c", shell.script, shell.name, test.line}
				if shell.name == "fish" {
					args = []string{"--no-config", "-c", shell.script, test.line}
				}
				command := exec.Command(path, args...)
				command.Dir = dir
				command.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), asProgram+"=1", "HOME="+dir)
				out, err := command.CombinedOutput()
				got := strings.Split(strings.TrimSpace(string(out)), "\n")
				for i := range got { // fish repeats the part before =
					got[i] = got[i][strings.LastIndexByte(strings.TrimSuffix(got[i], "="), '=')+1:]
				}
				if want, absent := strings.CutPrefix(test.want, "!"); slices.Contains(got, want) == absent {
					t.Errorf("%q: %q (%v), want %s", test.line, got, err, test.want)
				}
			}
		})
	}
}

// Every flag of every command can be completed.
func TestCompletionKnowsTheFlags(t *testing.T) {
	p := completed()
	for _, c := range p.Commands {
		if c.Flags == nil && c.Name != "help" && c.Name != "version" {
			t.Errorf("%s: no flags", c.Name)
		}
	}
	if p.Training.Flags.Lookup("resume") == nil {
		t.Error("training lacks -resume")
	}
}
