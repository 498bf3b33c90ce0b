package config_test

import (
	"reflect"
	"slices"
	"testing"
	"workbench/internal/config"
)

func TestOverrides(t *testing.T) {
	got, err := load(t, "[train]\nepochs = 9\nbatch = 3",
		"train.epochs=200", "optimizer.name = adam", `compose.primer="silence"`, "data.midi=/music/by Bach = J.S.",
		"model.time_layers=[75, 75]", "name=2016", "features.groups=['window']", "train.epochs=300", "compose.tempo = 90")
	if err != nil {
		t.Fatal(err)
	}
	want := config.Default()
	want.Name = "2016"
	want.Train.Epochs, want.Train.Batch = 300, 3
	want.Optimizer.Name, want.Optimizer.LearningRate, want.Optimizer.Epsilon = "adam", 0.001, 1e-8
	want.Compose.Primer, want.Compose.Tempo = "silence", 90
	want.Data.MIDI = "/music/by Bach = J.S."
	want.Model.TimeLayers = []int{75, 75}
	want.Features.Groups = []string{"window"}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("got\n%+v, want\n%+v", *got, want)
	}
}

func TestOverrideMistakes(t *testing.T) {
	tests := map[string]string{
		"train.epohcs=5":              `-set train.epohcs=5: no such key; did you mean "train.epochs"?`,
		"epochs=5":                    `-set epochs=5: no such key; did you mean "train.epochs"?`,
		"match.transpose=[3]":         `-set match.transpose=[3]: no such key; did you mean "match.transposed"?`,
		"optimiser.rho=0.9":           `-set optimiser.rho=0.9: no such key; did you mean "optimizer.rho"?`,
		"Train.epochs=5":              `-set Train.epochs=5: names are in lower case; did you mean "train.epochs"?`,
		"train=5":                     `-set train=5: a section; set one of its keys, such as train.epochs`,
		"train.epochs":                `-set train.epochs: must be KEY=VALUE, such as -set train.epochs=200`,
		"=5":                          `-set =5: must be KEY=VALUE, such as -set train.epochs=200`,
		"train.epochs=many":           `-set train.epochs=many: must be a whole number from 1 to 1000000000`,
		"train.epochs=":               `-set train.epochs=: must be a whole number from 1 to 1000000000`,
		"train.epochs=-4":             `-set train.epochs=-4: must be a whole number from 1 to 1000000000`,
		"train.epochs=5\ntrain.keep=": `-set train.epochs=5 …: must be a whole number from 1 to 1000000000`,
		"train.epochs=5\nseed = 3":    `-set train.epochs=5 …: must be a whole number from 1 to 1000000000`,
		"optimizer.rho=nan":           `-set optimizer.rho=nan: must be a number from 0 to below 1`,
		"optimizer.name=sgd":          `-set optimizer.name=sgd: must be "adadelta", "rmsprop" or "adam"`,
		"model.time_layers=75":        `-set model.time_layers=75: must be a list of sizes from 1 to 4096, 16 at most, such as [300, 300]`,
	}
	for override, want := range tests {
		if got := problems(t, "", override); !slices.Equal(got, []string{want}) {
			t.Errorf("%q gives\n%v\nwant\n%v", override, got, want)
		}
	}
}

// A mistake that only the file and an override make together names the key that was set.
func TestOverrideAgainstFile(t *testing.T) {
	got := problems(t, `data.midi = "m"`, "data.frames=f.json")
	want := `-set data.frames=f.json: not together with data.midi = "m"; leave one of them empty`
	if !slices.Equal(got, []string{want}) {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := load(t, `data.midi = "m"`, "data.frames=f.json", "data.midi="); err != nil {
		t.Errorf("with midi emptied: %v", err)
	}
}
