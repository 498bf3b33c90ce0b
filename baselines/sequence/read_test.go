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

// toyModel is a network for toy pieces that has learned nothing, with a normalisation that does something.
func toyModel(norm bool, random *rand.Rand) *Model {
	m := drawn(toyShape(norm), random)
	for _, b := range m.Buffers {
		for i := range b.Data {
			b.Data[i] = random.Float32() / 4
		}
	}
	return m
}

// TestLikelihoodIsTheGraphs makes sure that a piece of several windows of reading has the bits that the graph gives it in one, with an embedding and
// without, and with residual layers.
func TestLikelihoodIsTheGraphs(t *testing.T) {
	const steps = 3*readUnits + 5
	plain := toyShape(false)
	embedded, residual := plain, plain
	embedded.Embedding = 5
	residual.Layers, residual.Residual = []int{9, 9, 9, 9}, true
	for _, shape := range []Shape{plain, embedded, residual} {
		random := rand.New(rand.NewPCG(1, 2))
		m, pieces := drawn(shape, random), tunes(1, steps, random)
		g := newGraph(t, m, 1, steps, loss.SumOverBatch)
		s := toy{}.Encode(pieces[0])
		g.Load([]*Sequence{s}, random)
		run(t, g)
		for _, nats := range m.Likelihood(toy{}, pieces) {
			for i, got := range nats {
				want := m.heads.parts(m.heads.score(nil, g.logits[i*8:(i+1)*8], s.Targets[i*2:(i+1)*2]))
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

// TestLikelihoodSideBySide makes sure that a piece has the same bits whichever are read beside it and on however many threads, in an order that does not
// depend on the threads either, and that each piece comes once.
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
		t.Fatalf("%d pieces have come in the order %v", len(pieces), order)
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

// judge also tells how probable the last harmony of each piece was, and how many units the network saw.
type judge struct{ toy }

func (judge) Metrics(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) []loss.Metric {
	last, units := 0.0, 0
	for _, p := range pieces {
		rows := probabilities(p)
		units += len(rows)
		last += float64(rows[len(rows)-1][toyClass(p.Roll[p.Steps()-1], toyHarmony, 3)])
	}
	return []loss.Metric{{"last harmony", last}, {"units", float64(units)}}
}

// TestMeasures takes the network's probabilities from its likelihoods: they are e^−nats of what stands there.
func TestMeasures(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	m, pieces := toyModel(true, random), tunes(4, 30, random)
	var drawn loss.Nats
	last, units := 0.0, 0
	for _, nats := range m.Likelihood(judge{}, pieces) {
		for _, n := range nats {
			drawn = drawn.Add(loss.Nats{loss.Play: math.Exp(-n[loss.Play]), loss.Articulate: math.Exp(-n[loss.Articulate])})
			units++
		}
		last += math.Exp(-nats[len(nats)-1][loss.Play])
	}
	measures := m.Metrics(judge{}, pieces)
	want := []loss.Metric{{Name: "harmony right, most likely, %"}, {"harmony right, drawn, %", 100 * drawn[loss.Play] / float64(units)},
		{Name: "melody right, most likely, %"}, {"melody right, drawn, %", 100 * drawn[loss.Articulate] / float64(units)},
		{"last harmony", last}, {"units", float64(units)}}
	for i, w := range want {
		got := measures[i]
		if got.Name != w.Name || w.Value > 0 && math.Abs(got.Value-w.Value) > 1e-4 {
			t.Errorf("got %v, want %v", got, w)
		}
	}
	if len(measures) != len(want) {
		t.Errorf("%v", measures)
	}
}

// TestMostLikely is a network that says the same at each step, so that it is right about the pieces that do.
func TestMostLikely(t *testing.T) {
	m := Zero(toyShape(false))
	copy(m.weights().out[1].Data, []float32{0, 1, 0, 0, 0, 0, 9, 0}) // harmony 1, melody 3
	p := &features.Piece{Roll: features.Roll{toyFrame(1, 3), toyFrame(1, 2), toyFrame(1, 3), toyFrame(0, 3)}}
	measures := m.Metrics(toy{}, []*features.Piece{p})
	if measures[0].Value != 75 || measures[2].Value != 75 {
		t.Errorf("%v, want 75 per cent", measures)
	}
}
