package metrics

import (
	"math"
	"testing"

	"workbench/features"
	"workbench/features/score"
)

// inMetre makes a piece of notes {start, end, key} on a grid of sixteenths, with changes of metre at steps.
func inMetre(t *testing.T, metres []score.MetreChange, notes ...[3]int) *features.Piece {
	t.Helper()
	s := &score.Score{TicksPerQuarter: 4, Metres: metres}
	for _, n := range notes {
		s.Notes = append(s.Notes, score.Note{Start: int64(n[0]), End: int64(n[1]), Key: uint8(n[2]), Velocity: 80})
	}
	p, err := features.FromScore("", s, 4)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// metre is one metre from the first step on.
func metre(beats, unit int) []score.MetreChange {
	return []score.MetreChange{{Metre: score.Metre{Beats: beats, Unit: unit}}}
}

// TestChordChanges has values worked out by hand.
func TestChordChanges(t *testing.T) {
	nan := math.NaN()
	// Changes at steps 16, 32, 40 and 52 of bars of 16 steps: two on a bar line, one in the middle, one neither. In bars
	// of three quarters that begin at step 4, three of them are on a bar line: 16, 40 and 52.
	held := [][3]int{{0, 16, 48}, {16, 32, 50}, {32, 40, 52}, {40, 52, 53}, {52, 64, 55}}
	melody := [3]int{3, 5, 72} // not below C4
	pickup := []score.MetreChange{{Metre: score.CommonTime}, {Tick: 4, Metre: score.CommonTime}}
	at12and18 := [][3]int{{0, 12, 48}, {12, 18, 50}, {18, 24, 48}}
	frames := inMetre(t, metre(4, 4), held...)
	frames.DropArticulation()
	for _, test := range []struct {
		name                string
		piece               *features.Piece
		bar, half, fittedTo float64
	}{
		{"4/4", inMetre(t, metre(4, 4), append(held, melody)...), 0.5, 0.75, 0.75},
		{"frames have no bars", frames, nan, nan, 0.75},
		// The bars begin at steps 4 and 20.
		{"a pickup", inMetre(t, pickup, [3]int{0, 4, 48}, [3]int{4, 20, 50}, [3]int{20, 36, 52}), 1, 1, 1},
		{"6/8 has a middle", inMetre(t, metre(6, 8), at12and18...), 0.5, 1, 0.5},
		{"3/4 has none", inMetre(t, metre(3, 4), at12and18...), 0.5, 0.5, 0.5},
		{"9/8 has none", inMetre(t, metre(9, 8), [3]int{0, 9, 48}, [3]int{9, 18, 50}), 0, 0, 1},
		// The same key after a rest is a change; struck again without a rest it is none. The rest at step 8 is none either.
		{"a rest", inMetre(t, metre(4, 4), [3]int{0, 8, 48}, [3]int{16, 20, 48}, [3]int{20, 24, 48}), 1, 1, 1},
		// The second chord lasts, and one of its keys ends at step 24.
		{"a chord that loses a key", inMetre(t, metre(4, 4), [3]int{0, 32, 48}, [3]int{0, 24, 52}), 0, 1, 1},
		{"melody only", inMetre(t, metre(4, 4), [3]int{0, 4, 60}, [3]int{4, 8, 62}), nan, nan, nan},
		{"one chord", inMetre(t, metre(4, 4), [3]int{0, 64, 48}), nan, nan, nan},
	} {
		got := Of(test.piece)
		for name, want := range map[string]float64{"chord_changes_on_bar": test.bar, "chord_changes_on_half_bar": test.half,
			"chord_changes_on_fitted_bar": test.fittedTo} {
			if v := got.Value(name); v != want && !(math.IsNaN(v) && math.IsNaN(want)) {
				t.Errorf("%s: %s = %v, want %v", test.name, name, v, want)
			}
		}
	}
}
