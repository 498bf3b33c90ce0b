package main

import "testing"

func TestEditDistance(t *testing.T) {
	// kitten to sitting is Wagner & Fischer's textbook case.
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"rho", "rho", 0}, {"", "rho", 3}, {"rho", "", 3}, {"kitten", "sitting", 3}, {"epohcs", "epochs", 2}, {"tämpo", "tempo", 1},
	} {
		if got := editDistance(test.a, test.b); got != test.want {
			t.Errorf("distance from %q to %q is %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func TestNearestKey(t *testing.T) {
	c := defaultConfig()
	paths := keysOf(&c).paths
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
