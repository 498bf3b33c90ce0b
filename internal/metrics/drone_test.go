package metrics

import (
	"math"
	"testing"

	"workbench/features"
	"workbench/features/score"
)

// struck is a key that is struck every four steps, from one step to another.
func struck(from, to, key int) (notes [][3]int) {
	for t := from; t < to; t += 4 {
		notes = append(notes, [3]int{t, min(t+4, to), key})
	}
	return notes
}

func together(parts ...[][3]int) (all [][3]int) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// cluster is a number of neighbouring keys held from one step to another.
func cluster(from, to, keys int) (notes [][3]int) {
	for k := range keys {
		notes = append(notes, [3]int{from, to, 40 + k})
	}
	return notes
}

// TestDronesAndTrouble: drones, silence and crowds that are just long enough, and a step too short.
func TestDronesAndTrouble(t *testing.T) {
	for _, test := range []struct {
		name  string
		notes [][3]int
		want  map[string]float64
	}{
		{"a bass struck sixteen times", together(struck(0, 64, 40), struck(64, 68, 72)), map[string]float64{"longest_drone": 64, "drone": 1, "top_key_drone_at_end": 0}},
		{"a step shorter", struck(0, 63, 40), map[string]float64{"longest_drone": 63, "drone": 0, "top_key_drone_at_end": 0}},
		{"with a rest", together(struck(0, 40, 40), struck(41, 81, 40)), map[string]float64{"longest_drone": 40, "drone": 0}},
		{"the melody stands still to the end", together(struck(0, 8, 72), struck(8, 72, 70), struck(68, 72, 48)),
			map[string]float64{"longest_drone": 64, "drone": 1, "top_key_drone_at_end": 1}},
		{"only the bass does", together(struck(0, 64, 40), struck(60, 64, 72)), map[string]float64{"drone": 1, "top_key_drone_at_end": 0}},
		{"the melody did before", together(struck(0, 64, 72), struck(64, 68, 60)), map[string]float64{"drone": 1, "top_key_drone_at_end": 0}},
		{"32 silent steps", together(struck(0, 4, 60), struck(36, 40, 60)), map[string]float64{"silent_32": 1, "bar_of_12_keys": 0}},
		{"31 silent steps", together(struck(0, 4, 60), struck(35, 40, 60)), map[string]float64{"silent_32": 0}},
		{"12 keys for a bar", together(cluster(10, 26, 12), struck(26, 40, 60)), map[string]float64{"bar_of_12_keys": 1, "silent_32": 0}},
		{"12 keys for 15 steps", together(cluster(10, 25, 12), struck(26, 40, 60)), map[string]float64{"bar_of_12_keys": 0}},
		{"11 keys for a bar", together(cluster(10, 26, 11), struck(26, 40, 60)), map[string]float64{"bar_of_12_keys": 0}},
	} {
		got := Of(tune(t, "", 4, test.notes...))
		for name, want := range test.want {
			if v := got.Value(name); v != want {
				t.Errorf("%s: %s = %v, want %v", test.name, name, v, want)
			}
		}
	}
	// A bar of 3/4 is shorter.
	if v := Of(inMetre(t, metre(3, 4), together(cluster(10, 25, 12), struck(26, 40, 60))...)); v.Value("bar_of_12_keys") != 1 {
		t.Error("15 steps are more than a bar of 3/4")
	}
	silent := Of(&features.Piece{Roll: make(features.Roll, 70), StepsPerQuarter: 4, Articulated: true, Measures: []features.Measure{{Steps: 16, Metre: score.CommonTime}}})
	if silent.Value("silent_32") != 1 || silent.Value("longest_drone") != 0 || !math.IsNaN(silent.Value("top_key_drone_at_end")) {
		t.Errorf("silence: %v", silent.Values)
	}
}
