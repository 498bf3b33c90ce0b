package sequence

import (
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"workbench/features"
	"workbench/loss"
)

// toyModel is a random network for toy pieces, with running averages that are not the identity.
func toyModel(norm bool, random *rand.Rand) *Model {
	m := randomModel(toyShape(norm), random)
	for _, b := range m.Buffers {
		for i := range b.Data {
			b.Data[i] = random.Float32() / 4
		}
	}
	return m
}

// TestLikelihoodIsTheGraphs checks that a piece that is read in several parts has the bits that the graph
// gives it in one, with an embedding and without, with residual layers, and with a chain of conditioned
// heads.
func TestLikelihoodIsTheGraphs(t *testing.T) {
	const steps = 3*readUnits + 5
	plain := toyShape(false)
	embedded, residual, three := plain, plain, plain
	embedded.Embedding = 5
	residual.Layers, residual.Residual = []int{9, 9, 9, 9}, true
	three.Heads = accented{}.Heads()
	for _, shape := range []Shape{plain, embedded, residual, three} {
		random := rand.New(rand.NewPCG(1, 2))
		r := Representation(toy{})
		if len(shape.Heads) == 3 {
			r = accented{}
		}
		m, pieces := randomModel(shape, random), tunes(1, steps, random)
		g := newGraph(t, m, 1, steps, loss.SumOverBatch)
		s := r.Encode(pieces[0])
		g.Load([]*Sequence{s}, random)
		run(t, g)
		for _, nats := range m.Likelihood(r, pieces) {
			for i, got := range nats {
				want := make(loss.Nats, len(m.Heads))
				O, K := m.layout.outputs, m.layout.targets
				m.layout.score(want, nil, g.logits[i*O:(i+1)*O], s.Targets[i*K:(i+1)*K])
				if !slices.Equal(got, want) {
					t.Fatalf("%+v, unit %d: %v nats, in the graph %v", shape, i, got, want)
				}
			}
			if len(nats) != steps {
				t.Errorf("%d units", len(nats))
			}
		}
	}
}

// TestLikelihoodSideBySide checks that the bits of a piece depend neither on the pieces beside it nor on the
// number of threads, that the order does not depend on the threads either, and that each piece comes once.
func TestLikelihoodSideBySide(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	m, pieces := toyModel(true, random), tunes(readRows+30, readRows+100, random)
	pieces = append(pieces, &features.Piece{})
	random.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
	read := func(threads int) (order []int, all [][]loss.Nats) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		all = make([][]loss.Nats, len(pieces))
		for i, nats := range m.Likelihood(toy{}, pieces) {
			order, all[i] = append(order, i), nats
		}
		return order, all
	}
	order, all := read(1)
	if sorted := slices.Sorted(slices.Values(order)); len(sorted) != len(pieces) || len(slices.Compact(sorted)) != len(pieces) {
		t.Fatalf("%d pieces came in the order %v", len(pieces), order)
	}
	for i, p := range pieces {
		if len(all[i]) != p.Steps() {
			t.Fatalf("%d units of a piece of %d", len(all[i]), p.Steps())
		}
		if i%9 == 0 {
			for _, alone := range m.Likelihood(toy{}, []*features.Piece{p}) {
				if !reflect.DeepEqual(alone, all[i]) {
					t.Errorf("piece %d is another one among others", i)
				}
			}
		}
	}
	for _, threads := range []int{2, 3} {
		order2, all2 := read(threads)
		if !reflect.DeepEqual(order, order2) || !reflect.DeepEqual(all, all2) {
			t.Errorf("%d threads give other bits, or another order", threads)
		}
	}
}

func TestLikelihoodBrokenOff(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	n := 0
	for range toyModel(true, random).Likelihood(toy{}, tunes(5, 20, random)) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d pieces", n)
	}
}

// evaluated has metrics: the sum of the probabilities of the last harmony of each piece, and the number of
// units.
type evaluated struct{ toy }

func (evaluated) Metrics(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) []loss.Metric {
	last, units := 0.0, 0
	for _, p := range pieces {
		rows := probabilities(p)
		units += len(rows)
		last += float64(rows[len(rows)-1][toyClass(p.Roll[p.Steps()-1], toyHarmony, 3)])
	}
	return []loss.Metric{{Name: "last harmony", Value: last}, {Name: "units", Value: float64(units)}}
}

// TestMetrics computes the probabilities of the targets from the likelihoods: they are e^−nats.
func TestMetrics(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	m, pieces := toyModel(true, random), tunes(4, 30, random)
	sampled := make(loss.Nats, 2)
	last, units := 0.0, 0
	for _, nats := range m.Likelihood(evaluated{}, pieces) {
		for _, n := range nats {
			sampled = sampled.Add(loss.Nats{math.Exp(-n[0]), math.Exp(-n[1])})
			units++
		}
		last += math.Exp(-nats[len(nats)-1][0])
	}
	metrics := m.Metrics(evaluated{}, pieces)
	want := []loss.Metric{{Name: "harmony accuracy, most likely, %"}, {Name: "harmony accuracy, sampled, %", Value: 100 * sampled[0] / float64(units)},
		{Name: "melody accuracy, most likely, %"}, {Name: "melody accuracy, sampled, %", Value: 100 * sampled[1] / float64(units)},
		{Name: "last harmony", Value: last}, {Name: "units", Value: float64(units)}}
	for i, w := range want {
		got := metrics[i]
		if got.Name != w.Name || w.Value > 0 && math.Abs(got.Value-w.Value) > 1e-4 {
			t.Errorf("got %v, want %v", got, w)
		}
	}
	if len(metrics) != len(want) {
		t.Errorf("%v", metrics)
	}
}

// TestMostLikely is a network that predicts the same at each step.
func TestMostLikely(t *testing.T) {
	m := New(toyShape(false))
	copy(m.weights().out[1].Data, []float32{0, 1, 0, 0, 0, 0, 9, 0}) // harmony 1, melody 3
	p := &features.Piece{Roll: features.Roll{toyFrame(1, 3), toyFrame(1, 2), toyFrame(1, 3), toyFrame(0, 3)}}
	metrics := m.Metrics(toy{}, []*features.Piece{p})
	if metrics[0].Value != 75 || metrics[2].Value != 75 {
		t.Errorf("%v, want 75 per cent", metrics)
	}
}
