package metrics

import (
	"math"
	"testing"
)

// chords makes notes of chords of a given number of steps, one after the other.
func chords(length int, keys ...[]int) [][3]int {
	var notes [][3]int
	for i, chord := range keys {
		for _, key := range chord {
			notes = append(notes, [3]int{i * length, (i + 1) * length, key})
		}
	}
	return notes
}

// TestHarmonyMetrics has values worked out by hand.
func TestHarmonyMetrics(t *testing.T) {
	nan := math.NaN()
	cadence := chords(4, []int{60, 64, 67}, []int{53, 65, 69, 72}, []int{55, 67, 71, 74}, []int{48, 64, 67, 72})
	for _, test := range []struct {
		name  string
		notes [][3]int
		want  map[string]float64
	}{
		{"a cadence in C", cadence, map[string]float64{"triad_share": 1, "tonic_ending": 1, "chord_change_on_beat": 1, "most_keys": 4, "last_chord_length": 4}},
		{"a cadence that ends in second inversion", append(cadence, [3]int{12, 16, 43}), map[string]float64{"tonic_ending": 0}},
		{"C major seventh and a suspension", chords(4, []int{60, 64, 67, 71}, []int{60, 65, 67}), map[string]float64{"triad_share": 0, "triads_and_sevenths": 0.5}},
		// G7 with D in the bass, Am7 as C6, B half-diminished, C♯ diminished, and C minor.
		{"seventh chords and a triad", chords(4, []int{50, 59, 65, 67}, []int{60, 64, 67, 69}, []int{59, 62, 65, 69}, []int{61, 64, 67, 70}, []int{48, 60, 63, 67}),
			map[string]float64{"triad_share": 0.2, "triads_and_sevenths": 1}},
		// C-E♭-G-B, an incomplete C7, which has three classes, and C9, which has five.
		{"other chords", chords(4, []int{60, 63, 67, 71}, []int{60, 64, 70}, []int{48, 64, 67, 70, 74}), map[string]float64{"triads_and_sevenths": 0}},
		{"two keys", chords(4, []int{60, 64}), map[string]float64{"triad_share": nan, "chord_change_on_beat": nan, "parallel_fifths": nan, "parallel_transitions": nan}},
		// A note that ends earlier does not matter, one that begins later does.
		{"a last chord with a moving voice", [][3]int{{0, 16, 48}, {0, 8, 64}, {10, 14, 65}}, map[string]float64{"last_chord_length": 6}},
		{"off the beat", append(chords(4, []int{60, 64, 67}), chords(2, nil, nil, nil, []int{60, 65, 69}, []int{59, 62, 67})...),
			map[string]float64{"chord_change_on_beat": 0.5}},
		// Both voices move up a step: C-G to D-A.
		{"parallel fifths", chords(4, []int{60, 67}, []int{62, 69}), map[string]float64{"parallel_fifths": 1, "parallel_octaves": 0}},
		// Of the three pairs of voices one moves in octaves and two in sixths or thirds.
		{"parallel octaves", chords(4, []int{48, 55, 60}, []int{50, 57, 62}), map[string]float64{"parallel_octaves": 1. / 3, "parallel_fifths": 1. / 3}},
		// The first move has parallel fifths and octaves, the second none; a repeated chord and one of another size are no moves.
		{"one move of two", chords(4, []int{48, 55, 60}, []int{50, 57, 62}, []int{50, 57, 62}, []int{48, 57, 64}, []int{50, 59}), map[string]float64{"parallel_transitions": 0.5}},
		{"a fifth, then a twelfth", chords(4, []int{60, 67}, []int{62, 57 + 24}), map[string]float64{"parallel_fifths": 1}},
		{"fifths in contrary motion", chords(4, []int{60, 79}, []int{62, 69}), map[string]float64{"parallel_fifths": 0}},
		{"a repeated chord", chords(4, []int{60, 67}, []int{60, 67}), map[string]float64{"parallel_fifths": nan}},
	} {
		got := Of(tune(t, "", 4, test.notes...))
		for name, want := range test.want {
			if v := got.Value(name); math.Abs(v-want) > 1e-12 || math.IsNaN(v) != math.IsNaN(want) {
				t.Errorf("%s: %s = %v, want %v", test.name, name, v, want)
			}
		}
	}
}

// TestSelfSimilarity: eight measures of 4/4 repeat after four; each differs from its neighbours.
func TestSelfSimilarity(t *testing.T) {
	var notes [][3]int
	for i := range 8 {
		notes = append(notes, [3]int{16 * i, 16*i + 16, 60 + i%4})
	}
	notes = append(notes, [3]int{112, 128, 70}) // the last measure has a note more
	p := Of(tune(t, "", 4, notes...))
	for name, want := range map[string]float64{"self_similarity_1": 0, "self_similarity_4": (1 + 1 + 1 + 0.5) / 4, "self_similarity_8": math.NaN()} {
		if v := p.Value(name); v != want && !(math.IsNaN(v) && math.IsNaN(want)) {
			t.Errorf("%s = %v, want %v", name, v, want)
		}
	}
}
