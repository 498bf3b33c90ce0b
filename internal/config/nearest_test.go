package config

import (
	"testing"
)

func TestNearestKey(t *testing.T) {
	c := Default()
	paths := KeysOf(&c).Paths
	for typed, want := range map[string]string{
		"train.epoch":       "train.epochs",
		"train.batch_size":  "train.batch",
		"train.checkpoint":  "train.checkpoint_every",
		"optimiser.rate":    "",
		"compose.meter":     "compose.metre",
		"train.temperature": "compose.temperature",
		"data.rho":          "optimizer.rho",
		"optimizer.lr":      "",
		"sede":              "seed",
		"qqqqqqq":           "",
	} {
		if got := nearestKey(typed, paths); got != want {
			t.Errorf("%q suggests %q, want %q", typed, got, want)
		}
	}
}
