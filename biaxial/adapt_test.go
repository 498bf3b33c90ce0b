package biaxial

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features"
	"workbench/loss"
)

func adaptive(t *testing.T, shape Shape, rate float64) (*Model, *Adaptive) {
	t.Helper()
	m := New(shape, rand.New(rand.NewPCG(3, 3)))
	a, err := m.Adaptive(encoding(t, shape), rate)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return m, a
}

func adapted(t *testing.T, a *Adaptive, p *features.Piece) []loss.Nats {
	t.Helper()
	nats, err := a.Piece(p)
	if err != nil {
		t.Fatal(err)
	}
	return nats
}

// A step is predicted from earlier ones alone, each piece starts from the trained weights, and without a step of the
// weights to speak of the likelihood is that of the trained network.
func TestAdaptive(t *testing.T) {
	for _, shape := range tinyShapes {
		shape.Dropout = 0.5
		m, a := adaptive(t, shape, 0.01)
		before := m.Clone()
		piece, other := shape.tune(2*AdaptOver+5, 1), shape.tune(2*AdaptOver+5, 1)
		const changed = AdaptOver + AdaptEvery/2
		other.Roll[changed] = features.Frame{}
		other.Roll[changed][40] = features.Onset

		want, got := adapted(t, a, piece), adapted(t, a, other)
		for s := range changed {
			if !slices.Equal(got[s], want[s]) {
				t.Fatalf("%+v: step %d has %v; with another step %d it has %v", shape, s, want[s], changed, got[s])
			}
		}
		if last := len(want) - 1; slices.Equal(got[last], want[last]) {
			t.Errorf("%+v: the last step does not depend on step %d", shape, changed)
		}
		if !slices.EqualFunc(adapted(t, a, piece), want, slices.Equal[loss.Nats]) {
			t.Errorf("%+v: another loss of a piece after another piece", shape)
		}
		for i, p := range m.Parameters {
			if !slices.Equal(p.Data, before.Parameters[i].Data) {
				t.Errorf("%+v: %s of the trained network has changed", shape, p.Name)
			}
		}

		_, still := adaptive(t, shape, 1e-12)
		fixed := m.Likelihood(encoding(t, shape)).Piece(piece)
		for s, nats := range adapted(t, still, piece) {
			if math.Abs(nats.Total()-fixed[s].Total()) > 1e-4*fixed[s].Total() {
				t.Fatalf("%+v: step %d has %v, without adapting %v", shape, s, nats, fixed[s])
			}
		}
	}
}

// A piece that repeats itself becomes easier to predict.
func TestAdaptiveLearns(t *testing.T) {
	shape := tinyShapes[0]
	m, a := adaptive(t, shape, 0.01)
	piece := shape.tune(256, 1)
	for s := 12; s < 256; s++ {
		piece.Roll[s] = piece.Roll[s-12]
	}
	late := func(nats []loss.Nats) float64 { return loss.AddAll(nats[128:]).Total() }
	if fixed, got := late(m.Likelihood(encoding(t, shape)).Piece(piece)), late(adapted(t, a, piece)); got > 0.7*fixed {
		t.Errorf("the second half has %v nats, without adapting %v", got, fixed)
	}
}

// A learning rate at which the weights overflow ends in an error, not in a loss that is no number.
func TestAdaptiveDiverges(t *testing.T) {
	shape := tinyShapes[0]
	_, a := adaptive(t, shape, 1e38)
	if _, err := a.Piece(shape.tune(200, 1)); err == nil {
		t.Error("no error")
	}
}
