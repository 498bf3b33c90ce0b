package sequence

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/internal/kernel"
	"workbench/internal/precisiontest"
	"workbench/loss"
)

// inPrecision runs a graph once in a precision, and returns the loss and all gradients.
func inPrecision(t *testing.T, shape Shape, precision kernel.Precision) (nats float64, gradients []float32) {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 7))
	m := New(shape)
	m.Initialize(random)
	m.Precision = precision
	g := newGraph(t, m, 5, 9, loss.SumOverBatch)
	g.Load([]*Sequence{noise(shape, 6, random), noise(shape, 3, random), noise(shape, 1, random)}, random)
	nats = run(t, g).Total()
	return nats, slices.Concat(takeGradients(t, g)...)
}

func TestBFloat16(t *testing.T) {
	for name, shape := range shapes {
		run := func(p kernel.Precision) (float64, []float32) { return inPrecision(t, shape, p) }
		precisiontest.Check(t, name, run, 0.01, 0.03)
	}
}

// The likelihood of pieces, without a graph, is nearly that in float32, and has the precision of the model.
func TestLikelihoodBFloat16(t *testing.T) {
	shape := shapes["residual, nothing dropped"]
	m := New(shape)
	m.Initialize(rand.New(rand.NewPCG(7, 7)))
	logits := func(precision kernel.Precision) []float32 {
		m.Precision = precision
		net := m.Clone().pack()
		s := net.newShard(1, 1)
		s.inputs.Reset()
		s.addInputs([]Input{{3, 1}, {5, 1}})
		return slices.Clone(s.run(1))
	}
	want, got := logits(kernel.Float32), logits(kernel.BFloat16)
	if slices.Equal(got, want) {
		t.Error("bf16 gives the bits of float32")
	}
	for i, w := range want {
		if math.Abs(float64(got[i]-w)) > 0.02 {
			t.Errorf("logit %d is %v in bf16, %v in float32", i, got[i], w)
		}
	}
}
