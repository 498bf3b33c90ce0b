package metrics

import (
	"math"
	"testing"

	"workbench/features"
)

// steps makes a piece of one key a step, as MIDI numbers; 0 is a rest.
func steps(keys ...int) *features.Piece {
	p := &features.Piece{Roll: make(features.Roll, len(keys)), StepsPerQuarter: 4, Articulated: true, Measures: []features.Measure{{Steps: 16}}}
	for t, key := range keys {
		if key > 0 {
			p.Roll[t][key-features.Lowest] = features.Onset
		}
	}
	return p
}

// scale is a number of keys upward from a first one.
func scale(first, length int) []int {
	keys := make([]int, length)
	for i := range keys {
		keys[i] = first + i
	}
	return keys
}

func join(parts ...[]int) (all []int) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func TestBestLag(t *testing.T) {
	nan := math.NaN()
	theme, rest := scale(40, 16), make([]int, 12)
	// 200 different pairs of keys, then the first 100 of them: what is 200 steps away is beyond the longest lag.
	far := steps(make([]int, 300)...)
	for i := range far.Roll {
		far.Roll[i][i%200%20], far.Roll[i][30+i%200/20] = features.Held, features.Held
	}
	for name, test := range map[string]struct {
		piece      *features.Piece
		lag, share float64
	}{
		"a theme twice": {steps(join(theme, theme)...), 16, 1},
		// Of 16 steps that have a step 16 before, the first 12 are as there.
		"a theme and a varied one": {steps(join(theme, theme[:12], scale(80, 4))...), 16, 12. / 16},
		// In period 8 the lag of 16 fits as well; the shorter one counts.
		"a theme of 8 steps four times": {steps(join(theme[:8], theme[:8], theme[:8], theme[:8])...), 8, 1},
		"no step twice":                 {steps(scale(30, 40)...), 8, 0},
		"a figure, rests, the figure":   {steps(join(scale(40, 4), rest, scale(40, 4), rest)...), 16, 1},
		"a figure, rests, another":      {steps(join(scale(40, 4), rest, scale(60, 4), rest)...), 8, 0}, // 24 of the 32 steps are silent
		"too far apart":                 {far, 8, 0},
		"too short":                     {steps(scale(40, 15)...), nan, nan},
		"silence":                       {steps(make([]int, 64)...), nan, nan},
	} {
		got := Of(test.piece)
		for name2, want := range map[string]float64{"best_lag": test.lag, "best_lag_repeat": test.share} {
			if v := got.Value(name2); v != want && !(math.IsNaN(v) && math.IsNaN(want)) {
				t.Errorf("%s: %s = %v, want %v", name, name2, v, want)
			}
		}
	}
}
