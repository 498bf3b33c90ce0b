package biaxial

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features"
	"workbench/features/dynamics"
	"workbench/features/score"
	"workbench/loss"
)

// tune is a random piece in 3/4 with the given number of steps, with chords, held notes and repeats.
func tune(steps int, seed uint64) *features.Piece {
	random := rand.New(rand.NewPCG(seed, 1))
	s := &score.Score{TicksPerQuarter: 4, Metres: []score.MetreChange{{Metre: score.Metre{Beats: 3, Unit: 4}}}}
	for t := range steps {
		for range random.IntN(3) {
			s.Notes = append(s.Notes, score.Note{Start: int64(t), End: int64(min(t+1+random.IntN(4), steps)),
				Key: uint8(40 + random.IntN(40)), Velocity: 80})
		}
	}
	s.Notes = append(s.Notes, score.Note{Start: int64(steps - 1), End: int64(steps), Key: features.Lowest, Velocity: 80})
	p, err := features.FromScore(fmt.Sprint("tune ", seed), s, 4)
	if err != nil {
		panic(err)
	}
	return p
}

// encoding is that of Deep Jammer, for larger shapes with two lookback distances and with all groups of lower
// notes.
func encoding(t testing.TB, shape Shape) Encoding {
	t.Helper()
	groups := []string{"position", "pitch-class", "vicinity", "beat"}
	if shape.Velocity {
		shape.Attributes -= dynamics.Width
		shape.LowerNotes -= dynamics.LowerWidth
	}
	if shape.Attributes != 78 {
		groups = append(groups, "lookback")
	}
	e, err := features.NewEncoder(groups, map[string]any{"lookback": &features.LookbackOptions{Steps: []int{5}, Bars: []int{2}}})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"note"}
	if shape.LowerNotes != shape.Outputs {
		names = features.LowerNoteNames()
	}
	lower, err := features.NewLowerNotes(names, shape.Outputs)
	if err != nil {
		t.Fatal(err)
	}
	if shape.Velocity {
		e, lower = e.With(dynamics.Attributes), lower.With(dynamics.LowerWidth, dynamics.EncodeLower)
	}
	return Encoding{e, lower}
}

// tune is a tune with random velocities if the network has them.
func (s Shape) tune(steps int, seed uint64) *features.Piece {
	p, random := tune(steps, seed), rand.New(rand.NewPCG(seed, 2))
	for t := range p.Roll {
		for n, cell := range p.Roll[t] {
			if s.Velocity && cell.Articulate() {
				p.Roll[t][n] = cell.With(features.Velocity(1 + random.IntN(features.Velocities)))
			}
		}
	}
	return p
}

func wide(m *Model) [][]float64 {
	var all [][]float64
	for _, p := range m.Parameters {
		var w []float64
		for _, v := range p.Data {
			w = append(w, float64(v))
		}
		all = append(all, w)
	}
	return all
}

var tinyShapes = []Shape{
	{Attributes: 78, TimeLayers: []int{3, 2}, NoteLayers: []int{3, 2}, Outputs: 2, LowerNotes: 2},
	{Attributes: 78 + 3*2, TimeLayers: []int{4}, NoteLayers: []int{2, 2, 3}, Outputs: 2, LowerNotes: 2 + 24 + 12 + 1, Dropout: 0.5},
	{Attributes: 78, TimeLayers: []int{2, 3, 2}, NoteLayers: []int{3}, Outputs: 1, LowerNotes: 1, Dropout: 0.3},
	{Attributes: 78, TimeLayers: []int{3, 2}, NoteLayers: []int{3, 2}, Outputs: 2, LowerNotes: 2, Styles: []string{"jig", "polka", "waltz"}},
	{Attributes: 78 + 3*2 + dynamics.Width, TimeLayers: []int{3, 2}, NoteLayers: []int{3, 2}, Outputs: 2, LowerNotes: 2 + 24 + 12 + 1 + dynamics.LowerWidth, Velocity: true,
		Styles: []string{"jig", "polka", "waltz"}, Dropout: 0.2},
}

// TestGradients compares the loss and every gradient of the float32 graph with the plain network in float64 and
// its central differences: for different stacks, with and without dropout and articulation, with a padded
// segment in the batch, and with a batch that is smaller than the graph was built for.
func TestGradients(t *testing.T) {
	for _, shape := range tinyShapes {
		t.Run(fmt.Sprint(shape.TimeLayers, shape.NoteLayers, shape.Outputs, shape.Styles), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(7, 7))
			m, e := New(shape, random), encoding(t, shape)
			styled(m, random)
			const T = 3
			segments := []features.Segment{{Piece: shape.tune(20, 1), Start: 12, Steps: T}, {Piece: shape.tune(2, 2), Start: -1, Steps: T}}
			segments[0].Piece.Style = features.Style{"waltz": 0.75, "jig": 0.25}
			var gradients [][]float64 // of the plain network
			for _, reduction := range []loss.Reduction{loss.SumOverBatch, loss.MeanPerStep} {
				g, err := m.NewGraph(3, T+4, reduction)
				if err != nil {
					t.Fatal(err)
				}
				defer g.Close()
				g.Load(e, segments, rand.New(rand.NewPCG(8, 8))) // the same dropout for both reductions
				nats, err := g.Run()
				if err != nil {
					t.Fatal(err)
				}
				plain := func(weights [][]float64) float64 { return plainLoss(m, weights, e, segments, g.dropout) }
				const steps = T + 2 // labels that count
				want := plain(wide(m))
				if got := nats.Total() * steps; math.Abs(got-want) > 1e-5*want {
					t.Errorf("%v: loss %v, the plain network has %v", reduction, got, want)
				}
				if gradients == nil {
					gradients = centralDifferences(wide(m), plain)
				}
				scale := 1.0
				if reduction == loss.MeanPerStep {
					scale = 1.0 / steps
				}
				for i, p := range m.Parameters {
					gradient, err := g.weights[i].Grad()
					if err != nil {
						t.Fatal(err)
					}
					got := gradient.Data().([]float32)
					var difference, size float64
					for k, j := range probes(len(p.Data)) {
						want := scale * gradients[i][k]
						difference += (float64(got[j]) - want) * (float64(got[j]) - want)
						size += want * want
					}
					if relative := math.Sqrt(difference / size); !(relative < 1e-4) {
						t.Errorf("%v: %s: gradient is off by %.1e of its length", reduction, p.Name, relative)
					}
				}
			}
		})
	}
}

// centralDifferences are the derivatives of f by the probes of each parameter.
func centralDifferences(weights [][]float64, f func([][]float64) float64) [][]float64 {
	const h = 1e-5
	gradients := make([][]float64, len(weights))
	for i, w := range weights {
		for _, j := range probes(len(w)) {
			at := w[j]
			w[j] = at + h
			up := f(weights)
			w[j] = at - h
			down := f(weights)
			w[j] = at
			gradients[i] = append(gradients[i], (up-down)/(2*h))
		}
	}
	return gradients
}

// styled gives the styles of a network random vectors, and the hidden units for velocities random biases.
func styled(m *Model, random *rand.Rand) {
	timeStyles, noteStyles, _ := m.split()
	zero := slices.Concat(timeStyles, noteStyles)
	if m.Velocity {
		_, bias, _, _ := m.velocityLayers()
		zero = append(zero, bias)
	}
	for _, p := range zero {
		for i := range p.Data {
			p.Data[i] = float32(random.NormFloat64())
		}
	}
}

// probes returns up to twelve indices below n.
func probes(n int) []int {
	var at []int
	for i := range min(n, 12) {
		at = append(at, i*n/min(n, 12))
	}
	return at
}

// TestRunTwice checks that a second run on the same batch gives the same gradients: gorgonia accumulates them,
// and solvers zero them.
func TestRunTwice(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	m, e := New(tinyShapes[0], random), encoding(t, tinyShapes[0])
	g, err := m.NewGraph(1, 4, loss.SumOverBatch)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	run := func() (loss.Nats, []float32) {
		g.Load(e, []features.Segment{{Piece: tune(20, 1), Start: -1, Steps: 4}}, random)
		nats, err := g.Run()
		if err != nil {
			t.Fatal(err)
		}
		var all []float32
		for _, w := range g.weights {
			gradient, _ := w.Grad()
			data := gradient.Data().([]float32)
			all = append(all, data...)
			clear(data)
		}
		return nats, all
	}
	nats1, gradient1 := run()
	nats2, gradient2 := run()
	if !slices.Equal(nats1, nats2) || !slices.Equal(gradient1, gradient2) {
		t.Errorf("second run: loss %v and %v", nats1, nats2)
	}
}

// TestShortSegment checks that a segment shorter than others of its batch ends there, although its piece
// continues.
func TestShortSegment(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	m, e := New(tinyShapes[0], random), encoding(t, tinyShapes[0])
	g, err := m.NewGraph(2, 4, loss.SumOverBatch)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	g.Load(e, []features.Segment{{Piece: tune(20, 1), Start: -1, Steps: 4}, {Piece: tune(20, 2), Start: -1, Steps: 3}}, random)
	if want := []float32{1, 1, 1, 1, 1, 1, 1, 0}; !slices.Equal(g.mask, want) {
		t.Errorf("the steps that count are %v, want %v", g.mask, want)
	}
}

// TestLargeSize checks the count of the Large network with 78 attributes.
func TestLargeSize(t *testing.T) {
	m := New(Shape{Attributes: 78, TimeLayers: []int{300, 300}, NoteLayers: []int{100, 50}, Outputs: 2, LowerNotes: 2}, rand.New(rand.NewPCG(1, 1)))
	// 4·300·(78+300+1) + 4·300·(300+300+1) + 4·100·(302+100+1) + 4·50·(100+50+1) + 2·(50+1)
	if m.Size() != 1367502 {
		t.Errorf("%d parameters", m.Size())
	}
}
