package metrics

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"workbench/features"
)

func TestOverlap(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct {
		name string
		a, b []float64
		want float64
	}{
		{"apart", []float64{1, 2, 3}, []float64{7, 8, 9, 10}, 0},
		{"equal", []float64{4, 1, 2, 3}, []float64{1, 2, 3, 4}, 1},
		{"constant and equal", []float64{5, 5}, []float64{5, 5, 5}, 1},
		{"constant and not equal", []float64{5, 5}, []float64{6, 6, 6}, 0},
		{"ties beside one bin", []float64{12, 12, 12}, []float64{7, 7, 8, 9, 12}, 0.2},
		{"half", []float64{1, 2, 3, 4, 21, 22, 23, 24}, []float64{1, 2, 3, 4, 5, 6, 7, 8}, 0.5},
		{"an outlier", []float64{1, 1, 2, 2, 3, 3, 4, 1e9}, []float64{11, 12, 13, 14, 15, 16, 17, 18}, 0.25},
		{"NaN left out", []float64{1, nan, 2}, []float64{1, 2, nan, nan}, 1},
		{"one sample", []float64{1}, []float64{1, 2, 3}, nan},
		{"none", nil, []float64{1, 2, 3}, nan},
	} {
		got, back := Overlap(test.a, test.b), Overlap(test.b, test.a)
		if math.Abs(got-test.want) > 1e-12 || math.IsNaN(got) != math.IsNaN(test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
		if got != back && !math.IsNaN(got) {
			t.Errorf("%s: %v one way, %v the other", test.name, got, back)
		}
	}
}

// TestSpread has quantiles as numpy.quantile gives them.
func TestSpread(t *testing.T) {
	s := SpreadOf([]float64{4, math.NaN(), 1, 2, 3, 10})
	if s.Count != 5 || s.Mean != 4 || s.Median != 3 || math.Abs(float64(s.Low)-1.2) > 1e-12 || math.Abs(float64(s.High)-8.8) > 1e-12 {
		t.Errorf("%+v", s)
	}
	text, err := json.Marshal(SpreadOf(nil))
	if want := `{"count":0,"mean":null,"median":null,"low":null,"high":null,"min":null,"max":null}`; err != nil || string(text) != want {
		t.Errorf("%s (%v), want %s", text, err, want)
	}
	var back Spread
	if err := json.Unmarshal(text, &back); err != nil || !math.IsNaN(float64(back.Median)) {
		t.Errorf("read back as %+v (%v)", back, err)
	}
}

func TestCompare(t *testing.T) {
	low := All([]*features.Piece{tune(t, "a", 4, [3]int{0, 4, 40}), tune(t, "b", 4, [3]int{0, 4, 41}), tune(t, "c", 4, [3]int{0, 4, 40}),
		tune(t, "d", 4, [3]int{0, 4, 41}), tune(t, "e", 4, [3]int{0, 4, 40}), tune(t, "f", 4, [3]int{0, 4, 41})})
	high := All([]*features.Piece{tune(t, "c", 4, [3]int{0, 4, 80}), tune(t, "d", 4, [3]int{0, 2, 84}), tune(t, "e", 4, [3]int{0, 4, 88})})
	c := Compare(low, high, high)
	for _, row := range c.Rows {
		switch row.Name {
		case "highest_key":
			if row.Samples.Median != 40.5 || row.Corpus.Median != 84 || row.Overlap != 0 || row.Outside() != -1 {
				t.Errorf("%+v, outside %d", row, row.Outside())
			}
		case "silent_share":
			if row.Overlap < 0.999 || row.Outside() != 0 {
				t.Errorf("%+v, outside %d", row, row.Outside())
			}
		case "interval":
			if row.Samples.Count != 0 || !math.IsNaN(float64(row.Overlap)) || row.Outside() != 0 {
				t.Errorf("%+v, outside %d", row, row.Outside())
			}
		}
	}
	for _, p := range c.Profiles {
		if want := 2. / 3; p.Name == "note_length" && math.Abs(float64(p.Overlap)-want) > 1e-12 {
			t.Errorf("note lengths overlap by %v, want %v", p.Overlap, want)
		}
		if p.Name == "interval" && (p.Samples != nil || !math.IsNaN(float64(p.Overlap))) {
			t.Errorf("intervals of single notes: %+v", p)
		}
	}
	if few := Compare(low[:2], high, high); !math.IsNaN(float64(few.Rows[0].Overlap)) || few.Rows[0].Samples.Count != 2 {
		t.Errorf("two samples have an overlap: %+v", few.Rows[0])
	}
	if alone := Compare(nil, high, high); alone.Rows[0].Corpus.Count != 3 || alone.Profiles[0].Samples != nil {
		t.Errorf("a corpus alone: %+v", alone.Rows[0])
	}
}

// TestOutliers: a sample of which one metric is beyond all of the corpus, hidden by the median of the samples.
func TestOutliers(t *testing.T) {
	corpus := All([]*features.Piece{tune(t, "a", 4, [3]int{0, 4, 60}), tune(t, "b", 4, [3]int{0, 4, 60}, [3]int{0, 4, 64})})
	samples := All([]*features.Piece{tune(t, "x", 4, [3]int{0, 4, 60}), tune(t, "y", 4, [3]int{0, 4, 60}, [3]int{0, 4, 62}, [3]int{0, 4, 64})})
	c := Compare(samples, corpus, corpus)
	found := false
	for _, o := range c.Outliers(samples) {
		if o.Piece != "y" {
			t.Errorf("%+v is not in the corpus' range?", o)
		}
		found = found || o.Name == "most_keys" && o.Value == 3 && o.Max == 2
	}
	if !found {
		t.Error("three keys at once are within a range of one to two")
	}
}

// TestMedians: of samples that are far below the corpus in register and otherwise alike, only the register is outside;
// length, yes and no, and what samples do not have are not counted.
func TestMedians(t *testing.T) {
	at := func(low int) (pieces []Piece) {
		for i := range 5 {
			pieces = append(pieces, Of(tune(t, "", 4, [3]int{0, 4, low + 12*(i%2)}, [3]int{4, 16, low + 7})))
		}
		return pieces
	}
	same := Compare(at(60), at(60), at(60)).Medians
	if same.Inside != same.Compared || len(same.Outside) != 0 || same.Compared < 20 {
		t.Errorf("a corpus compared with itself: %+v", same)
	}
	lower := Compare(at(60), at(84), at(84))
	if m := lower.Medians; !slices.Equal(m.Outside, []string{"lowest_key", "highest_key"}) || m.Compared != same.Compared || m.Inside != m.Compared-2 {
		t.Errorf("two octaves below: %+v", m)
	}
	for _, row := range lower.Rows {
		if row.judged() && (row.Name == "steps" || row.Name == "drone" || row.Name == "tonic_ending" || row.Name == "chord_changes_on_bar") {
			t.Errorf("%s is counted", row.Name)
		}
	}
	if m := Compare(nil, at(60), at(60)).Medians; m.Compared != 0 {
		t.Errorf("no samples: %+v", m)
	}
}
