package sequence

import (
	"fmt"
	"math/rand/v2"
	"sort"

	"workbench/features"
	"workbench/internal/parallel"
)

// Window is some units of a piece, as Vary tells it with random numbers that begin at Variant. It is small, and read when it is wanted.
type Window struct {
	Piece       *features.Piece
	Variant     uint64
	From, Units int
}

// Read reads windows, each variant of a piece once.
func Read(r Representation, windows []Window) []*Sequence {
	type variant struct {
		piece *features.Piece
		seed  uint64
	}
	groups := map[variant][]int{}
	var order []variant
	for i, w := range windows {
		v := variant{w.Piece, w.Variant}
		if groups[v] == nil {
			order = append(order, v)
		}
		groups[v] = append(groups[v], i)
	}
	read := make([]*Sequence, len(windows))
	parallel.Do(len(order), func(g int) {
		group := groups[order[g]]
		whole := windows[group[0]].piece(r)
		for _, i := range group {
			read[i] = windows[i].of(whole)
		}
	})
	return read
}

// of cuts the window out of its piece. The inputs of its first unit are what they are in the piece: they tell of the unit before it.
func (w Window) of(s *Sequence) *Sequence {
	if s.Len() < w.From+w.Units {
		panic(fmt.Sprintf("sequence: units %d to %d of %s, which has %d", w.From, w.From+w.Units, w.Piece.Name, s.Len()))
	}
	targets := len(s.Targets) / s.Len()
	return &Sequence{s.Inputs[w.From : w.From+w.Units], s.Targets[w.From*targets : (w.From+w.Units)*targets]}
}

// piece is the whole piece that the window is of.
func (w Window) piece(r Representation) *Sequence {
	s := r.Vary(w.Piece, rand.New(rand.NewPCG(w.Variant, 0)))
	if s.Len() == 0 {
		panic(fmt.Sprintf("sequence: variant %d of %s has no units", w.Variant, w.Piece.Name))
	}
	return s
}

// Sampler takes windows out of pieces.
type Sampler struct {
	r      Representation
	pieces []*features.Piece
	upTo   []int // units of the pieces up to and including each, as Encode tells them
	units  int   // of a window, at most
}

// NewSampler takes windows of so many units, or with 0 as long as the longest piece. Pieces that the representation cannot tell are left out; that none
// is left shows in Longest.
func NewSampler(r Representation, pieces []*features.Piece, units int) *Sampler {
	lengths := make([]int, len(pieces))
	parallel.Do(len(pieces), func(i int) { lengths[i] = r.Encode(pieces[i]).Len() })
	s := &Sampler{r: r}
	total, longest := 0, 0
	for i, n := range lengths {
		if n > 0 {
			total += n
			longest = max(longest, n)
			s.pieces, s.upTo = append(s.pieces, pieces[i]), append(s.upTo, total)
		}
	}
	if s.units = longest; units > 0 {
		s.units = min(units, longest)
	}
	return s
}

// Longest is the number of units that no window exceeds; 0 where there are no pieces.
func (s *Sampler) Longest() int { return s.units }

// siblings is the number of windows in a row that Draw takes out of one variant: to tell a long piece takes longer than to learn from a window of it.
const siblings = 4

// Draw returns so many windows. Each few of them are of one piece, in a fresh variant, pieces being as likely as they are long; they begin anywhere where a window
// has its length, and are shorter only where the piece is.
func (s *Sampler) Draw(windows int, random *rand.Rand) []Window {
	drawn := make([]Window, 0, windows)
	for len(drawn) < windows {
		i := sort.SearchInts(s.upTo, 1+random.IntN(s.upTo[len(s.upTo)-1]))
		w := Window{Piece: s.pieces[i], Variant: random.Uint64()}
		n := w.piece(s.r).Len()
		w.Units = min(s.units, n)
		for range min(siblings, windows-len(drawn)) {
			w.From = random.IntN(n - w.Units + 1)
			drawn = append(drawn, w)
		}
	}
	return drawn
}

// Pass returns batches of up to size windows that together are every unit of every piece once, each piece in a fresh variant, in random order.
func (s *Sampler) Pass(size int, random *rand.Rand) [][]Window {
	whole := make([]Window, len(s.pieces))
	for i, p := range s.pieces {
		whole[i] = Window{Piece: p, Variant: random.Uint64()}
	}
	parallel.Do(len(whole), func(i int) { whole[i].Units = whole[i].piece(s.r).Len() })
	var all []Window
	for _, w := range whole {
		for from := 0; from < w.Units; from += s.units {
			all = append(all, Window{w.Piece, w.Variant, from, min(s.units, w.Units-from)})
		}
	}
	return features.Batches(all, size, func(w Window) int { return w.Units }, random)
}
