package metrics

import (
	"testing"

	"workbench/features"
)

// TestWindows: a piece of ten measures gives three windows of three measures, with the metrics of the music
// in them.
func TestWindows(t *testing.T) {
	var notes [][3]int
	for i := range 40 { // a new pitch every quarter
		notes = append(notes, [3]int{4 * i, 4*i + 4, 40 + i})
	}
	long, short := tune(t, "long", 4, notes...), tune(t, "short", 4, notes[:4]...)
	windows := Windows([]*features.Piece{long, short}, 48)
	if len(windows) != 4 || windows[3] != short {
		t.Fatalf("%d windows", len(windows))
	}
	for i, w := range windows[:3] {
		m := Of(w)
		if m.Value("steps") != 48 || m.Value("n_pitches_used") != 12 || m.Value("lowest_key") != float64(40+12*i) || len(w.Measures) != 3 || w.Measures[0].Start != 0 {
			t.Errorf("window %d: %+v, measures %v", i, m.Values, w.Measures)
		}
	}
}
