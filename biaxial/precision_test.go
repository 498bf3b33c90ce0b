package biaxial

import (
	"math"
	"math/rand/v2"
	"testing"

	"workbench/features"
	"workbench/internal/kernel"
	"workbench/internal/precisiontest"
	"workbench/loss"
)

// gradientsIn runs a graph once in a precision, and returns the loss and all gradients.
func gradientsIn(t *testing.T, shape Shape, precision kernel.Precision) (float64, []float32) {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 7))
	m, e := New(shape, random), encoding(t, shape)
	m.Precision = precision
	g, err := m.NewGraph(3, 10, loss.SumOverBatch)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	g.Load(e, []features.Segment{{Piece: shape.tune(20, 1), Start: 8, Steps: 9}, {Piece: shape.tune(20, 2), Start: -1, Steps: 9}}, random)
	nats, err := g.Run()
	if err != nil {
		t.Fatal(err)
	}
	var all []float32
	for _, w := range g.weights {
		gradient, err := w.Grad()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, gradient.Data().([]float32)...)
	}
	return nats.Total(), all
}

func TestBFloat16(t *testing.T) {
	for _, shape := range append(tinyShapes, Shape{Attributes: 78, TimeLayers: []int{40, 33}, NoteLayers: []int{20, 16}, Outputs: 2, LowerNotes: 2}) {
		run := func(p kernel.Precision) (float64, []float32) { return gradientsIn(t, shape, p) }
		precisiontest.Check(t, shape, run, 0.005, 0.02)
	}
}

// Composing and scoring in bfloat16 have nearly the probabilities of the graph in bfloat16.
func TestLikelihoodBFloat16(t *testing.T) {
	shape := Shape{Attributes: 78, TimeLayers: []int{20}, NoteLayers: []int{12}, Outputs: 2, LowerNotes: 2}
	m, e := New(shape, rand.New(rand.NewPCG(5, 5))), encoding(t, shape)
	piece := tune(60, 1)
	total := func(precision kernel.Precision) float64 {
		m.Precision = precision
		sum := loss.Nats{}
		for _, frame := range m.Likelihood(e).Piece(piece) {
			sum = sum.Add(frame)
		}
		return sum.Total()
	}
	full, rounded := total(kernel.Float32), total(kernel.BFloat16)
	if full == rounded || math.Abs(full-rounded) > 0.005*full {
		t.Errorf("negative log-likelihood %v in float32, %v in bf16", full, rounded)
	}
}
