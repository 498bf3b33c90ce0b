package main

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"workbench/internal/exit"
)

// The group form and noise in the inputs go through training, resume with the same bits for any number of
// threads, and composing of a number of measures.
func TestFormAndInputNoise(t *testing.T) {
	config, dir := Folder(t)
	straight, stopped := filepath.Join(dir, "straight"), filepath.Join(dir, "stopped")
	with := []string{"-config", config, "-set", `features.groups=["position", "form"]`, "-set", "form.phrases=[2, 4]", "-set", "train.input_noise=0.1"}
	threads := runtime.GOMAXPROCS(1)
	succeed(t, append(with, "-run", straight)...)
	runtime.GOMAXPROCS(max(threads, 2))
	defer runtime.GOMAXPROCS(threads)
	program(t, 12, append(with, "-run", stopped)...)
	succeed(t, "-resume", stopped)
	if string(lastCheckpoint(t, straight)) != string(lastCheckpoint(t, stopped)) {
		t.Error("the resumed run has another last checkpoint than the straight one")
	}
	quiet := filepath.Join(dir, "quiet")
	succeed(t, append(with, "-run", quiet, "-set", "train.input_noise=0")...)
	if string(lastCheckpoint(t, straight)) == string(lastCheckpoint(t, quiet)) {
		t.Error("noise changes nothing")
	}
	prompt := filepath.Join(dir, "prompt.abc") // a pickup of an eighth and two bars
	Write(t, prompt, "X:1\nM:6/8\nL:1/8\nK:G\nD|GAB AGF|GAB d3|\n")
	compose := []string{"compose", "-run", straight, "-measures"}
	for name, args := range map[string][]string{
		"60 steps": {"5", "-set", "compose.metre=3/4"},
		"74 steps": {"6", "-prompt", prompt},
	} {
		if _, stderr := succeed(t, append(compose, append(args, "-out", filepath.Join(dir, name))...)...); !strings.Contains(stderr, " "+name) {
			t.Errorf("-measures %v: not %s: %s", args, name, stderr)
		}
	}
	for message, args := range map[string][]string{
		"number of measures":        {"9-12"},
		"leave one out":             {"9", "-steps", "9"},
		"nothing would be composed": {"2", "-prompt", prompt},
	} {
		if code, _, stderr := program(t, 0, append(compose, args...)...); code != exit.Usage || !strings.Contains(stderr, message) {
			t.Errorf("-measures %v: exit code %d, %s", args, code, stderr)
		}
	}
}
