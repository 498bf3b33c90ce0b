package sequence

import (
	"math/rand/v2"
	"sort"

	"workbench/features"
	"workbench/internal/parallel"
)

// Sampler draws windows from pieces.
type Sampler struct {
	r      Representation
	pieces []*features.Piece
	upTo   []int // cumulative number of units of the pieces, without augmentation
	units  int   // of a window, at most
}

// NewSampler draws windows of a given number of units; 0 = as long as the longest piece. Pieces that the
// representation cannot encode are left out. If none is left, Longest is 0.
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

// Longest is the number of units that no window exceeds; 0 if there are no pieces.
func (s *Sampler) Longest() int { return s.units }

// windowsPerPiece is the number of windows that Draw takes from one augmented piece, because encoding a long
// piece takes longer than training on a window of it.
const windowsPerPiece = 4

// Draw returns a given number of windows. Each group of windowsPerPiece is from one piece with a new
// augmentation; pieces are drawn in proportion to their length. Windows start anywhere and have the full
// length, unless the piece is shorter.
func (s *Sampler) Draw(windows int, random *rand.Rand) []Window {
	drawn := make([]Window, 0, windows)
	for len(drawn) < windows {
		i := sort.SearchInts(s.upTo, 1+random.IntN(s.upTo[len(s.upTo)-1]))
		w := Window{Piece: s.pieces[i], Seed: random.Uint64()}
		n := w.augment(s.r).Len()
		w.Units = min(s.units, n)
		for range min(windowsPerPiece, windows-len(drawn)) {
			w.From = random.IntN(n - w.Units + 1)
			drawn = append(drawn, w)
		}
	}
	return drawn
}

// Pass returns batches of up to size windows that together contain every unit of every piece once, each piece
// with a new augmentation, in random order.
func (s *Sampler) Pass(size int, random *rand.Rand) [][]Window {
	whole := make([]Window, len(s.pieces))
	for i, p := range s.pieces {
		whole[i] = Window{Piece: p, Seed: random.Uint64()}
	}
	parallel.Do(len(whole), func(i int) { whole[i].Units = whole[i].augment(s.r).Len() })
	var all []Window
	for _, w := range whole {
		for from := 0; from < w.Units; from += s.units {
			all = append(all, Window{w.Piece, w.Seed, from, min(s.units, w.Units-from)})
		}
	}
	return features.Batches(all, size, func(w Window) int { return w.Units }, random)
}
