package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/toy"
)

// default.toml holds every key, in the order in which a run writes them down, with its default and a comment.
func TestDefaultFile(t *testing.T) {
	const path = "../configs/default.toml"
	c, err := config.Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := config.Default()
	want.Name = "default"
	if !reflect.DeepEqual(*c, want) {
		t.Errorf("%s gives\n%+v, want\n%+v", path, *c, want)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := keysInOrder(string(text)), keysInOrder(want.TOML()); !slices.Equal(got, want) {
		t.Errorf("%s holds the keys\n%v, want\n%v", path, got, want)
	}
	checkCommentedSections(t, string(text))
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, " = ") && !strings.Contains(line, "#") {
			t.Errorf("%s: no comment in %q", path, line)
		}
	}
}

// checkCommentedSections wants the sections of single kinds and feature groups in comments, each with all its
// keys and their defaults.
func checkCommentedSections(t *testing.T, text string) {
	t.Helper()
	commented := map[string]string{} // by section
	section := ""
	for line := range strings.Lines(text) {
		line, ok := strings.CutPrefix(line, "# ")
		if ok && strings.HasPrefix(line, "[") {
			section = strings.Trim(strings.TrimSpace(line), "[]")
		} else if ok && section != "" && strings.Contains(line, " = ") {
			commented[section] += line
		}
	}
	for _, kind := range config.KindNames() {
		if kind == toy.Kind.Name { // of the tests alone
			continue
		}
		base := fmt.Sprintf("features.groups = %q\n", slices.DeleteFunc(features.GroupNames(), func(name string) bool { return name == toy.Group.Name }))
		base = strings.ReplaceAll(base, "\" \"", "\", \"")
		if kind != "biaxial" {
			base = fmt.Sprintf("model.kind = %q\n", kind)
		}
		plain := parseConfig(t, base)
		for name, keys := range commented {
			if !strings.Contains(plain.TOML(), "["+name+"]\n") {
				continue
			}
			if got := parseConfig(t, base+"["+name+"]\n"+keys); got.TOML() != plain.TOML() {
				t.Errorf("%s: [%s] of default.toml is not the default:\n%s\nwant\n%s", kind, name, got.TOML(), plain.TOML())
			}
			if _, own, _ := strings.Cut(plain.TOML(), "["+name+"]\n"); strings.Count(keys, "\n") != strings.Count(strings.Split(own, "\n\n")[0], "=") {
				t.Errorf("[%s] of default.toml holds\n%s\nwant the keys of\n%s", name, keys, own)
			}
		}
		for _, line := range strings.Split(plain.TOML(), "\n") {
			if name := strings.Trim(line, "[]"); strings.HasPrefix(line, "[") && commented[name] == "" && !strings.Contains(text, "\n["+name+"]\n") {
				t.Errorf("default.toml lacks [%s]", name)
			}
		}
	}
}

func parseConfig(t *testing.T, text string) *config.Config {
	t.Helper()
	c, err := config.Parse("x.toml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// keysInOrder lists section headers and keys as they follow each other.
func keysInOrder(text string) []string {
	var keys []string
	for line := range strings.Lines(text) {
		if key, _, ok := strings.Cut(line, " = "); ok && !strings.HasPrefix(line, "#") {
			keys = append(keys, strings.TrimSpace(key))
		} else if strings.HasPrefix(line, "[") {
			keys = append(keys, strings.TrimSpace(line))
		}
	}
	return keys
}

// Each file loads, is named after itself, and says in its header how to run it.
func TestConfigFiles(t *testing.T) {
	files, err := filepath.Glob("../configs/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no config files: %v", err)
	}
	for _, file := range files {
		c, err := config.Load(file, nil)
		if err != nil {
			t.Error(err)
			continue
		}
		base := filepath.Base(file)
		if c.Name+".toml" != base {
			t.Errorf("%s: named %q", file, c.Name)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if command := "go run ./experiments -config configs/" + base; !strings.Contains(string(text), command) {
			t.Errorf("%s: the header lacks %q", file, command)
		}
	}
}

// The networks of the Deep Jammer report, Table 1, and the settings that they share.
func TestDeepJammerFiles(t *testing.T) {
	tests := []struct {
		file       string
		time, note []int
		dropout    float64
	}{
		{"deep-jammer", []int{300, 300}, []int{100, 50}, 0},
		{"deep-jammer-medium", []int{150, 150}, []int{50, 25}, 0},
		{"deep-jammer-small", []int{75, 75}, []int{25, 13}, 0},
		{"deep-jammer-dropout", []int{300, 300}, []int{100, 50}, 0.5},
	}
	for _, test := range tests {
		c, err := config.Load("../configs/"+test.file+".toml", nil)
		if err != nil {
			t.Fatal(err)
		}
		model := config.Default().Model
		model.TimeLayers, model.NoteLayers, model.Dropout = test.time, test.note, test.dropout
		if !reflect.DeepEqual(c.Model, model) {
			t.Errorf("%s: model %+v, want %+v", test.file, c.Model, model)
		}
		if c.Optimizer.Name != "adadelta" || c.Optimizer.ClipNorm != 5 || c.Train.Epochs != 5000 || c.Train.Batch != 5 ||
			c.Train.CheckpointEvery != 100 || c.Train.SampleEvery != 100 {
			t.Errorf("%s: optimizer %+v, training %+v are not the report's", test.file, c.Optimizer, c.Train)
		}
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
