package metrics

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"workbench/features"
	"workbench/features/score"
)

// tune makes a piece of notes {start, end, key} in 4/4, or in measures of a given number of steps.
func tune(t *testing.T, name string, beats int, notes ...[3]int) *features.Piece {
	t.Helper()
	s := &score.Score{TicksPerQuarter: 4, Metres: []score.MetreChange{{Metre: score.Metre{Beats: beats, Unit: 4}}}}
	for _, n := range notes {
		s.Notes = append(s.Notes, score.Note{Start: int64(n[0]), End: int64(n[1]), Key: uint8(n[2]), Velocity: 80})
	}
	p, err := features.FromScore(name, s, 4)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestOwnMetrics has values worked out by hand.
func TestOwnMetrics(t *testing.T) {
	nan := math.NaN()
	melody := [][3]int{{0, 4, 60}, {4, 6, 64}, {6, 8, 62}}
	twoMeasures := append(melody, [3]int{8, 12, 60}, [3]int{12, 14, 64}, [3]int{14, 16, 62}) // of two quarters
	silent := &features.Piece{Roll: make(features.Roll, 20), Measures: []features.Measure{{Steps: 16, Metre: score.CommonTime}, {Start: 16, Steps: 16, Metre: score.CommonTime}},
		StepsPerQuarter: 4, Articulated: true}
	frames := tune(t, "frames", 4, [3]int{0, 4, 60}, [3]int{4, 8, 60})
	frames.DropArticulation()
	for _, test := range []struct {
		name  string
		piece *features.Piece
		want  map[string]float64
	}{
		{"two equal measures", tune(t, "", 2, twoMeasures...), map[string]float64{"steps": 16, "notes": 6, "density": 1, "onset_density": 6. / 16, "articulated_share": 6. / 16, "note_length": 16. / 6,
			"silent_share": 0, "silent_beat_share": 0, "silent_measure_share": 0, "groove_similarity": 1, "groove_consistency": 0.8125, "repeated_measure_share": 0.5,
			"interval": (4. + 2 + 2 + 4 + 2) / 5, "lowest_key": 60, "highest_key": 64, "two_or_more_share": 0}},
		{"one measure", tune(t, "", 2, melody...), map[string]float64{"groove_similarity": nan, "groove_consistency": 0.625, "repeated_measure_share": 0}},
		// muspy lets the first note fill the second quarter.
		{"rests", tune(t, "", 1, [3]int{0, 4, 60}, [3]int{12, 13, 72}, [3]int{12, 13, 60}), map[string]float64{"silent_beat_share": 0.5, "empty_beat_rate": 0.25, "silent_measure_share": 0.5, "empty_measure_rate": 0.25,
			"silent_share": 8. / 13, "two_or_more_share": 1. / 13, "polyphony_rate": 0, "interval": 12, "density": 6. / 13}},
		{"a held chord", tune(t, "", 4, [3]int{0, 8, 60}, [3]int{0, 8, 64}), map[string]float64{"articulated_share": 2. / 16, "interval": nan, "two_or_more_share": 1, "note_length": 8}},
		{"music without onsets", frames, map[string]float64{"notes": 1, "articulated_share": nan, "note_length": 8}},
		{"silence", silent, map[string]float64{"steps": 20, "notes": 0, "density": 0, "silent_share": 1, "silent_beat_share": 1, "silent_measure_share": 1, "articulated_share": nan,
			"note_length": nan, "groove_similarity": 1, "repeated_measure_share": nan, "lowest_key": nan, "polyphony": nan}},
		{"nothing", &features.Piece{StepsPerQuarter: 4, Measures: []features.Measure{{Steps: 16, Metre: score.CommonTime}}}, map[string]float64{"steps": 0, "density": nan, "silent_share": nan,
			"silent_measure_share": nan, "groove_similarity": nan}},
	} {
		got := Of(test.piece)
		for name, want := range test.want {
			if v := got.Value(name); math.Abs(v-want) > 1e-12 || math.IsNaN(v) != math.IsNaN(want) {
				t.Errorf("%s: %s = %v, want %v", test.name, name, v, want)
			}
		}
	}
}

// TestGrooveOfMetres leaves out the pickup, and neighbours of different length.
func TestGrooveOfMetres(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 4, Metres: []score.MetreChange{{Metre: score.Metre{Beats: 2, Unit: 4}}, {Tick: 4, Metre: score.Metre{Beats: 2, Unit: 4}}, {Tick: 20, Metre: score.Metre{Beats: 3, Unit: 4}}}}
	for _, start := range []int64{0, 1, 2, 3, 4, 8, 12, 14, 16, 20} { // the second measure has one onset more than the first
		s.Notes = append(s.Notes, score.Note{Start: start, End: start + 1, Key: 60, Velocity: 80})
	}
	p, err := features.FromScore("", s, 4)
	if err != nil {
		t.Fatal(err)
	}
	measured := Of(p)
	if got := measured.Value("groove_similarity"); got != 1-1./8 {
		t.Errorf("groove similarity %v, want 7/8", got)
	}
}

func TestProfiles(t *testing.T) {
	p := Of(tune(t, "", 4, [3]int{0, 2, 60}, [3]int{0, 2, 64}, [3]int{2, 4, 62}, [3]int{6, 40, 90}))
	want := map[string]map[string]float64{
		"polyphony":   {"0": 2. / 40, "1": 36. / 40, "2": 2. / 40},
		"note_length": {"2": 0.75, "16+": 0.25},
		"interval":    {"-2": 0.5, "12+": 0.5},
		"pitch_class": {"C": 0.25, "E": 0.25, "D": 0.25, "F#": 0.25},
	}
	for _, profile := range p.Profiles {
		for i, bin := range profile.Bins {
			if got := profile.Shares[i]; math.Abs(got-want[profile.Name][bin]) > 1e-12 {
				t.Errorf("%s, bin %s: %v, want %v", profile.Name, bin, got, want[profile.Name][bin])
			}
		}
	}
	if len(p.Profiles) != len(want) {
		t.Errorf("%d profiles", len(p.Profiles))
	}
}

func TestPieceAsJSON(t *testing.T) {
	text, err := json.Marshal(Of(&features.Piece{Name: "none", StepsPerQuarter: 4, Measures: []features.Measure{{Steps: 16}}}))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Name     string
		Values   map[string]*float64
		Profiles []struct{ Shares []float64 }
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if v, ok := got.Values["polyphony"]; !ok || v != nil {
		t.Errorf("polyphony of nothing: %v, want null", v)
	}
	if v := got.Values["n_pitches_used"]; v == nil || *v != 0 {
		t.Errorf("pitches of nothing: %v, want 0", v)
	}
	if len(got.Values) != len(metrics) || got.Name != "none" || got.Profiles[0].Shares != nil {
		t.Errorf("%s", text)
	}
	var names []string
	for _, m := range metrics {
		names = append(names, m.Name)
	}
	if slices.Sort(names); len(slices.Compact(names)) != len(got.Values) {
		t.Errorf("a name occurs twice: %v", names)
	}
}
