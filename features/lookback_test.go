package features

import (
	"slices"
	"testing"

	"workbench/features/score"
)

// A distance in bars is that of as many bars as long as the one of the predicted step: 12 sixteenths in 3/4, 16
// in 4/4.
func TestLookbackInBars(t *testing.T) {
	p := EmptyPiece(score.Metre{Beats: 3, Unit: 4}, 4)
	p.Roll = make(Roll, 72)
	for t := range p.Roll {
		p.Roll[t][(t*t+3*t)%40] = Onset
	}
	p.Measures = append(p.Measures, Measure{Start: 12, Steps: 12, Metre: p.Measures[0].Metre},
		Measure{Start: 24, Steps: 16, Metre: score.CommonTime}, Measure{Start: 40, Steps: 16, Metre: score.CommonTime}, Measure{Start: 56, Steps: 16, Metre: score.CommonTime})
	encode := func(o LookbackOptions, step int) []float32 {
		e, err := NewEncoder([]string{"lookback"}, map[string]any{"lookback": &o})
		if err != nil {
			t.Fatal(err)
		}
		dst := make([]float32, Keys*e.Width())
		past, at := Segment{Piece: p, Start: step - 1}.Input(0)
		e.Encode(dst, past, at)
		return dst
	}
	for step, bar := range map[int]int{0: 12, 11: 12, 23: 12, 24: 16, 39: 16, 60: 16, 71: 16} {
		got, want := encode(LookbackOptions{Bars: []int{1, 2}}, step), encode(LookbackOptions{Steps: []int{bar, 2 * bar}}, step)
		if !slices.Equal(got, want) {
			t.Errorf("step %d: bars are not %d steps long", step, bar)
		}
	}
	if got, want := encode(LookbackOptions{Steps: []int{5}, Bars: []int{1}}, 60), encode(LookbackOptions{Steps: []int{5, 16}}, 60); !slices.Equal(got, want) {
		t.Error("distances in bars do not follow those in steps")
	}
}
