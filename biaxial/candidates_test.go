package biaxial

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features"
	"workbench/internal/control"
	"workbench/internal/metrics"
)

// TestTemperature makes sure that a low temperature composes likelier steps and a high one less likely ones,
// and that both keep the number of keys and of new notes.
func TestTemperature(t *testing.T) {
	m, e := strong(tinyShapes[0], -3), encoding(t, tinyShapes[0])
	const pieces, steps = 300, 1
	starts := slices.Repeat([]features.Primer{nothing()}, pieces)
	var nats, keys, begun []float64
	for _, temperature := range []float64{0.5, 1, 2} {
		var random []*rand.Rand
		for i := range pieces {
			random = append(random, rand.New(rand.NewPCG(uint64(i), 1)))
		}
		var rolls []features.Roll
		played, notes := 0, 0
		for _, p := range m.Continue(e, starts, steps, control.Controls{Temperature: temperature}, random) {
			rolls = append(rolls, p.Piece.Roll)
			sounding, _ := p.Piece.Roll.Count()
			played, notes = played+sounding, notes+p.Piece.Roll.Notes()
		}
		sum := 0.0
		for _, l := range logProbabilities(m, e, rolls) {
			sum += l
		}
		nats, keys, begun = append(nats, sum), append(keys, float64(played)), append(begun, float64(notes))
	}
	if !(nats[0] > nats[1] && nats[1] > nats[2]) {
		t.Errorf("log-likelihoods at temperatures 0.5, 1 and 2: %v", nats)
	}
	for _, i := range []int{0, 2} {
		if math.Abs(keys[i]/keys[1]-1) > 0.1 || math.Abs(begun[i]/begun[1]-1) > 0.1 {
			t.Errorf("keys at temperatures 0.5, 1 and 2: %v; notes: %v", keys, begun)
		}
	}
}

// TestParallelsAreRejected compares how often a step in parallel fifths or octaves follows a fifth with what its
// weight makes of the model's own share s: w·s / (w·s + 1 − s), since single parallels are nearly all there are.
func TestParallelsAreRejected(t *testing.T) {
	const pieces = 6000
	m, e := New(tinyShapes[0], rand.New(rand.NewPCG(9, 9))), encoding(t, tinyShapes[0])
	m.Parameters[len(m.Parameters)-1].Data[0] = -1.25 // two of nine keys
	fifth := nothing()
	fifth.Piece.Roll = make(features.Roll, 1)
	fifth.Piece.Roll[0][50], fifth.Piece.Roll[0][57] = features.Held, features.Held
	share := func(weight float64) float64 {
		var random []*rand.Rand
		for i := range pieces {
			random = append(random, rand.New(rand.NewPCG(uint64(i), 1)))
		}
		o := control.Controls{Temperature: 1, Parallels: weight, Keys: control.Range{Lowest: 51, Highest: 59}}
		n := 0.0
		for _, p := range m.Continue(e, slices.Repeat([]features.Primer{fifth}, pieces), 1, o, random) {
			if metrics.Parallels(sounding(&p.Piece.Roll[0]), sounding(&p.Piece.Roll[1])) > 0 {
				n++
			}
		}
		return n / pieces
	}
	own, weighed := share(1), share(0.2)
	want := 0.2 * own / (0.2*own + 1 - own)
	if own < 0.01 || math.Abs(weighed-want) > 4*math.Sqrt(want/pieces) {
		t.Errorf("parallels in %.4f of the steps, %.4f with a weight of 0.2, want %.4f", own, weighed, want)
	}
}

func TestKeysOutsideTheRangeAreSilent(t *testing.T) {
	m, e := strong(tinyShapes[0], 0), encoding(t, tinyShapes[0])
	keys := control.Range{Lowest: 50, Highest: 60}
	p := m.Continue(e, []features.Primer{nothing()}, 20, control.Controls{Temperature: 1, Keys: keys}, []*rand.Rand{rand.New(rand.NewPCG(1, 1))})[0]
	if lowest, highest, ok := p.Piece.Roll.Range(); !ok || lowest < keys.Lowest || highest > keys.Highest {
		t.Errorf("keys %d to %d sound, allowed are %v", lowest, highest, keys)
	}
}

func TestChoose(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	var drawn [3]float64
	for range 10000 {
		drawn[choose([]float64{-1000 + math.Log(3), math.Inf(-1), -1000}, random)] += 1e-4
	}
	if math.Abs(drawn[0]-0.75) > 0.02 || drawn[1] != 0 {
		t.Errorf("shares %v, want 0.75, 0 and 0.25", drawn)
	}
}
