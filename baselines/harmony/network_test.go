package harmony

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/baselines/sequence"
	"workbench/features"
)

// A network with zero weights gives every class the same probability.
func TestNetworkWithZeroWeights(t *testing.T) {
	r := New(Options{MelodyGivenHarmony: true, HarmonyWeight: 0.5})
	m := sequence.New(sequence.Shape{Inputs: r.Inputs(), Layers: []int{3}, Heads: r.Heads()})
	p := tune(t, `"C"c2"G"d2`) // 72, on, 74, on
	want := map[string]float64{
		"loss as published":                          (math.Log(49) + (math.Log(36)+3*math.Log(36)-2*math.Log(2))/4) / 2, // a held key is hold or onset: 2 in 36
		"as published: harmony accuracy, sampled, %": 100 / 49.,
		"as published: melody accuracy, sampled, %":  100 * (1 + 2 + 1 + 2) / (36 * 4.),
	}
	for _, metric := range m.Metrics(r, []*features.Piece{tune(t, "C"), p}) {
		if w, ok := want[metric.Name]; ok && math.Abs(metric.Value-w) > 1e-4 {
			t.Errorf("%s: %v, want %v", metric.Name, metric.Value, w)
		}
		delete(want, metric.Name)
	}
	if len(want) > 0 {
		t.Errorf("no metrics %v", want)
	}
	compose := func() []*features.Piece {
		return m.Continue(r, []features.Primer{{Piece: p, Silence: true}, {Piece: tune(t, "c"), Silence: true}}, 40, 1, []*rand.Rand{rand.New(rand.NewPCG(1, 1)), rand.New(rand.NewPCG(1, 2))})
	}
	pieces := compose()
	if pieces[0].Steps() != 44 || pieces[1].Steps() != 41 || pieces[0].Roll[0] != p.Roll[0] {
		t.Errorf("%d and %d steps, want 4 and 1 and 40 more", pieces[0].Steps(), pieces[1].Steps())
	}
	for i, again := range compose() {
		if !slices.Equal(again.Roll, pieces[i].Roll) {
			t.Errorf("composition %d is another the second time", i)
		}
	}
}
