package sequence

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"workbench/features"
	"workbench/loss"
)

func streams(n int) (all []*rand.Rand) {
	for i := range n {
		all = append(all, rand.New(rand.NewPCG(uint64(i), 9)))
	}
	return all
}

// TestContinue composes after starts of different lengths: they stay as they were, each composition has its length, and the network hears step by step what it
// would hear in the finished piece, so that its logits have the same bits.
func TestContinue(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	m, starts := toyModel(true, random), tunes(7, 6, random)
	toyLogits = map[string][][]float32{}
	defer func() { toyLogits = nil }()
	pieces := m.Continue(toy{}, starts, 40, 1.2, streams(7))
	seen := make([][][]float32, len(pieces))
	m.read(toy{}, pieces, func(u unit) { seen[u.piece] = append(seen[u.piece], slices.Clone(u.logits)) }, func(int, int) bool { return true })
	for i, p := range pieces {
		if p.Name != starts[i].Name || p.Steps() != starts[i].Steps()+40 || !slices.Equal(p.Roll[:starts[i].Steps()], starts[i].Roll) {
			t.Errorf("piece %s of %d steps has become %s of %d", starts[i].Name, starts[i].Steps(), p.Name, p.Steps())
		}
		took := toyLogits[p.Name]
		for u, row := range seen[i] {
			if !slices.Equal(took[2*u], row[:3]) || !slices.Equal(took[2*u+1], row[3:]) {
				t.Fatalf("piece %d, unit %d: the logits %v and %v were %v when it was composed", i, u, row[:3], row[3:], took[2*u:2*u+2])
			}
		}
	}
}

// TestContinueSideBySide makes sure that a composition is the same whatever is composed beside it, and on however many threads.
func TestContinueSideBySide(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	m, starts := toyModel(true, random), tunes(5, 4, random) // the last is empty
	starts[4].Roll = nil
	all := m.Continue(toy{}, starts, 30, 1, streams(5))
	for threads := 1; threads <= 3; threads++ {
		before := runtime.GOMAXPROCS(threads)
		for i := range starts {
			alone := m.Continue(toy{}, starts[i:], 30, 1, streams(5)[i:])
			if !slices.Equal(alone[0].Roll, all[i].Roll) {
				t.Errorf("%d threads: piece %d differs among %d", threads, i, len(alone))
			}
		}
		runtime.GOMAXPROCS(before)
	}
	if slices.Equal(all[0].Roll[4:], all[1].Roll[3:]) {
		t.Error("two streams of random numbers compose the same")
	}
}

// TestDraw draws often: how often each class comes is within four standard deviations of its probability.
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

func TestFlip(t *testing.T) {
	const n = 20000
	for _, test := range []struct {
		logit       float32
		temperature float64
		want        float64 // σ(logit/temperature)
	}{{0, 1, 0.5}, {1, 1, 0.731059}, {1, 2, 0.622459}, {-1, 0.5, 0.119203}, {100, 1, 1}, {-100, 1, 0}} {
		random := rand.New(rand.NewPCG(1, 2))
		count := 0.0
		for range n {
			if Flip(test.logit, test.temperature, random) {
				count++
			}
		}
		if math.Abs(count-n*test.want) > 4*math.Sqrt(n*test.want*(1-test.want)) {
			t.Errorf("%+v: %v of %d", test, count, n)
		}
	}
}

// TestReference works the counts out by hand. Harmony, of 3 classes: training 0 0 1 and 1 1, test 0 1. Beginnings: 0 once, 1 once.
func TestReference(t *testing.T) {
	piece := func(harmonies ...int) *features.Piece {
		p := &features.Piece{}
		for _, h := range harmonies {
			p.Roll = append(p.Roll, toyFrame(h, 2))
		}
		return p
	}
	name, nats := Reference(toy{}, []*features.Piece{piece(0, 0, 1), piece(1, 1)}, []*features.Piece{piece(0, 1)}, 0)
	// The first: 0 began one of 2; the second: after 0, seen twice, came 1 once. Melody 2 began both, and came 3 times of 3 after 2.
	play := (-math.Log(1.5/(2+1.5)) - math.Log(1.5/(2+1.5))) / 2
	articulate := (-math.Log(2.5/(2+2.5)) - math.Log(3.5/(3+2.5))) / 2
	// Without the first unit of the piece there is the second alone.
	if _, nats := Reference(toy{}, []*features.Piece{piece(0, 0, 1), piece(1, 1)}, []*features.Piece{piece(0, 1)}, 1); math.Abs(nats[loss.Play]+math.Log(1.5/(2+1.5))) > 1e-12 {
		t.Errorf("without the first unit %v", nats)
	}
	if name != "bigram" || math.Abs(nats[loss.Play]-play) > 1e-12 || math.Abs(nats[loss.Articulate]-articulate) > 1e-12 {
		t.Errorf("%s %v, want bigram %v %v", name, nats, play, articulate)
	}
}

// keys tells only which of three keys play, and which of these are struck.
type keys struct{ toy }

func (keys) Heads() []Head {
	return []Head{{Name: "play", Classes: 3, Bits: true, Weight: 1}, {Name: "articulate", Classes: 3, Bits: true, Weight: 1}}
}

func (keys) Encode(p *features.Piece) *Sequence {
	s := &Sequence{Inputs: make([][]Input, p.Steps())}
	for _, f := range p.Roll {
		play, struck := make([]int16, 3), []int16{Unscored, Unscored, Unscored}
		for k, cell := range f[:3] {
			if cell.Play() {
				play[k], struck[k] = 1, 0
			}
			if cell.Articulate() {
				struck[k] = 1
			}
		}
		s.Targets = append(s.Targets, append(play, struck...)...)
	}
	return s
}

// TestMarginal: in 3 training steps key 0 plays twice and is struck once, key 1 plays once, struck, key 2 never; in the test step key 0 is held.
func TestMarginal(t *testing.T) {
	const s, h = features.Struck, features.Held
	training := &features.Piece{Roll: features.Roll{{0: s, 1: s}, {0: h}, {}}}
	name, nats := Reference(keys{}, []*features.Piece{training}, []*features.Piece{{Roll: features.Roll{{0: h}}}}, 0)
	play := -math.Log(2.5/4) - math.Log(2.5/4) - math.Log(3.5/4)
	articulate := -math.Log(1.5 / 3)
	if name != "marginal" || math.Abs(nats[loss.Play]-play) > 1e-12 || math.Abs(nats[loss.Articulate]-articulate) > 1e-12 {
		t.Errorf("%s %v, want marginal %v %v", name, nats, play, articulate)
	}
}
