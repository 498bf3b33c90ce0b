package training

import (
	"slices"
	"testing"

	"workbench/internal/rundir"
)

func TestChangesOf(t *testing.T) {
	const before = "name = \"a\"\nseed = 1\n[model]\ntime_layers = [8]\nold_key = 3\n[train]\nepochs = 100\n[optimizer]\nlearning_rate = 1.0\n"
	const after = "name = \"b c\"\nseed = 1\n[model]\ntime_layers = [8, 4]\nnew_key = 3\n[train]\nepochs = 200\n[optimizer]\nlearning_rate = 0.5\n"
	got, err := changesOf(before, after)
	want := []rundir.Change{
		{Key: "model.time_layers", From: "[8]", To: "[8, 4]"},
		{Key: "name", From: `"a"`, To: `"b c"`},
		{Key: "optimizer.learning_rate", From: "1", To: "0.5"},
		{Key: "train.epochs", From: "100", To: "200"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v (%v), want %v", got, err, want)
	}
	if same, err := changesOf(before, before); err != nil || len(same) > 0 {
		t.Errorf("%v (%v) in the same config", same, err)
	}
}
