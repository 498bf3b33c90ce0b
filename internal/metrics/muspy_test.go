package metrics

import (
	"math"
	"testing"

	"workbench/features"
)

// TestMuspy compares with what muspy 0.5.0 computes for the same notes, each {start, key, length}. The values
// were printed by running it.
func TestMuspy(t *testing.T) {
	scale := [][3]int{{0, 60, 2}, {2, 62, 2}, {4, 64, 2}, {6, 65, 2}, {8, 67, 2}, {10, 69, 2}, {12, 71, 2}, {14, 72, 2}}
	twice := append(scale[:8:8], moved(scale, 16)...)
	shorter := append([][3]int{}, twice...)
	shorter[15][2] = 1
	var triads [][3]int
	for i := range 4 {
		triads = append(triads, [3]int{4 * i, 60 + i, 4}, [3]int{4 * i, 64 + i, 4}, [3]int{4 * i, 67 + i, 4})
	}
	chords := [][3]int{{0, 60, 4}, {0, 64, 4}, {0, 67, 4}, {4, 60, 4}, {4, 64, 4}, {8, 60, 2}, {15, 61, 1}}
	elise := [][3]int{{0, 76, 6}, {6, 75, 6}, {12, 76, 6}, {18, 75, 6}, {24, 76, 6}, {30, 71, 6}, {36, 74, 6}, {42, 72, 6}, {48, 69, 6}}
	nan := math.NaN()
	for _, test := range []struct {
		name          string
		beat, measure int
		notes         [][3]int
		want          map[string]float64
	}{
		{"a scale of one measure", 4, 16, scale, map[string]float64{"n_pitches_used": 8, "n_pitch_classes_used": 7, "pitch_range": 12, "polyphony": 1, "polyphony_rate": 0,
			"pitch_entropy": 3, "pitch_class_entropy": 2.75, "scale_consistency": 1, "pitch_in_scale_rate": 1, "empty_beat_rate": 0, "groove_consistency": 0.5}},
		{"the scale twice", 4, 16, twice, map[string]float64{"groove_consistency": 0.75}},
		{"the scale twice, its last note shorter", 4, 16, shorter, map[string]float64{"groove_consistency": 1}},
		{"four triads", 4, 16, triads, map[string]float64{"polyphony": 3, "polyphony_rate": 1, "pitch_in_scale_rate": 7. / 12, "scale_consistency": 2. / 3, "pitch_entropy": 3.418295834054489}},
		{"chords and a rest", 4, 16, chords, map[string]float64{"polyphony": 23. / 11, "polyphony_rate": 0.25, "scale_consistency": 6. / 7, "pitch_entropy": 1.8423709931771084, "groove_consistency": 0.75}},
		{"Für Elise", 24, 36, elise, map[string]float64{"n_pitches_used": 6, "n_pitch_classes_used": 6, "pitch_range": 7, "empty_beat_rate": 0, "empty_measure_rate": 0, "polyphony": 1,
			"polyphony_rate": 0, "pitch_in_scale_rate": 7. / 9, "scale_consistency": 7. / 9, "pitch_entropy": 2.4193819456463714, "groove_consistency": 11. / 12}},
		{"silence", 4, 16, nil, map[string]float64{"n_pitches_used": 0, "n_pitch_classes_used": 0, "pitch_range": 0, "polyphony": nan, "polyphony_rate": nan, "pitch_in_scale_rate": nan,
			"scale_consistency": nan, "pitch_entropy": nan, "pitch_class_entropy": nan, "empty_beat_rate": nan, "empty_measure_rate": nan, "groove_consistency": nan}},
	} {
		s := &sound{music: music{beat: test.beat, measure: test.measure}}
		for _, n := range test.notes {
			s.notes = append(s.notes, features.Note{Start: n[0], End: n[0] + n[2], Key: n[1]})
		}
		for _, m := range metrics {
			want, ok := test.want[m.Name]
			if !ok {
				continue
			}
			if got := m.of(s); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Errorf("%s: %s = %.17g, muspy has %.17g", test.name, m.Name, got, want)
			}
		}
	}
	// muspy's threshold of 1 counts the steps with two keys or more.
	m := music{beat: 4, measure: 16}
	for _, n := range chords {
		m.notes = append(m.notes, features.Note{Start: n[0], End: n[0] + n[2], Key: n[1]})
	}
	if got := m.polyphonyRate(1); got != 0.5 {
		t.Errorf("polyphony rate with threshold 1: %v, muspy has 0.5", got)
	}
}

func moved(notes [][3]int, steps int) [][3]int {
	var later [][3]int
	for _, n := range notes {
		later = append(later, [3]int{n[0] + steps, n[1], n[2]})
	}
	return later
}

// TestLog2 compares with the nearest floats to logarithms of 40 digits, as Python's decimal module has them.
func TestLog2(t *testing.T) {
	for _, test := range []struct{ x, want float64 }{
		{1. / 1, 0.0}, {1. / 2, -1.0}, {1. / 3, -1.5849625007211563}, {2. / 3, -0.5849625007211563}, {3. / 4, -0.4150374992788438}, {5. / 7, -0.4854268271702417},
		{1. / 9, -3.1699250014423126}, {2. / 9, -2.1699250014423126}, {1. / 12, -3.584962500721156}, {997. / 1000, -0.004334590263891128}, {1. / 2999, -11.55026580686874}, {1. / 88, -6.459431618637297},
	} {
		if got := log2(test.x); got != test.want {
			t.Errorf("log2(%v) = %.17g, want %.17g", test.x, got, test.want)
		}
	}
}
