package biaxial

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/tensor"

	"workbench/features"
	"workbench/features/dynamics"
	"workbench/internal/cputime"
	"workbench/internal/kernel"
	"workbench/internal/solver"
	"workbench/loss"
)

// The sizes of the Deep Jammer report, Table 1, and Small with velocities.
var sizes = []struct {
	name  string
	shape Shape
}{
	{"Large", Shape{Attributes: 78, TimeLayers: []int{300, 300}, NoteLayers: []int{100, 50}, Outputs: 2, LowerNotes: 2}},
	{"Medium", Shape{Attributes: 78, TimeLayers: []int{150, 150}, NoteLayers: []int{50, 25}, Outputs: 2, LowerNotes: 2}},
	{"Small", Shape{Attributes: 78, TimeLayers: []int{75, 75}, NoteLayers: []int{25, 13}, Outputs: 2, LowerNotes: 2}},
	{"SmallVelocity", Shape{Attributes: 78 + dynamics.Width, TimeLayers: []int{75, 75}, NoteLayers: []int{25, 13}, Outputs: 2, LowerNotes: 2 + dynamics.LowerWidth, Velocity: true}},
}

// flops is the number of operations of an update on the given number of cells (segments × steps × notes): two
// operations a weight and cell, three times, for the forward and both backward products.
func (m *Model) flops(cells int) float64 {
	weights := 0
	for _, p := range m.Parameters {
		if len(p.Shape) == 2 {
			weights += len(p.Data)
		}
	}
	return 6 * float64(weights) * float64(cells)
}

func (s Shape) segments(b, steps int) []features.Segment {
	p := s.tune(steps+1, 1)
	all := make([]features.Segment, b)
	for i := range all {
		all[i] = features.Segment{Piece: p, Start: -1, Steps: steps}
	}
	return all
}

// precisions are those of the benchmarks, whose names end with them: BenchmarkUpdate/Large/bf16.
var precisions = []kernel.Precision{kernel.Float32, kernel.BFloat16}

// withPrecisions runs a benchmark of the model for each size and precision.
func withPrecisions(b *testing.B, run func(b *testing.B, m *Model)) {
	for _, size := range sizes {
		for _, precision := range precisions {
			b.Run(size.name+"/"+precision.String(), func(b *testing.B) {
				m := New(size.shape, rand.New(rand.NewPCG(1, 1)))
				m.Precision = precision
				run(b, m)
			})
		}
	}
}

// The benchmarks also report the least processor time of a run, all threads together, for busy machines.

// BenchmarkUpdate is a whole training step on 5 segments of 128 steps, after a first one: loading the batch,
// running the graph, Adadelta.
func BenchmarkUpdate(b *testing.B) {
	withPrecisions(b, func(b *testing.B, m *Model) {
		random, e := rand.New(rand.NewPCG(1, 1)), encoding(b, m.Shape)
		g, err := m.NewGraph(5, 128, loss.SumOverBatch)
		if err != nil {
			b.Fatal(err)
		}
		defer g.Close()
		var parameters []solver.Parameter
		for _, p := range m.Parameters {
			parameters = append(parameters, solver.Parameter{Name: p.Name, Shape: tensor.Shape(p.Shape)})
		}
		s, err := solver.New(solver.Config{Name: "adadelta", LearningRate: 1, Rho: 0.95, Epsilon: 1e-6, ClipNorm: 5}, parameters)
		if err != nil {
			b.Fatal(err)
		}
		batch := m.segments(5, 128)
		update := func() {
			g.Load(e, batch, random)
			if _, err := g.Run(); err != nil {
				b.Fatal(err)
			}
			if err := s.Step(g.Weights()); err != nil {
				b.Fatal(err)
			}
		}
		update() // allocates the memory that later updates reuse
		b.ReportAllocs()
		cputime.Loop(b, update)
		b.ReportMetric(m.flops(5*128*notes)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
	})
}

// BenchmarkLoad is the part of an update that lays a batch into the graph.
func BenchmarkLoad(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	shape := Shape{Attributes: 78, TimeLayers: []int{1}, NoteLayers: []int{1}, Outputs: 2, LowerNotes: 2}
	m, e := New(shape, random), encoding(b, shape)
	g, err := m.NewGraph(5, 128, loss.SumOverBatch)
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	batch := shape.segments(5, 128)
	for b.Loop() {
		g.Load(e, batch, random)
	}
}

// BenchmarkCompose composes with the Large network; a step is one time step of one piece.
func BenchmarkCompose(b *testing.B) {
	for _, pieces := range []int{1, 8} {
		for _, precision := range precisions {
			b.Run(map[int]string{1: "one", 8: "eight"}[pieces]+"/"+precision.String(), func(b *testing.B) {
				m, e := New(sizes[0].shape, rand.New(rand.NewPCG(1, 1))), encoding(b, sizes[0].shape)
				m.Precision = precision
				c := m.Compose(e, pieces)
				random := make([]*rand.Rand, pieces)
				for p := range random {
					random[p] = rand.New(rand.NewPCG(uint64(p), 1))
				}
				frames, places := make([]features.Frame, pieces), make([]features.Place, pieces)
				b.ReportAllocs()
				cputime.Loop(b, func() {
					c.ReadStep(just(frames), places)
					frames = c.Draw(1, random)
				})
				b.ReportMetric(float64(pieces*b.N)/b.Elapsed().Seconds(), "steps/s")
			})
		}
	}
}

// BenchmarkLikelihood scores a piece with the Large network.
func BenchmarkLikelihood(b *testing.B) {
	for _, precision := range precisions {
		b.Run(precision.String(), func(b *testing.B) {
			m, e := New(sizes[0].shape, rand.New(rand.NewPCG(1, 1))), encoding(b, sizes[0].shape)
			m.Precision = precision
			l, p := m.Likelihood(e), tune(512, 1)
			cputime.Loop(b, func() { l.Piece(p) })
			b.ReportMetric(float64(p.Steps()*b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}
