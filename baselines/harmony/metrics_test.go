package harmony

import (
	"math"
	"testing"

	"workbench/features"
)

// Three steps, 72 with an onset, held, and with an onset, under C, C, G; computed by hand from the
// probabilities below.
func TestMetricsByHand(t *testing.T) {
	p := tune(t, `"C"c2"G"c`)
	C, G, c := classOfSymbol("C"), classOfSymbol("G"), onset+72-lowest
	row := func(pC, pG, pRest, pHold, pStrike float32) []float32 {
		row := make([]float32, harmonyClasses+melodyClasses)
		row[C], row[G] = pC, pG
		row[harmonyClasses+rest], row[harmonyClasses+hold], row[harmonyClasses+c] = pRest, pHold, pStrike
		return row
	}
	rows := [][]float32{
		row(0.5, 0.25, 0.5, 0.25, 0.25), // harmony right; melody 0.25, rest likelier: a hold of silence is nothing
		row(0.5, 0.25, 0.5, 0.25, 0.25), // harmony right; melody 0.25 + 0.25, as likely as rest, which is the first
		row(0.5, 0.25, 0.4, 0.3, 0.2),   // harmony wrong; melody 0.3 + 0.2, likelier than rest
	}
	metrics := New(Options{}).Metrics([]*features.Piece{p, tune(t, "CDE")}, func(of *features.Piece) [][]float32 {
		if of != p {
			t.Fatal("a piece without chords is evaluated")
		}
		return rows
	})
	want := map[string]float64{
		"loss as published":                                              (3*math.Log(2) + 2*math.Log(4) + math.Log(2)) / 6, // −ln of ½, ½, ¼ and of ¼, ½, ½
		"as published: mean accuracy, sampled, %":                        100 * (1.25 + 1.25) / 6,
		"as published: melody accuracy, sampled, %":                      100 * 1.25 / 3,
		"as published: harmony accuracy, sampled, %":                     100 * 1.25 / 3,
		"as published: mean accuracy, most likely, %":                    100 * 3 / 6.,
		"as published: melody accuracy, most likely, %":                  100 * 1 / 3.,
		"as published: harmony accuracy, most likely, %":                 100 * 2 / 3.,
		"as published: mean accuracy, repeating, %":                      100 * 3 / 6.,
		"as published: melody accuracy, repeating, %":                    100 * 2 / 3.,
		"as published: harmony accuracy, repeating, %":                   100 * 1 / 3., // none, C, C before C, C, G
		"as published: melody accuracy where it changes, sampled, %":     25,
		"as published: melody accuracy where it changes, most likely, %": 0,
	}
	for _, m := range metrics {
		if w, ok := want[m.Name]; !ok || math.Abs(m.Value-w) > 1e-5 {
			t.Errorf("%s: %v, want %v", m.Name, m.Value, w)
		}
		delete(want, m.Name)
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	if none := New(Options{}).Metrics(nil, nil); len(none) != 0 {
		t.Errorf("of no pieces: %v", none)
	}
}
