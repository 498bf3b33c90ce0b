package training

import (
	"slices"
	"testing"

	"workbench/internal/config"
	"workbench/internal/rundir"
)

func TestChangesOf(t *testing.T) {
	parse := func(text string) *config.Config {
		c, err := config.Parse("x.toml", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	before := parse("name = \"a\"\n[model]\ntime_layers = [8]\n[train]\nepochs = 100\n[optimizer]\nlearning_rate = 1.0\n[features]\ngroups = [\"position\", \"lookback\"]\n[lookback]\nsteps = [4]\n")
	after := parse("name = \"b c\"\n[model]\ntime_layers = [8, 4]\n[train]\nepochs = 200\n[optimizer]\nlearning_rate = 0.5\n[features]\ngroups = [\"position\"]\n")
	got := changesOf(before, after)
	want := []rundir.Change{
		{Key: "features.groups", From: `["position", "lookback"]`, To: `["position"]`},
		{Key: "model.time_layers", From: "[8]", To: "[8, 4]"},
		{Key: "name", From: `"a"`, To: `"b c"`},
		{Key: "optimizer.learning_rate", From: "1.0", To: "0.5"},
		{Key: "train.epochs", From: "100", To: "200"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if same := changesOf(before, before); len(same) > 0 {
		t.Errorf("%v in the same config", same)
	}
}
