package features

import (
	"slices"

	"workbench/features/internal/similar"
	"workbench/features/splitmix"
	"workbench/internal/parallel"
)

// windowOnsets is the number of successive onsets of the top voice in a window.
const windowOnsets = 8

// Resemblance says which pieces of a corpus are equal or nearly equal. Two pieces are nearly equal if the one
// with fewer windows has at least half of them in common with the other. A window is eight successive onsets of
// the top voice: the intervals and the distances in steps between them, so that a transposed copy counts too.
type Resemblance struct {
	corpus *Corpus
	pairs  [][2]int // indices of the pieces
}

// Resemblance compares all pieces of a corpus.
func (c *Corpus) Resemblance() Resemblance { return Resemblance{c, c.similarPairs()} }

// Duplicates lists the groups of two or more pieces that are equal or nearly equal, in the order of the corpus.
// Groups are transitive: if a resembles b, and b resembles c, all three are in one group.
func (r Resemblance) Duplicates() [][]*Piece {
	return slices.DeleteFunc(r.groups(), func(group []*Piece) bool { return len(group) < 2 })
}

// groups puts every piece into a group of near-equal ones, alone if it resembles no other.
func (r Resemblance) groups() [][]*Piece {
	sets := newUnion(len(r.corpus.Pieces))
	for _, pair := range r.pairs {
		sets.join(pair[0], pair[1])
	}
	at := map[int]int{} // index of the group by root
	var groups [][]*Piece
	for i, p := range r.corpus.Pieces {
		root := sets.root(i)
		if _, ok := at[root]; !ok {
			at[root] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[root]] = append(groups[at[root]], p)
	}
	return groups
}

// Leaks lists the pieces of a split, valid or test, that are nearly equal to a training piece, in the order of
// the corpus.
func (r Resemblance) Leaks(split string) []*Piece {
	leaked := map[int]bool{}
	for _, pair := range r.pairs {
		i, j := pair[0], pair[1]
		a, b := r.corpus.Pieces[i].Split, r.corpus.Pieces[j].Split
		leaked[i] = leaked[i] || a == split && b == Train
		leaked[j] = leaked[j] || b == split && a == Train
	}
	var pieces []*Piece
	for i, p := range r.corpus.Pieces {
		if leaked[i] {
			pieces = append(pieces, p)
		}
	}
	return pieces
}

// similarPairs returns the indices of any two pieces that are equal or nearly equal, the later one first.
func (c *Corpus) similarPairs() [][2]int {
	nothing := func(*Piece) string { return "" }
	return decodePairs(c.cachedResult("similar", nothing, func() []byte {
		windows := make([][]uint64, len(c.Pieces))
		parallel.Do(len(c.Pieces), func(i int) { windows[i] = topVoiceWindows(c.Pieces[i]) })
		var pairs [][2]int
		similar.Pairs(windows, func(i, j int) { pairs = append(pairs, [2]int{i, j}) })
		return encodePairs(pairs)
	}))
}

// topVoiceWindows returns the hashes of a piece's windows, in rising order, each once. A piece with fewer onsets
// is one window.
func topVoiceWindows(p *Piece) []uint64 {
	if c := p.cached(); c != nil {
		return c.Windows
	}
	top := skyline(p)
	var windows []uint64
	for i := 0; i == 0 || i+windowOnsets <= len(top); i++ {
		hash := uint64(len(top[i:min(i+windowOnsets, len(top))]))
		for k := i + 1; k < min(i+windowOnsets, len(top)); k++ {
			hash = splitmix.Add(hash, uint64(top[k].Key-top[k-1].Key))
			hash = splitmix.Add(hash, uint64(top[k].Start-top[k-1].Start))
		}
		windows = append(windows, hash)
	}
	slices.Sort(windows)
	return slices.Clip(slices.Compact(windows))
}

// skyline lists the notes that are the highest sounding ones when they begin.
func skyline(p *Piece) []Note {
	var top []Note
	notes := TopVoice(p.Notes())
	for _, n := range notes {
		if p.Roll.highest(n.Start) == n.Key {
			top = append(top, n)
		}
	}
	return top
}

// union is a union-find structure over pieces.
type union []int

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = i
	}
	return u
}

func (u union) root(i int) int {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

func (u union) join(i, j int) {
	a, b := u.root(i), u.root(j)
	u[max(a, b)] = min(a, b)
}
