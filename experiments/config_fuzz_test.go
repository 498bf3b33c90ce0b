package main

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/model"
)

// FuzzConfig loads any text with any override: there is either a config within its limits, which reads back
// the same, or errors that name their place.
func FuzzConfig(f *testing.F) {
	for _, file := range []string{"default", "quickstart", "deep-jammer-dropout"} {
		text, err := os.ReadFile(filepath.Join("..", "configs", file+".toml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), "train.epochs=3")
	}
	for _, text := range []string{"", "[train]\nepochs = 1e9", "train = {batch = -1}", "[[train]]", "a.b.c.d = 1", "\"\" = 1", "x = [[[[[[", "seed = 99999999999999999999",
		"compose.temperature = nan", "[model]\ntime_layers = [" + "9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]", "# \u0000", "\ufeffname = 'x'"} {
		f.Add(text, "optimizer.learning_rate=1e30")
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text, override string) {
		path := filepath.Join(dir, "x.toml")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(path, []string{override})
		if err != nil {
			var wrong *config.Error
			if !errors.As(err, &wrong) || len(wrong.Problems) == 0 {
				t.Fatalf("error %v of type %T", err, err)
			}
			return
		}
		if needed := float64(model.TrainingMemory(c, c.Train.Segment)); !(needed > 0) || math.IsInf(needed, 0) {
			t.Fatalf("memory %v for %+v", needed, c)
		}
		if err := os.WriteFile(path, []byte(c.TOML()), 0o666); err != nil {
			t.Fatal(err)
		}
		again, err := config.Load(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		c.Notes = nil // of the file, which has no such lines again
		if !reflect.DeepEqual(again, c) {
			t.Errorf("written\n%+v\nread\n%+v", c, again)
		}
	})
}

// TestConfigLimits wants every number refused beyond its limits, with a message that names its key, and
// nothing made.
func TestConfigLimits(t *testing.T) {
	t.Chdir(t.TempDir())
	Write(t, "x.toml", "")
	defaults := config.Default()
	keys := config.KeysOf(&defaults)
	for _, key := range keys.Paths {
		values := []string{"-1", "-9223372036854775808", "nan", "inf", "-inf", "99999999999999999999", "1e400", `"x"`, "[]", "[[1]]", "{}"}
		switch keys.Targets[key].(type) {
		case *string, *[]string, *bool:
			continue
		case *[]float64:
			values = append(values, "[nan]", "[-1]", "[1, 1e30]", "[1, 1]", "9")
		case *[]int:
			values = append(values, "[nan]", "[1.5]", "[4097]", "[-4097]", "[1, 1e30]", "9")
		case *int:
			values = append(values, "1e30", "0.5", "true")
		}
		switch key {
		case "seed": // any
		case "optimizer.clip_norm":
			values = append(values, "1e39")
		default:
			values = append(values, "1e30", "9223372036854775807")
		}
		if key == "model.dense" || key == "compose.pitch_classes" { // may be empty
			values = slices.DeleteFunc(values, func(value string) bool { return value == "[]" })
		}
		for _, value := range values {
			code, _, stderr := program(t, 0, "-config", "x.toml", "-set", key+"="+value)
			if code != exit.Usage || !strings.Contains(stderr, "-set "+key+"="+value+": must be ") {
				t.Errorf("%s = %s: exit code %d, %s", key, value, code, stderr)
			}
		}
	}
	if _, err := os.Lstat("runs"); err == nil {
		t.Fatal("a run directory is there")
	}
}

// TestConfigProducts wants refused what is within its limits alone, and beyond all bounds together.
func TestConfigProducts(t *testing.T) {
	for _, set := range [][]string{
		{"train.batch=1000000", "train.segment=2"},
		{"train.updates_per_epoch=1000000", "train.batch=1000"},
		{"compose.count=1000", "compose.steps=200000"},
		{"compose.steps=200000"}, // and one step of the primer
		{"compose.steps=199000", "compose.primer_steps=1024"},
	} {
		path := filepath.Join(t.TempDir(), "x.toml")
		Write(t, path, "")
		if c, err := config.Load(path, set); err == nil {
			t.Errorf("%q: no error, but %+v", set, c)
		}
	}
}

// What takes the decoder minutes is refused at once.
func TestConfigNestedTooDeeply(t *testing.T) {
	for name, text := range map[string]string{
		"tables in tables": "x = " + strings.Repeat("{a = ", 10_000),
		"a dotted key":     "x" + strings.Repeat(".a", 15_000) + " = 1",
		"a dotted section": "[x" + strings.Repeat(".a", 15_000) + "]",
		"a large file":     strings.Repeat("# nothing\n", 10_000),
	} {
		path := filepath.Join(t.TempDir(), "x.toml")
		Write(t, path, text)
		began := time.Now()
		_, err := config.Load(path, nil)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error %v", name, err)
		}
		if took := time.Since(began); took > 30*time.Second { // a hundredth of a second, against minutes
			t.Errorf("%s: %v", name, took)
		}
	}
}
