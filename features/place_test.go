package features

import (
	"slices"
	"testing"

	"workbench/features/score"
)

// waltz is a piece in 3/4 with a pickup of a quarter, one step a quarter, and the given number of full bars.
func waltz(bars int) *Piece {
	p := EmptyPiece(score.Metre{Beats: 3, Unit: 4}, 1)
	p.Measures[0].Skip = 2
	p.Roll = make(Roll, 1+3*bars)
	p.ExtendMeasures()
	return p
}

// formAt are the attributes of the group form of the step at which a segment's first label is.
func formAt(t *testing.T, p *Piece, step int, phrases ...int) []float32 {
	t.Helper()
	e, err := NewEncoder([]string{"form"}, map[string]any{"form": &FormOptions{phrases}})
	if err != nil {
		t.Fatal(err)
	}
	dst := make([]float32, Keys*e.Width())
	past, at := Segment{Piece: p, Start: step - 1}.Input(0)
	e.Encode(dst, past, at)
	if first, last := dst[:e.Width()], dst[(Keys-1)*e.Width():]; !slices.Equal(first, last) {
		t.Errorf("step %d: keys differ: %v, %v", step, first, last)
	}
	return dst[:e.Width()]
}

// The predicted step's bar counts from the first full one; a pickup is the bar before it.
func TestForm(t *testing.T) {
	const two = 2. / 3
	p := waltz(10)
	for step, want := range map[int][]float32{
		0:  {0, 0, two, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1},         // the pickup, ten bars left
		1:  {1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0.9},         // the first bar
		3:  {0, 0, two, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0.9},       // its last quarter
		4:  {1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0.8},         // the second
		13: {1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0.5},         // the fifth, five left
		19: {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, float32(.3)}, // the seventh
		28: {1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0},           // the last
	} {
		if got := formAt(t, p, step, 4); !slices.Equal(got, want) {
			t.Errorf("step %d: %v, want %v", step, got, want)
		}
	}
	if got := formAt(t, p, 28, 2, 3)[3:8]; !slices.Equal(got, []float32{0, 1, 1, 0, 0}) {
		t.Errorf("phrases of 2 and 3 bars: %v", got)
	}
}

// A piece that is being composed has the places of the complete one, at every step and beyond its length.
func TestFormOfUnfinishedPiece(t *testing.T) {
	whole := waltz(30)
	for _, known := range []int{0, 1, 5, 60} {
		part := waltz(0)
		part.Roll = whole.Roll[:known]
		begun := Primer{Piece: part}.Before(whole.Steps() - known).Piece
		if part.Ends != 0 {
			t.Fatal("the primer itself was changed")
		}
		for step := known; step < whole.Steps(); step++ {
			if got, want := formAt(t, begun, step, 4, 8), formAt(t, whole, step, 4, 8); !slices.Equal(got, want) {
				t.Fatalf("%d steps known, step %d: %v, want %v", known, step, got, want)
			}
		}
	}
}

// The middle of a bar is marked, where a step lies in the middle.
func TestFormInBar(t *testing.T) {
	p := EmptyPiece(score.Metre{Beats: 6, Unit: 8}, 2)
	p.Roll = make(Roll, 12)
	p.ExtendMeasures()
	for step, want := range [][]float32{{1, 0, 0}, {0, 0, 1. / 6}, {0, 0, 2. / 6}, {0, 1, 0.5}, {0, 0, 4. / 6}, {0, 0, 5. / 6}, {1, 0, 0}} {
		if got := formAt(t, p, step)[:3]; !slices.Equal(got, want) {
			t.Errorf("step %d: %v, want %v", step, got, want)
		}
	}
}

func TestMeasuresEnd(t *testing.T) {
	p := waltz(4)
	for measures, want := range []int{1, 4, 7, 10, 13, 16, 19} {
		if got := p.MeasuresEnd(measures); got != want {
			t.Errorf("%d measures end at step %d, want %d", measures, got, want)
		}
	}
	if got := EmptyPiece(score.Metre{Beats: 6, Unit: 8}, 2).MeasuresEnd(32); got != 192 {
		t.Errorf("32 measures of 6/8 end at step %d, want 192", got)
	}
}
