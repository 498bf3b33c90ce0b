package biaxial

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"workbench/features"
	"workbench/internal/kernel"
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

// A network in bfloat16, whose numbers have 8 bits, has nearly the loss and the gradients that it has in
// float32, with dropout and without, and the same bits for any number of threads.
func TestBFloat16(t *testing.T) {
	for _, shape := range append(tinyShapes, Shape{Attributes: 78, TimeLayers: []int{40, 33}, NoteLayers: []int{20, 16}, Outputs: 2, LowerNotes: 2}) {
		want, gradients := gradientsIn(t, shape, kernel.Float32)
		got, rounded := gradientsIn(t, shape, kernel.BFloat16)
		if math.Abs(got-want) > 0.005*want {
			t.Errorf("%v: loss %v in bf16, %v in float32", shape, got, want)
		}
		var difference, size float64
		for i, g := range gradients {
			d := float64(rounded[i]) - float64(g)
			difference, size = difference+d*d, size+float64(g)*float64(g)
		}
		if relative := math.Sqrt(difference / size); !(relative < 0.02) {
			t.Errorf("%v: gradients in bf16 are off by %.1e of their length", shape, relative)
		}
		before := runtime.GOMAXPROCS(3)
		_, threads := gradientsIn(t, shape, kernel.BFloat16)
		runtime.GOMAXPROCS(before)
		if !slices.Equal(rounded, threads) {
			t.Errorf("%v: three threads give other bits", shape)
		}
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
