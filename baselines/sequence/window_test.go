package sequence

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"workbench/features"
)

// TestPass checks that a pass has every unit of every piece once, with one augmentation per piece, and that
// another pass has other augmentations.
func TestPass(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := append(tunes(9, 50, random), &features.Piece{}) // the empty one is left out
	s := NewSampler(toy{}, pieces, 16)
	all := slices.Concat(s.Pass(4, random)...)
	slices.SortFunc(all, func(a, b Window) int { return cmp.Or(cmp.Compare(a.Piece.Name, b.Piece.Name), a.From-b.From) })
	for i, w := range all {
		first := i == 0 || all[i-1].Piece != w.Piece
		if first != (w.From == 0) || !first && (w.From != all[i-1].From+all[i-1].Units || w.Seed != all[i-1].Seed) || w.Units > 16 {
			t.Errorf("%v after %v", w, all[max(i-1, 0)])
		}
		last := i == len(all)-1 || all[i+1].Piece != w.Piece
		if whole := (toy{}).Augment(w.Piece, rand.New(rand.NewPCG(w.Seed, 0))); last && w.From+w.Units != whole.Len() {
			t.Errorf("%v is the last of a piece of %d", w, whole.Len())
		}
	}
	again := slices.Concat(s.Pass(4, random)...)
	if slices.ContainsFunc(again, func(w Window) bool { return w.Seed == all[0].Seed }) {
		t.Error("the second pass has an augmentation of the first")
	}
}

// TestPassBatches checks that a batch has windows of about one length, and that the batches are in random
// order.
func TestPassBatches(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	s := NewSampler(toy{}, tunes(40, 60, random), 0)
	if s.Longest() != 60 {
		t.Errorf("the longest window has %d units, want 60", s.Longest())
	}
	batches := s.Pass(4, random)
	for _, b := range batches {
		if len(b) > 4 || b[len(b)-1].Units-b[0].Units > 8 {
			t.Errorf("a batch of %v", b)
		}
	}
	if slices.IsSortedFunc(batches, func(a, b []Window) int { return a[0].Units - b[0].Units }) {
		t.Error("the batches are sorted by length")
	}
}

// TestDrawWindow checks that pieces are drawn in proportion to their length, and that windows start everywhere.
func TestDrawWindow(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	long, short := tunes(1, 30, random)[0], tunes(1, 10, random)[0]
	s := NewSampler(toy{}, []*features.Piece{long, short}, 8)
	const n = 4000
	ofLong, starts := 0.0, map[int]bool{}
	drawn := s.Draw(n, random)
	for i, encoded := range EncodeWindows(toy{}, drawn) {
		w := drawn[i]
		if got := encoded.Len(); got != 8 || w.Units != 8 {
			t.Fatalf("%v has %d units", w, got)
		}
		if w.Piece == long {
			ofLong++
			starts[w.From] = true
		}
	}
	if math.Abs(ofLong-n*0.75) > 4*math.Sqrt(windowsPerPiece*n*0.75*0.25) {
		t.Errorf("%v of %d windows are of the piece with 30 of 40 units", ofLong, n)
	}
	for from := range 30 - 8 + 1 {
		if !starts[from] {
			t.Errorf("no window begins at %d", from)
		}
	}
}

// broken encodes pieces, but not augmented ones.
type broken struct{ toy }

func (broken) Augment(*features.Piece, *rand.Rand) *Sequence { return new(Sequence) }

func TestEmptyAugmentationPanics(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	s := NewSampler(broken{}, tunes(1, 20, random), 8)
	defer func() {
		if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "sequence: a, augmented") {
			t.Errorf("panic %q, want one that starts with the package", text)
		}
	}()
	s.Draw(1, random)
}

// TestWindowInputs checks that a window in the middle of a piece is that part of it: the inputs of its first
// unit have the unit before the window.
func TestWindowInputs(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	p := tunes(1, 20, random)[0]
	whole := toy{}.Augment(p, rand.New(rand.NewPCG(5, 0)))
	s := EncodeWindows(toy{}, []Window{{p, 6, 0, 3}, {p, 5, 7, 4}})[1]
	if s.Len() != 4 || !slices.Equal(s.Targets, whole.Targets[14:22]) || !slices.Equal(s.Inputs[0], whole.Inputs[7]) {
		t.Errorf("got %v, of %v", s, whole)
	}
	if len(s.Inputs[0]) != 3 {
		t.Errorf("the first unit has the inputs %v, want the beat and two keys", s.Inputs[0])
	}
}
