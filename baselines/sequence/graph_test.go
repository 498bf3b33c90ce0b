package sequence

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"workbench/loss"
)

// shapes are the networks of the tests: with and without each part.
var shapes = map[string]Shape{
	"bits": {Inputs: 9, Layers: []int{4, 3}, Heads: []Head{{Name: "play", Classes: 6, Binary: true, Weight: 1}}},
	"two heads of bits": {Inputs: 12, Layers: []int{3, 4, 2}, Dense: []int{4, 3}, BatchNorm: true,
		Heads: []Head{{Name: "play", Classes: 5, Binary: true, Weight: 1}, {Name: "articulate", Classes: 5, Binary: true, Weight: 1}}},
	"choices": {Inputs: 12, Embedding: 3, Layers: []int{5}, Dense: []int{6}, BatchNorm: true, Dropout: 0.4, InputDropout: 0.25,
		Heads: []Head{{Name: "harmony", Classes: 3, Weight: 0.3}, {Name: "melody", Classes: 5, Weight: 0.7, ConditionsOnPrevious: true}}},
	"choice, then bits": {Inputs: 12, Embedding: 4, Layers: []int{5, 5}, Dropout: 0.3,
		Heads: []Head{{Name: "harmony", Classes: 3, Weight: 1}, {Name: "play", Classes: 5, Binary: true, Weight: 2, ConditionsOnPrevious: true}}},
	"residual":                  {Inputs: 12, Layers: []int{4, 4, 4}, Residual: true, Dropout: 0.3, PerStepDropout: true, BatchNorm: true, Heads: []Head{{Name: "token", Classes: 6, Weight: 1}}},
	"residual, nothing dropped": {Inputs: 12, Embedding: 5, Layers: []int{4, 4, 4}, Residual: true, Heads: []Head{{Name: "token", Classes: 6, Weight: 1}}},
	"independent choices": {Inputs: 12, Layers: []int{5}, BatchNorm: true,
		Heads: []Head{{Name: "harmony", Classes: 3, Weight: 1}, {Name: "melody", Classes: 5, Weight: 0.5}}},
	"bits, a choice, a conditioned choice": {Inputs: 12, Embedding: 4, Layers: []int{5}, Dropout: 0.2,
		Heads: []Head{{Name: "pedals", Classes: 3, Binary: true, Weight: 1.5}, {Name: "onset", Classes: 4, Weight: 0.5}, {Name: "repeat", Classes: 3, Weight: 1, ConditionsOnPrevious: true}}},
	"a chain of conditioned heads": {Inputs: 12, Layers: []int{4, 3}, Dense: []int{5}, BatchNorm: true,
		Heads: []Head{{Name: "a", Classes: 2, Weight: 1}, {Name: "b", Classes: 3, Weight: 1, ConditionsOnPrevious: true}, {Name: "c", Classes: 4, Weight: 0.5, ConditionsOnPrevious: true},
			{Name: "d", Classes: 3, Binary: true, Weight: 2, ConditionsOnPrevious: true}}},
}

// randomModel has random weights everywhere, so that no gradient is zero.
func randomModel(shape Shape, random *rand.Rand) *Model {
	m := New(shape)
	m.Initialize(random)
	for _, p := range m.Parameters {
		for i := range p.Data {
			p.Data[i] += float32(random.NormFloat64() / 4)
		}
	}
	return m
}

// noise is a random sequence; some targets are unscored, and some units have no inputs.
func noise(shape Shape, units int, random *rand.Rand) *Sequence {
	s := new(Sequence)
	for t := range units {
		var inputs []Input
		for range t % 4 {
			inputs = append(inputs, Input{int32(random.IntN(shape.Inputs)), float32(random.NormFloat64())})
		}
		s.Inputs = append(s.Inputs, inputs)
		for _, h := range shape.Heads {
			for range h.Targets() {
				values := h.Classes
				if h.Binary {
					values = 2
				}
				target := random.IntN(values)
				if random.IntN(5) == 0 {
					target = Unscored
				}
				s.Targets = append(s.Targets, int16(target))
			}
		}
	}
	return s
}

func newGraph(t testing.TB, m *Model, windows, units int, reduction loss.Reduction) *Graph {
	t.Helper()
	g, err := m.NewGraph(windows, units, reduction)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return g
}

func run(t testing.TB, g *Graph) loss.Nats {
	t.Helper()
	nats, err := g.Run()
	if err != nil {
		t.Fatal(err)
	}
	return nats
}

// takeGradients copies the gradients and zeroes them, as a solver does.
func takeGradients(t testing.TB, g *Graph) (all [][]float32) {
	t.Helper()
	for _, w := range g.Weights() {
		gradient, err := w.Grad()
		if err != nil {
			t.Fatal(err)
		}
		data := gradient.Data().([]float32)
		all = append(all, slices.Clone(data))
		clear(data)
	}
	return all
}

// TestGradients compares the nats and every gradient of the float32 graph with the plain network in float64
// and its central differences, for a batch with windows of several lengths that is smaller than the graph's
// capacity.
func TestGradients(t *testing.T) {
	for name, shape := range shapes {
		for _, reduction := range []loss.Reduction{loss.SumOverBatch, loss.MeanPerStep} {
			t.Run(fmt.Sprint(name, ", ", reduction), func(t *testing.T) {
				random := rand.New(rand.NewPCG(7, 7))
				m := randomModel(shape, random)
				g := newGraph(t, m, 5, 9, reduction)
				const units = 6 + 3 + 1
				g.Load([]*Sequence{noise(shape, 6, random), noise(shape, 3, random), noise(shape, 1, random)}, random)
				nats := run(t, g)
				var weights [][]float64
				for _, p := range m.Parameters {
					weights = append(weights, wide(p.Data))
				}
				batch := g.plain()
				want := plainLoss(m, weights, batch)
				for i, w := range want {
					if len(nats) != len(want) || math.Abs(nats[i]*units-w) > 1e-5*w {
						t.Fatalf("nats %v, the plain network has %v over %d units", nats, want, units)
					}
				}
				cost := func() (total float64) {
					for i, v := range plainLoss(m, weights, batch) {
						total += m.Heads[i].Weight * v
					}
					if reduction == loss.MeanPerStep {
						total /= units
					}
					return total
				}
				for i, gradient := range takeGradients(t, g) {
					var difference, size float64
					for _, j := range probes(len(gradient)) {
						const h = 1e-5
						at := weights[i][j]
						weights[i][j] = at + h
						up := cost()
						weights[i][j] = at - h
						want := (up - cost()) / (2 * h)
						weights[i][j] = at
						difference += (float64(gradient[j]) - want) * (float64(gradient[j]) - want)
						size += want * want
					}
					if relative := math.Sqrt(difference / size); !(relative < 1e-4) {
						t.Errorf("%s: gradient is off by %.1e of its length", m.Parameters[i].Name, relative)
					}
				}
			})
		}
	}
}

// probes picks up to thirty of n indices.
func probes(n int) (at []int) {
	for i := range min(n, 30) {
		at = append(at, i*n/min(n, 30))
	}
	return at
}

// TestThreads checks that the bits of the nats, the gradients and the running averages do not depend on the
// number of threads, and that a second run on the same batch gives the same.
func TestThreads(t *testing.T) {
	shape := shapes["choices"]
	shape.Embedding, shape.Layers, shape.Dense = 70, []int{65, 33}, []int{70}
	train := func(threads int) (all []float32) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		random := rand.New(rand.NewPCG(1, 2))
		m := randomModel(shape, random)
		g := newGraph(t, m, 101, 5, loss.MeanPerStep)
		for range 2 {
			var windows []*Sequence
			for i := range 101 {
				windows = append(windows, noise(shape, 1+i%5, rand.New(rand.NewPCG(uint64(i), 2))))
			}
			g.Load(windows, rand.New(rand.NewPCG(3, 2)))
			nats := run(t, g)
			all = append(all, float32(nats[0]), float32(nats[1]))
			all = slices.Concat(all, slices.Concat(takeGradients(t, g)...))
		}
		if half := len(all) / 2; !slices.Equal(all[:half], all[half:]) {
			t.Error("the second run differs")
		}
		return slices.Concat(all, m.Buffers[0].Data, m.Buffers[1].Data)
	}
	one := train(1)
	for _, threads := range []int{2, 3} {
		if !slices.Equal(one, train(threads)) {
			t.Errorf("%d threads give other bits than one", threads)
		}
	}
}

// TestInputDropout checks that the given share of the inputs is dropped, and that the others are scaled up.
func TestInputDropout(t *testing.T) {
	shape := Shape{Inputs: 1, Layers: []int{1}, InputDropout: 0.2, Heads: []Head{{Name: "event", Classes: 2, Weight: 1}}}
	g := newGraph(t, New(shape), 1, 10000, loss.MeanPerStep)
	s := &Sequence{Inputs: make([][]Input, 10000), Targets: make([]int16, 10000)}
	for i := range s.Inputs {
		s.Inputs[i] = []Input{{0, 2}}
	}
	g.Load([]*Sequence{s}, rand.New(rand.NewPCG(1, 2)))
	dropped := 0
	for _, row := range g.plain().inputs {
		switch float32(row[0]) {
		case 0:
			dropped++
		case 2.5:
		default:
			t.Fatalf("an input of 2 has become %v", row[0])
		}
	}
	if dropped < 1840 || dropped > 2160 { // 2000 ± 4 standard deviations
		t.Errorf("%d of 10000 dropped at 0.2", dropped)
	}
}

// TestRunningAverages checks that, once the running mean and variance have converged to those of a batch,
// whole pieces are scored as in training.
func TestRunningAverages(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	m := New(toyShape(true))
	m.Initialize(random)
	pieces := tunes(3, 40, random)
	var windows []*Sequence
	for _, p := range pieces {
		windows = append(windows, toy{}.Encode(p))
	}
	g := newGraph(t, m, 3, 40, loss.MeanPerStep)
	g.Load(windows, random)
	var nats loss.Nats
	for range 150 {
		nats = run(t, g)
	}
	if got := mean(m.Likelihood(toy{}, pieces)); math.Abs(got.Total()-nats.Total()) > 1e-4 {
		t.Errorf("whole pieces: %v nats a unit, in training %v", got, nats)
	}
	for _, b := range m.Buffers {
		if slices.Min(b.Data) == slices.Max(b.Data) {
			t.Errorf("%s has not moved", b.Name)
		}
	}
}
