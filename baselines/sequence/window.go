package sequence

import (
	"fmt"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/parallel"
)

// Window is some units of an augmented piece. It is small: its units are encoded when they are needed.
type Window struct {
	Piece       *features.Piece
	Seed        uint64 // of the random numbers of the augmentation
	From, Units int
}

// EncodeWindows encodes windows, each augmented piece once.
func EncodeWindows(r Representation, windows []Window) []*Sequence {
	type augmented struct {
		piece *features.Piece
		seed  uint64
	}
	groups := map[augmented][]int{}
	var order []augmented
	for i, w := range windows {
		key := augmented{w.Piece, w.Seed}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], i)
	}
	encoded := make([]*Sequence, len(windows))
	parallel.Do(len(order), func(g int) {
		group := groups[order[g]]
		whole := windows[group[0]].augment(r)
		for _, i := range group {
			encoded[i] = windows[i].of(whole)
		}
	})
	return encoded
}

// of is the window of an encoded piece. The inputs of its first unit include the unit before the window.
func (w Window) of(s *Sequence) *Sequence {
	if s.Len() < w.From+w.Units {
		panic(fmt.Sprintf("sequence: units %d to %d of %s, which has %d", w.From, w.From+w.Units, w.Piece.Name, s.Len()))
	}
	targets := len(s.Targets) / s.Len()
	return &Sequence{s.Inputs[w.From : w.From+w.Units], s.Targets[w.From*targets : (w.From+w.Units)*targets]}
}

// augment encodes the whole augmented piece.
func (w Window) augment(r Representation) *Sequence {
	s := r.Augment(w.Piece, rand.New(rand.NewPCG(w.Seed, 0)))
	if s.Len() == 0 {
		panic(fmt.Sprintf("sequence: %s, augmented with seed %d, has no units", w.Piece.Name, w.Seed))
	}
	return s
}
