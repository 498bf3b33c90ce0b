package sequence

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"workbench/features"
)

// primers begin in silence.
func primers(pieces []*features.Piece) (all []features.Primer) {
	for _, p := range pieces {
		all = append(all, features.Primer{Piece: p, Silence: true})
	}
	return all
}

func streams(n int) (all []*rand.Rand) {
	for i := range n {
		all = append(all, rand.New(rand.NewPCG(uint64(i), 9)))
	}
	return all
}

// TestContinue composes after primers of different lengths, with two and with three heads. The primers do not
// change, each composition has its length, and the logits of each head have the bits that they have when the
// piece is read.
func TestContinue(t *testing.T) {
	for _, r := range []Representation{toy{}, accented{}} {
		random := rand.New(rand.NewPCG(1, 2))
		shape := toyShape(true)
		shape.Heads = r.Heads()
		m, given := randomModel(shape, random), tunes(7, 6, random)
		toyLogits = map[string][][]float32{}
		defer func() { toyLogits = nil }()
		pieces := m.Continue(r, primers(given), 40, 1.2, streams(7))
		read := make([][][]float32, len(pieces))
		m.read(r, pieces, func(u unit) {
			for i := range m.layout.heads {
				read[u.piece] = append(read[u.piece], slices.Clone(m.layout.heads[i].outputsOf(u.logits)))
			}
		}, func(int) bool { return true })
		for i, p := range pieces {
			if p.Name != given[i].Name || p.Steps() != given[i].Steps()+40 || !slices.Equal(p.Roll[:given[i].Steps()], given[i].Roll) {
				t.Errorf("piece %s of %d steps is now %s of %d", given[i].Name, given[i].Steps(), p.Name, p.Steps())
			}
			if composed := toyLogits[p.Name]; len(read[i]) != p.Steps()*len(m.Heads) || !slices.EqualFunc(read[i], composed, slices.Equal) {
				t.Fatalf("%d heads, piece %d: the logits %v were %v when it was composed", len(m.Heads), i, read[i], composed)
			}
		}
	}
}

// TestContinueSideBySide checks that a composition depends neither on those beside it nor on the number of
// threads.
func TestContinueSideBySide(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	m, given := toyModel(true, random), tunes(5, 4, random) // the last is empty
	given[4].Roll = nil
	all := m.Continue(toy{}, primers(given), 30, 1, streams(5))
	for threads := 1; threads <= 3; threads++ {
		before := runtime.GOMAXPROCS(threads)
		for i := range given {
			alone := m.Continue(toy{}, primers(given[i:]), 30, 1, streams(5)[i:])
			if !slices.Equal(alone[0].Roll, all[i].Roll) {
				t.Errorf("%d threads: piece %d differs among %d", threads, i, len(alone))
			}
		}
		runtime.GOMAXPROCS(before)
	}
	if slices.Equal(all[0].Roll[4:], all[1].Roll[3:]) {
		t.Error("two random number generators compose the same")
	}
}

// TestDraw checks that the frequency of each class is within four standard deviations of its probability.
func TestDraw(t *testing.T) {
	const n = 20000
	logits := []float32{1, float32(math.Inf(-1)), -1, 0, 3}
	for _, temperature := range []float64{0.5, 1, 2} {
		random := rand.New(rand.NewPCG(1, 2))
		counts, sum := make([]float64, len(logits)), 0.0
		for range n {
			counts[Draw(logits, temperature, random)]++
		}
		for _, z := range logits {
			sum += math.Exp(float64(z) / temperature)
		}
		for i, z := range logits {
			p := math.Exp(float64(z)/temperature) / sum
			if math.Abs(counts[i]-n*p) > 4*math.Sqrt(n*p*(1-p)) {
				t.Errorf("temperature %v: class %d %v times of %d, want %.0f", temperature, i, counts[i], n, n*p)
			}
		}
	}
}

func TestDrawBinary(t *testing.T) {
	const n = 20000
	for _, test := range []struct {
		logit       float32
		temperature float64
		want        float64 // σ(logit/temperature)
	}{{0, 1, 0.5}, {1, 1, 0.731059}, {1, 2, 0.622459}, {-1, 0.5, 0.119203}, {100, 1, 1}, {-100, 1, 0}} {
		random := rand.New(rand.NewPCG(1, 2))
		count := 0.0
		for range n {
			if DrawBinary(test.logit, test.temperature, random) {
				count++
			}
		}
		if math.Abs(count-n*test.want) > 4*math.Sqrt(n*test.want*(1-test.want)) {
			t.Errorf("%+v: %v of %d", test, count, n)
		}
	}
}
