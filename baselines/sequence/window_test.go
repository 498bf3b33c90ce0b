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

// TestPass makes sure that a pass is every unit of every piece once, in its own variant, in windows that fit, and that another pass is another one.
func TestPass(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := append(tunes(9, 50, random), &features.Piece{}) // the empty one is left out
	s := NewSampler(toy{}, pieces, 16)
	all := slices.Concat(s.Pass(4, random)...)
	slices.SortFunc(all, func(a, b Window) int { return cmp.Or(cmp.Compare(a.Piece.Name, b.Piece.Name), a.From-b.From) })
	for i, w := range all {
		first := i == 0 || all[i-1].Piece != w.Piece
		if first != (w.From == 0) || !first && (w.From != all[i-1].From+all[i-1].Units || w.Variant != all[i-1].Variant) || w.Units > 16 {
			t.Errorf("%v comes after %v", w, all[max(i-1, 0)])
		}
		last := i == len(all)-1 || all[i+1].Piece != w.Piece
		if whole := (toy{}).Vary(w.Piece, rand.New(rand.NewPCG(w.Variant, 0))); last && w.From+w.Units != whole.Len() {
			t.Errorf("%v is the last of a piece of %d", w, whole.Len())
		}
	}
	again := slices.Concat(s.Pass(4, random)...)
	if slices.ContainsFunc(again, func(w Window) bool { return w.Variant == all[0].Variant }) {
		t.Error("the second pass has a variant of the first")
	}
}

// TestPassBatches makes sure that windows of one length are together, and nothing else is lost of the order being random.
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
		t.Error("the batches come by their lengths")
	}
}

// TestDrawWindow draws often: pieces come as often as they are long, and windows begin everywhere.
func TestDrawWindow(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	long, short := tunes(1, 30, random)[0], tunes(1, 10, random)[0]
	s := NewSampler(toy{}, []*features.Piece{long, short}, 8)
	const n = 4000
	ofLong, starts := 0.0, map[int]bool{}
	drawn := s.Draw(n, random)
	for i, read := range Read(toy{}, drawn) {
		w := drawn[i]
		if got := read.Len(); got != 8 || w.Units != 8 {
			t.Fatalf("%v has %d units", w, got)
		}
		if w.Piece == long {
			ofLong++
			starts[w.From] = true
		}
	}
	if math.Abs(ofLong-n*0.75) > 4*math.Sqrt(siblings*n*0.75*0.25) {
		t.Errorf("%v of %d windows are of the piece with 30 of 40 units", ofLong, n)
	}
	for from := range 30 - 8 + 1 {
		if !starts[from] {
			t.Errorf("no window begins at %d", from)
		}
	}
}

// mute is a representation that tells pieces, but no variants of them.
type mute struct{ toy }

func (mute) Vary(*features.Piece, *rand.Rand) *Sequence { return new(Sequence) }

func TestEmptyVariantPanics(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	s := NewSampler(mute{}, tunes(1, 20, random), 8)
	defer func() {
		if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "sequence: variant") {
			t.Errorf("panic %q, want one that starts with the package", text)
		}
	}()
	s.Draw(1, random)
}

// TestWindowHears makes sure that a window in the middle of a piece is that part of it, and hears the unit before it.
func TestWindowHears(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	p := tunes(1, 20, random)[0]
	whole := toy{}.Vary(p, rand.New(rand.NewPCG(5, 0)))
	s := Read(toy{}, []Window{{p, 6, 0, 3}, {p, 5, 7, 4}})[1]
	if s.Len() != 4 || !slices.Equal(s.Targets, whole.Targets[14:22]) || !slices.Equal(s.Inputs[0], whole.Inputs[7]) {
		t.Errorf("got %v, of %v", s, whole)
	}
	if len(s.Inputs[0]) != 3 {
		t.Errorf("the first unit hears %v, want the beat and two keys", s.Inputs[0])
	}
}
