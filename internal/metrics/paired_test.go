package metrics

import (
	"math"
	"math/rand/v2"
	"testing"
)

// losses draws a model's losses: the difficulty of each piece, an offset and noise.
func losses(random *rand.Rand, difficulty []float64, seeds int, offset, noise float64) PieceLosses {
	model := make(PieceLosses, seeds)
	for s := range model {
		for _, d := range difficulty {
			model[s] = append(model[s], d+offset+noise*random.NormFloat64())
		}
	}
	return model
}

// TestPairedBootstrap: pieces differ by far more than the models. Pairing finds the difference nevertheless.
func TestPairedBootstrap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	units, difficulty := make([]float64, 40), make([]float64, 40)
	for i := range units {
		units[i], difficulty[i] = 1, 20*random.Float64()
	}
	a, b := losses(random, difficulty, 3, 0.5, 0.2), losses(random, difficulty, 2, 0, 0.2)
	i := PairedBootstrap(a, b, units, 1000, 1)
	if !(i.Low > 0.2 && i.High < 0.8 && i.Low < i.Value && i.Value < i.High) {
		t.Errorf("a difference of 0.5 is %+v", i)
	}
	same := PairedBootstrap(b, losses(random, difficulty, 2, 0, 0.2), units, 1000, 1)
	if same.Low > 0 || same.High < 0 {
		t.Errorf("two models of one kind differ: %+v", same)
	}
	if again := PairedBootstrap(a, b, units, 1000, 1); again != i {
		t.Errorf("the same seed gives %+v, then %+v", i, again)
	}
}

// TestPairedBootstrapWeighsUnits: the loss is per unit over all pieces, not the mean of the pieces.
func TestPairedBootstrapWeighsUnits(t *testing.T) {
	i := PairedBootstrap(PieceLosses{{10, 90}}, PieceLosses{{0, 0}}, []float64{10, 30}, 100, 1)
	if i.Value != 2.5 || !(i.Low >= 1 && i.High <= 3) {
		t.Errorf("%+v, want 100 nats over 40 units", i)
	}
	if one := PairedBootstrap(PieceLosses{{10}}, PieceLosses{{5}}, []float64{5}, 100, 1); one.Value != 1 || !math.IsNaN(float64(one.Low)) {
		t.Errorf("one piece: %+v, want a value without interval", one)
	}
}

// TestPairedBootstrapCoversSeeds: where the seeds of a model differ much, a small difference is not significant.
func TestPairedBootstrapCoversSeeds(t *testing.T) {
	units := []float64{1, 1, 1, 1, 1, 1}
	a := PieceLosses{{1, 1, 1, 1, 1, 1}, {3, 3, 3, 3, 3, 3}, {2, 2, 2, 2, 2, 2}}
	b := PieceLosses{{1.9, 1.9, 1.9, 1.9, 1.9, 1.9}}
	if i := PairedBootstrap(a, b, units, 1000, 1); i.Low > 0 || i.High < 0.5 {
		t.Errorf("%+v does not show that the seeds differ by 2", i)
	}
}
