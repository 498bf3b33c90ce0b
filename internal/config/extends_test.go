package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"workbench/internal/config"
)

// writeAll writes config files into the working directory, which is a new one.
func writeAll(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestExtends(t *testing.T) {
	writeAll(t, map[string]string{
		"sets/top.toml":    "extends = \"../base/middle.toml\"\n[train]\nepochs = 3\n",
		"base/middle.toml": "name = \"middle\"\nextends = 'root.toml'\n[train]\nepochs = 2\nbatch = 7\n",
		"base/root.toml":   "seed = 5\n[train]\nepochs = 1\nbatch = 1\nsegment = 9\n",
	})
	c, err := config.Load("sets/top.toml", []string{"train.segment=10"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "top" || c.Seed != 5 || c.Train.Epochs != 3 || c.Train.Batch != 7 || c.Train.Segment != 10 {
		t.Errorf("%s, seed %d, %+v", c.Name, c.Seed, c.Train)
	}
	if strings.Contains(c.TOML(), "extends") {
		t.Error("the written config extends another")
	}
	text, err := config.ReadText("sets/top.toml")
	if err != nil {
		t.Fatal(err)
	}
	explained, err := config.Explain("sets/top.toml", text, []string{"train.segment=10"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"seed = 5 # base/root.toml:1:8\n", "epochs = 3 # sets/top.toml:3:10\n", "batch = 7 # base/middle.toml:5:9\n", "segment = 10 # -set\n", "keep = 5\n"} {
		if !strings.Contains(explained, want) {
			t.Errorf("%q is missing in:\n%s", want, explained)
		}
	}
	flat, err := config.Flatten("sets/top.toml", text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := config.Parse("elsewhere.toml", flat, nil)
	if err != nil || again.Train.Batch != 7 || again.Name != "top" {
		t.Errorf("flattened: %v, %+v", err, again)
	}
	if same, err := config.Flatten("x.toml", []byte("seed = 3 # mine\n")); err != nil || string(same) != "seed = 3 # mine\n" {
		t.Errorf("a config that extends nothing: %q, %v", same, err)
	}
}

func TestExtendsProblems(t *testing.T) {
	writeAll(t, map[string]string{
		"a.toml":      "extends = \"b.toml\"\n",
		"b.toml":      "seed = 1\nextends = \"./a.toml\"\n",
		"self.toml":   "extends = \"self.toml\"\n",
		"lost.toml":   "\n  extends = \"nowhere.toml\"\n",
		"number.toml": "extends = 3\n",
		"wrong.toml":  "extends = \"bad.toml\"\n",
		"bad.toml":    "[train]\nepohcs = 3\nbatch = 0\n",
		"broken.toml": "extends = \"syntax.toml\"\n",
		"syntax.toml": "[train\n",
	})
	for file, want := range map[string]string{
		"a.toml":      `b.toml:2:11: extends = "./a.toml": the configs extend each other: a.toml → b.toml → a.toml`,
		"self.toml":   `self.toml:1:11: extends = "self.toml": the configs extend each other: self.toml → self.toml`,
		"lost.toml":   `lost.toml:2:13: extends = "nowhere.toml": nowhere.toml: no such file or directory`,
		"number.toml": `number.toml:1:11: extends = 3: must be a config file in quotes, such as "base.toml"`,
		"wrong.toml":  "bad.toml:2:1: train.epohcs = 3: no such key; did you mean \"train.epochs\"?\nbad.toml:3:9: train.batch = 0: must be a whole number from 1 to 1000000",
		"broken.toml": "syntax.toml:1:7: not TOML",
	} {
		_, err := config.Load(file, nil)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", file, err, want)
		}
	}
}

// Keys of a base that the kind of the file does not use are left out, as with -set model.kind.
func TestExtendsWithAnotherKind(t *testing.T) {
	writeAll(t, map[string]string{
		"base.toml": "[optimizer]\nname = \"adam\"\n",
		"file.toml": "extends = \"base.toml\"\n[model]\nkind = \"marginal\"\n",
	})
	c, err := config.Load("file.toml", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `base.toml:2:1: optimizer.name = "adam": left out, because model.kind = "marginal" does not use it`
	if len(c.Notes) != 1 || c.Notes[0] != want {
		t.Errorf("notes %q, want %q", c.Notes, want)
	}
}

// What an earlier version wrote is comparable with what this one writes.
func TestCurrent(t *testing.T) {
	c, err := config.Parse("x.toml", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	current := func(text string) map[string]any {
		values, err := config.Current("x.toml", text)
		if err != nil {
			t.Fatal(err)
		}
		return values
	}
	now := strings.ReplaceAll(c.TOML(), "primer_steps = 1\n", "primer_steps = 7\n")
	before := "# Every key with its value in this run.\nname = \"x\"\n[compose]\ngiven = 7\n[model]\nbatch_norm = true\n"
	if got, want := current(before), current(now); !reflect.DeepEqual(got, want) || got["compose.primer_steps"] != int64(7) {
		t.Errorf("the earlier config reads\n%#v, want\n%#v", got, want)
	}
	if got := current("[a]\nb = [1]\n"); !reflect.DeepEqual(got, map[string]any{"a.b": []any{int64(1)}}) {
		t.Errorf("a config of today reads %#v", got)
	}
}
