package features

import (
	"slices"
	"testing"
)

// TestLowerNotes gives the lower-note context of C5 in a frame with an onset of C4, and E4 and G4 held.
func TestLowerNotes(t *testing.T) {
	var f Frame
	const c4, c5 = 60 - Lowest, 72 - Lowest
	f[c4], f[c4+4], f[c4+7] = Onset, Held, Held
	f[c5], f[c5+1] = Onset, Onset // not lower notes
	for _, test := range []struct {
		names   []string
		outputs int
		want    []float32
	}{
		{[]string{"note"}, 2, []float32{0, 0}},
		{[]string{"octave"}, 1, []float32{0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1}},
		{[]string{"octave"}, 2, []float32{0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1}},
		{[]string{"count", "chord"}, 2, []float32{0.3, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0}},
	} {
		b, err := NewLowerNotes(test.names, test.outputs)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]float32, b.Width())
		b.Encode(got, &f, c5)
		for i := range got {
			got[i] = float32(int(got[i]*10+0.5)) / 10
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%v of %d outputs: %v, want %v", test.names, test.outputs, got, test.want)
		}
	}
	b, _ := NewLowerNotes(LowerNoteNames(), 2)
	got := make([]float32, b.Width())
	b.Encode(got, &f, 0)
	if slices.ContainsFunc(got, func(v float32) bool { return v != 0 }) {
		t.Errorf("the context of the lowest key is %v", got)
	}
}
