package sequence

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"gorgonia.org/tensor"

	"workbench/features"
	"workbench/internal/cputime"
	"workbench/internal/kernel"
	"workbench/internal/solver"
	"workbench/loss"
)

// benches are the networks and batches of the configs of these kinds of model.
var benches = []struct {
	name           string
	shape          Shape
	active         int // inputs of a unit that are not zero
	windows, units int
}{
	{"Tokens", Shape{Inputs: 1923, Embedding: 128, Layers: []int{256, 256, 256}, Dense: []int{256}, Dropout: 0.3,
		Heads: []Head{{Name: "token", Classes: 1894, Weight: 1}}}, 2, 50, 100},
	{"Performance", Shape{Inputs: 409, Layers: []int{512, 512, 512}, Residual: true, Heads: []Head{{Name: "event", Classes: 388, Weight: 1}}}, 8, 64, 96},
	{"MelodyHarmony", Shape{Inputs: 286, Layers: []int{200, 200}, Dropout: 0.3,
		Heads: []Head{{Name: "harmony", Classes: 49, Weight: 0.5}, {Name: "melody", Classes: 36, Weight: 0.5, ConditionsOnPrevious: true}}}, 10, 8, 128},
	{"Chorales", Shape{Inputs: 105, Layers: []int{300}, BatchNorm: true, Dropout: 0.5, PerStepDropout: true,
		Heads: []Head{{Name: "play", Classes: 88, Binary: true, Weight: 1}}}, 5, 8, 61},
	{"Tunes", Shape{Inputs: 105, Layers: []int{150, 150}, BatchNorm: true, Dropout: 0.1,
		Heads: []Head{{Name: "play", Classes: 88, Binary: true, Weight: 1}}}, 5, 16, 128},
}

// randomSequence has random inputs and targets.
func randomSequence(shape Shape, units, active int, random *rand.Rand) *Sequence {
	s := new(Sequence)
	for range units {
		var inputs []Input
		for range active {
			inputs = append(inputs, Input{int32(random.IntN(shape.Inputs)), 1})
		}
		s.Inputs = append(s.Inputs, inputs)
		for _, h := range shape.Heads {
			for range h.Targets() {
				s.Targets = append(s.Targets, int16(random.IntN(2)))
			}
		}
	}
	return s
}

// flops is the work of the matrix products of a unit in the forward pass: two operations for each weight,
// without those of the sparse inputs.
func (m *Model) flops() (sum float64) {
	for _, p := range m.Parameters[1:] {
		if len(p.Shape) == 2 {
			sum += 2 * float64(len(p.Data))
		}
	}
	return sum
}

// BenchmarkUpdate is a training step: load the batch, run the graph, Adam. Its name ends with the precision. It
// reports the share of the rate of a large product in float32 in the same run, by processor time: with more than
// one thread, of the threads' sum.
func BenchmarkUpdate(b *testing.B) {
	for i := range 2 * len(benches) {
		bench, precision := benches[i/2], kernel.Precision(i%2)
		b.Run(bench.name+"/"+precision.String(), func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 1))
			m := New(bench.shape)
			m.Precision = precision
			m.Initialize(random)
			g := newGraph(b, m, bench.windows, bench.units, loss.MeanPerStep)
			var windows []*Sequence
			for range bench.windows {
				windows = append(windows, randomSequence(bench.shape, bench.units, bench.active, random))
			}
			var parameters []solver.Parameter
			for _, p := range m.Parameters {
				parameters = append(parameters, solver.Parameter{Name: p.Name, Shape: tensor.Shape(p.Shape)})
			}
			s, err := solver.New(solver.Config{Name: "adam", LearningRate: 1e-3, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, ClipNorm: 3}, parameters)
			if err != nil {
				b.Fatal(err)
			}
			matrix := matrixRate()
			least := cputime.Loop(b, func() {
				g.Load(windows, random)
				run(b, g)
				if err := s.Step(g.Weights()); err != nil {
					b.Fatal(err)
				}
			})
			rate := 3 * m.flops() * float64(bench.windows*bench.units) / float64(least.Nanoseconds())
			b.ReportMetric(rate, "GFLOP/cpu-s")
			b.ReportMetric(100*rate/matrix, "%matrix")
		})
	}
}

// matrixRate is what a core does in float32 in a product of many rows, in GFLOP per second of processor time.
func matrixRate() float64 {
	const m, k, n = 440, 300, 1200
	a, w, c := make([]float32, m*k), make([]float32, k*n), make([]float32, m*n)
	random := rand.New(rand.NewPCG(1, 1))
	for _, x := range [][]float32{a, w} {
		for i := range x {
			x[i] = random.Float32()
		}
	}
	var packed kernel.PackedB
	packed.Pack(w, k, n)
	least := time.Duration(math.MaxInt64)
	for range 50 {
		began := cputime.Used()
		kernel.Mul(c, n, a, k, m, &packed)
		least = min(least, cputime.Used()-began)
	}
	return 2 * m * k * n / float64(least.Nanoseconds())
}

// replay is a representation that encodes pieces as random sequences.
type replay struct {
	toy
	sequences map[*features.Piece]*Sequence
}

func (r replay) Encode(p *features.Piece) *Sequence { return r.sequences[p] }

// BenchmarkLikelihood is the likelihood of ninety-six pieces, and of three.
func BenchmarkLikelihood(b *testing.B) {
	for _, bench := range benches {
		for name, n := range map[string]int{"Many": 96, "Few": 3} {
			b.Run(bench.name+name, func(b *testing.B) {
				random := rand.New(rand.NewPCG(1, 1))
				m := New(bench.shape)
				m.Initialize(random)
				r := replay{sequences: map[*features.Piece]*Sequence{}}
				var pieces []*features.Piece
				const units = 128
				for i := range n {
					pieces = append(pieces, &features.Piece{})
					r.sequences[pieces[i]] = randomSequence(bench.shape, units, bench.active, random)
				}
				for b.Loop() {
					mean(m.Likelihood(r, pieces))
				}
				rate(b, m.flops()*float64(n*units))
			})
		}
	}
}

func rate(b *testing.B, operations float64) {
	b.ReportMetric(operations*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
