package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"workbench/features"
	"workbench/internal/config"
	_ "workbench/internal/model" // registers the kinds
)

// load writes text to the file x.toml and loads it from there; messages name it x.toml.
func load(t *testing.T, text string, overrides ...string) (*config.Config, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("x.toml", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return config.Load("x.toml", overrides)
}

// problems are the lines in which loading text complains.
func problems(t *testing.T, text string, overrides ...string) []string {
	t.Helper()
	c, err := load(t, text, overrides...)
	if err == nil {
		t.Errorf("%q %q: no error, but %+v", text, overrides, c)
		return nil
	}
	var wrong *config.Error
	if !errors.As(err, &wrong) {
		t.Fatalf("%q: error of type %T, want *config.ConfigError", text, err)
	}
	return strings.Split(err.Error(), "\n")
}

func TestConfigDefaults(t *testing.T) {
	got, err := load(t, "")
	if err != nil {
		t.Fatal(err)
	}
	want := config.Default()
	want.Name = "x"
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("an empty file gives\n%+v, want\n%+v", *got, want)
	}
}

func TestConfigTakesValues(t *testing.T) {
	got, err := load(t, `
		name = "tiny"
		seed = 7
		model = {time_layers = [20], note_layers = [
			10, # one to a line
			5,
		]}
		data.transpose = [-5, 0, 5]
		[compose]
		temperature = 2
		metre = "6/8"
		[optimizer]
		epsilon = 1e-5
	`)
	if err != nil {
		t.Fatal(err)
	}
	want := config.Default()
	want.Name, want.Seed = "tiny", 7
	want.Model.TimeLayers, want.Model.NoteLayers = []int{20}, []int{10, 5}
	want.Data.Transpose = []int{-5, 0, 5}
	want.Compose.Temperature, want.Compose.Metre = 2, "6/8"
	want.Optimizer.Epsilon = 1e-5
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("got\n%+v, want\n%+v", *got, want)
	}
}

// The learning rates, rho and epsilon of each method, when the file is silent and when it is not.
func TestConfigOptimizerDefaults(t *testing.T) {
	tests := []struct {
		text               string
		rate, rho, epsilon float64
	}{
		{`optimizer.name = "adadelta"`, 1, 0.95, 1e-6},
		{`optimizer.name = "rmsprop"`, 0.001, 0.9, 1e-6},
		{`optimizer.name = "adam"`, 0.001, 0.95, 1e-8},
		{"[optimizer]\nname = \"adam\"\nlearning_rate = 1\nepsilon = 1e-6", 1, 0.95, 1e-6},
		{"[optimizer]\nname = \"rmsprop\"\nrho = 0.95", 0.001, 0.95, 1e-6},
	}
	for _, test := range tests {
		c, err := load(t, test.text)
		if err != nil {
			t.Fatal(err)
		}
		if o := c.Optimizer; o.LearningRate != test.rate || o.Rho != test.rho || o.Epsilon != test.epsilon {
			t.Errorf("%q gives learning rate %v, rho %v, epsilon %v; want %v, %v, %v",
				test.text, o.LearningRate, o.Rho, o.Epsilon, test.rate, test.rho, test.epsilon)
		}
	}
}

func TestConfigNameFromFile(t *testing.T) {
	t.Chdir(t.TempDir())
	for file, want := range map[string]string{
		"waltz.toml":  "waltz",
		"my waltz":    "my waltz",
		".toml":       "experiment",
		".hidden.cfg": "experiment", // a name does not start with a dot
	} {
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(file, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.Name != want {
			t.Errorf("file %q gives name %q, want %q", file, c.Name, want)
		}
	}
}

func TestConfigMistakes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "[train]\nepohcs = 5",
			`x.toml:2:1: train.epohcs = 5: no such key; did you mean "train.epochs"?`},
		{"unknown key far from all", "[train]\nxyzzy = 5",
			`x.toml:2:1: train.xyzzy = 5: no such key; [train] has epochs, updates_per_epoch, batch, segment, input_noise, checkpoint_every, sample_every, validate_every, patience, ema_decay, init_from, reinit, keep, precision, tensorboard`},
		{"key outside its section", "epochs = 5",
			`x.toml:1:1: epochs = 5: no such key; did you mean "train.epochs"?`},
		{"unknown section", "seed = 1\n[optimiser]\nrho = 0.9",
			`x.toml:2:1: optimiser: no such section; did you mean [optimizer]?`},
		{"section within a section", "[train.fast]\nepochs = 1",
			`x.toml:1:1: train.fast: no such key; [train] has epochs,`},
		{"capital letter", "[train]\n  Epochs = 5",
			`x.toml:2:3: train.Epochs = 5: names are in lower case; did you mean "train.epochs"?`},
		{"capital section", "[Train]\nepochs = 5",
			`x.toml:1:1: Train: names are in lower case; did you mean "train"?`},
		{"section as a value", "train = 5",
			`x.toml:1:1: train = 5: a section; set one of its keys, such as train.epochs`},
		{"section twice as array", "[[train]]\nepochs = 5",
			`x.toml:1:1: train: a section; set one of its keys, such as train.epochs`},
		{"section as a value after a key", "train.epochs = 5\ntrain = 2",
			`x.toml:1:1: train = 2: a section; set one of its keys, such as train.epochs`},
		{"byte order mark", "\ufefftrain = 5", `x.toml:1:1: train = 5: a section`},
		{"quoted key with a dot", `"train.epochs" = 5`,
			`x.toml:1:1: "train.epochs" = 5: no such key`},
		{"text for a whole number", "[train]\nepochs = \"many\"",
			`x.toml:2:10: train.epochs = "many": must be a whole number from 1 to 1000000000`},
		{"number for a whole number", "[train]\nepochs = 5.0",
			`x.toml:2:10: train.epochs = 5.0: must be a whole number from 1 to 1000000000`},
		{"number for text", "[optimizer]\nname = 5",
			`x.toml:2:8: optimizer.name = 5: must be "adadelta", "rmsprop" or "adam"`},
		{"date for text", "name = 2016-12-10",
			`x.toml:1:8: name = 2016-12-10: must be text in quotes`},
		{"section for a key", "[data.midi]\nfolder = \"x\"",
			`x.toml:1:1: data.midi: must be a folder in quotes`},
		{"negative count", "[train]\nepochs = -4",
			`x.toml:2:10: train.epochs = -4: must be a whole number from 1 to 1000000000`},
		{"not a number", "[optimizer]\nrho = nan",
			`x.toml:2:7: optimizer.rho = nan: must be a number from 0 to below 1`},
		{"infinite", "[optimizer]\nlearning_rate = inf",
			`x.toml:2:17: optimizer.learning_rate = inf: must be a number above 0`},
		{"infinite clip", "optimizer.clip_norm = +inf",
			`x.toml:1:23: optimizer.clip_norm = +inf: must be a number of at least 0`},
		{"share of all", "data.validation = 1",
			`x.toml:1:19: data.validation = 1: must be a number from 0 to below 1`},
		{"empty list", "[model]\ntime_layers = []",
			`x.toml:2:15: model.time_layers = []: must be a list of sizes from 1 to 4096`},
		{"layer of nothing", "[model]\nnote_layers = [\n  100,\n  0,\n]",
			`x.toml:2:15: model.note_layers = [ …: must be a list of sizes from 1 to 4096`},
		{"layer of text", `model.note_layers = [100, "50"]`,
			`x.toml:1:21: model.note_layers = [100, "50"]: must be a list of sizes`},
		{"group twice", `features.groups = ["beat", "beat"]`,
			`x.toml:1:19: features.groups = ["beat", "beat"]: must be a list of different names out of "position", "pitch-class"`},
		{"unknown group", `features.groups = ["beats"]`,
			`x.toml:1:19: features.groups = ["beats"]: must be a list of different names`},
		{"transposition twice", `data.transpose = [0, 0]`, `x.toml:1:18: data.transpose = [0, 0]: must be a list of different`},
		{"transposition too far", `data.transpose = [13]`, `x.toml:1:18: data.transpose = [13]: must be a list of different`},
		{"unknown kind", `model.kind = "transformer"`, `x.toml:1:14: model.kind = "transformer": must be "biaxial"`},
		{"metre", `compose.metre = "3/5"`, `x.toml:1:17: compose.metre = "3/5": must be "auto" or a metre such as "3/4"`},
		{"metre without unit", `compose.metre = "3"`, `x.toml:1:17: compose.metre = "3": must be "auto" or`},
		{"velocity", "compose.velocity = 128", `x.toml:1:20: compose.velocity = 128: must be a whole number from 1 to 127`},
		{"name with a folder", `name = "a/b"`, `x.toml:1:8: name = "a/b": must be text in quotes that can name a folder`},
		{"two corpora", "[data]\nmidi = \"m\"\nframes = \"f\"",
			`x.toml:3:10: data.frames = "f": not together with data.midi = "m"`},
		{"absurd batch", "[train]\nbatch = 10000",
			`x.toml:2:9: train.batch = 10000: train.batch × train.segment = 10000 × 128 must be at most 1000000 time steps`},
		{"after a wide character", "compose = {primer = \"ä\", tempo = 0}",
			`x.toml:1:21: compose.primer = "ä": must be "random", "silence" or "starter"`},
		{"open bracket", "name = \"x\"\n[train\nepochs = 3", `x.toml:2:7: not TOML: `},
		{"broken character", "seed = 1\n\xff = 2", `x.toml:2:1: not TOML: `},
		{"key twice", "[train]\nbatch = 1\nbatch = 2", `x.toml:3:1: not TOML: `},
		{"quotes forgotten", "name = tiny", `x.toml:1:8: not TOML: `},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := problems(t, test.text); len(got) == 0 || !strings.HasPrefix(got[0], test.want) {
				t.Errorf("%q gives\n%s\nwant\n%s", test.text, strings.Join(got, "\n"), test.want)
			}
		})
	}
}

func TestConfigReportsAllMistakesInOrder(t *testing.T) {
	got := problems(t, "[train]\nbatch = 0\nepohcs = 1\n[data]\nvalidation = 2", "train.keep=-1")
	want := []string{
		"x.toml:2:9: train.batch = 0: must be a whole number from 1 to 1000000",
		`x.toml:3:1: train.epohcs = 1: no such key; did you mean "train.epochs"?`,
		"x.toml:5:14: data.validation = 2: must be a number from 0 to below 1",
		"-set train.keep=-1: must be a whole number from 0 to 1000000000",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestConfigReportsTenMistakesAtMost(t *testing.T) {
	got := problems(t, strings.Join([]string{"a=1", "b=1", "c=1", "d=1", "e=1", "f=1", "g=1", "h=1", "i=1", "j=1", "k=1", "l=1"}, "\n"))
	if len(got) != 11 || got[10] != "and 2 more" {
		t.Errorf("%d lines, the last %q; want 11 and %q", len(got), got[len(got)-1], "and 2 more")
	}
}

func TestConfigMissingFile(t *testing.T) {
	_, err := config.Load(filepath.Join("configs", "nowhere.toml"), nil)
	var wrong *config.Error
	if !errors.As(err, &wrong) || err.Error() != "configs/nowhere.toml: no such file or directory" {
		t.Errorf("error %v of type %T", err, err)
	}
}

// What a run writes down reads back as the same config, strange folder names included.
func TestConfigRoundTrip(t *testing.T) {
	c := config.Default()
	c.Name, c.Seed = "round trip", 1<<53+1
	c.Data.MIDI = "a \"quoted\"\\folder\nwith ä\x01"
	c.Data.Transpose = []int{-12, 12}
	c.Features.Groups = []string{"window", "context"}
	c.Optimizer = config.Optimizer{"adam", 0.1 + 0.2, 0, 1e-30, 0.5, 0, 0.75, 0, 0.01, config.ScheduleCosine, 3}
	c.Compose.Metre, c.Compose.Tempo = "7/8", 91.7
	got, err := load(t, c.TOML())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*got, c) {
		t.Errorf("got\n%+v, want\n%+v, from\n%s", *got, c, c.TOML())
	}
}

// Every key of every kind has a rule: a value of the wrong type is refused by name.
func TestConfigEveryKeyHasARule(t *testing.T) {
	for _, kind := range config.KindNames() {
		c, err := load(t, fmt.Sprintf("model.kind = %q", kind))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range config.KeysOf(c).Paths {
			text := fmt.Sprintf("model.kind = %q\n%s = 1979-05-27", kind, path)
			if path == "model.kind" {
				text = path + " = 1979-05-27"
			}
			if got := problems(t, text); len(got) != 1 || !strings.Contains(got[0], "must be ") {
				t.Errorf("%s gives %q", text, got)
			}
		}
	}
}

func TestConfigOfAnotherKind(t *testing.T) {
	tests := []struct {
		text      string
		overrides []string
		want      string
	}{
		{"sequence.embedding = 64", nil,
			`x.toml:1:1: sequence.embedding = 64: model.kind = "biaxial" does not use this key; it is for model.kind = "pianoroll", "tokens", "performance" or "melody-harmony"`},
		{"model.kind = \"tokens\"\nmodel.note_layers = [5]", nil,
			`x.toml:2:1: model.note_layers = [5]: model.kind = "tokens" does not use this key; it is for model.kind = "biaxial"`},
		{"model.kind = \"marginal\"\n[optimizer]\nname = \"adam\"", nil, `x.toml:3:1: optimizer.name = "adam": model.kind = "marginal" does not use this key; it is for`},
		{"[lookback]\nsteps = [4]", nil,
			`x.toml:2:1: lookback.steps = [4]: model.kind = "biaxial" does not use this key; it is for a config with "lookback" among features.groups`},
		{"", []string{"model.kind=markov", "model.dropout=0.5"}, `-set model.dropout=0.5: model.kind = "markov" does not use this key; it is for`},
		{"model.voices = \"top\"", nil, `x.toml:1:1: model.voices = "top": is now called pianoroll.voices`},
		{"train.average = 0.9", nil, `x.toml:1:1: train.average = 0.9: is now called train.ema_decay`},
		{`features.groups = ["echo"]`, nil, `x.toml:1:19: features.groups = ["echo"]: must be a list of different names out of`},
		{"model.kind = \"tokens\"\ndata.frames = \"f.json\"", nil, `x.toml:2:15: data.frames = "f.json": model.kind = "tokens" reads notes, and frames have none`},
		{"model.kind = \"performance\"\nperformance.density = 5", nil, `x.toml:2:23: performance.density = 5: only a model with "density" among its performance.controls`},
	}
	for _, test := range tests {
		if got := problems(t, test.text, test.overrides...); len(got) == 0 || !strings.HasPrefix(got[0], test.want) {
			t.Errorf("%q %q gives\n%s\nwant\n%s", test.text, test.overrides, strings.Join(got, "\n"), test.want)
		}
	}
}

// Where -set chooses another kind, what only the file's kind uses is left out, and said.
func TestConfigKindOverridden(t *testing.T) {
	c, err := load(t, "train.epochs = 3\n[model]\ntime_layers = [5]\n", "model.kind=markov")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`x.toml:3:1: model.time_layers = [5]: left out, because model.kind = "markov" does not use it`}
	if c.Train.Epochs != 3 || !slices.Equal(c.Notes, want) {
		t.Errorf("epochs %d, notes %q", c.Train.Epochs, c.Notes)
	}
}

// The config.toml of a run that an earlier version made has all keys under their earlier names, whether its
// kind used them or not.
func TestConfigOfAnEarlierVersion(t *testing.T) {
	c, err := load(t, "# Every key with its value in this run.\n[features]\ngroups = [\"position\", \"echo\"]\nlags = [8, 16]\nbelow = [\"count\"]\n"+
		"[model]\nkind = \"biaxial\"\nvoices = \"top\"\n[train]\naverage = 0.9\n[compose]\nstart = \"silence\"\n")
	if err != nil {
		t.Fatal(err)
	}
	steps := config.Section[features.LookbackOptions](c, "lookback").Steps
	if !slices.Equal(c.Features.Groups, []string{"position", "lookback"}) || !slices.Equal(steps, []int{8, 16}) ||
		!slices.Equal(c.Features.LowerNotes, []string{"count"}) || c.Train.EMADecay != 0.9 || c.Compose.Primer != config.PrimerSilence {
		t.Errorf("read as %+v, lookback %v", c, steps)
	}
}

// A run's config.toml holds the keys that its kind uses, and no others.
func TestConfigHoldsUsedKeys(t *testing.T) {
	for kind, keys := range map[string][]string{"biaxial": {"note_layers = "}, "pianoroll": {"embedding = ", "voices = "}, "marginal": nil} {
		c, err := load(t, fmt.Sprintf("model.kind = %q", kind))
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"note_layers = ", "embedding = ", "voices = ", "dynamics = "} {
			if got := strings.Contains(c.TOML(), "\n"+key); got != slices.Contains(keys, key) {
				t.Errorf("%s: has %q: %v", kind, key, got)
			}
		}
	}
}
