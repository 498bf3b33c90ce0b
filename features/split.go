package features

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// The splits of a corpus.
const (
	Train = "train"
	Valid = "valid"
	Test  = "test"
)

// Split divides the pieces into training and validation pieces. Pieces that have a split keep it. The others
// are split by a hash of their name, so that a piece stays in its split when others are added or removed: about
// the share validation, 0 to below 1, becomes validation pieces; of two or more pieces at least one goes to
// each side. Pieces that are equal or nearly equal (see [Resemblance]) stay together, by the name of the
// first of them. If all are nearly equal, they are split all the same, and separated is true.
func (c *Corpus) Split(validation float64) (separated bool) {
	free := c.withoutSplit()
	groups := free.Resemblance().groups()
	if len(groups) == 1 {
		groups = free.singles()
		separated = len(groups) > 1 && validation > 0
	}
	splitGroups(groups, validation)
	return separated
}

// SplitByName is Split without regard to equal pieces, as in runs of earlier versions.
func (c *Corpus) SplitByName(validation float64) { splitGroups(c.withoutSplit().singles(), validation) }

// IsSplit reports whether every piece has a split already, so that the share given to [Corpus.Split] has no
// effect.
func (c *Corpus) IsSplit() bool { return len(c.Of("")) == 0 }

// withoutSplit holds the pieces that have no split yet.
func (c *Corpus) withoutSplit() *Corpus { return &Corpus{Pieces: c.Of(""), Results: c.Results} }

// singles are groups of one piece each.
func (c *Corpus) singles() [][]*Piece {
	var groups [][]*Piece
	for _, p := range c.Pieces {
		groups = append(groups, []*Piece{p})
	}
	return groups
}

// splitGroups splits groups of pieces by the name of the first piece of each.
func splitGroups(groups [][]*Piece, validation float64) {
	hash := func(group []*Piece) float64 { return nameHash(group[0]) }
	byHash := func(a, b []*Piece) int { return cmp.Compare(hash(a), hash(b)) }
	move := func(group []*Piece, split string) {
		for _, p := range group {
			p.Split = split
		}
	}
	valid := 0
	for _, group := range groups {
		if hash(group) < validation {
			move(group, Valid)
			valid++
		} else {
			move(group, Train)
		}
	}
	switch {
	case validation == 0 || len(groups) < 2:
	case valid == 0:
		move(slices.MinFunc(groups, byHash), Valid)
	case valid == len(groups):
		move(slices.MaxFunc(groups, byHash), Train)
	}
}

// nameHash is a number from 0 to below 1 that depends only on the name of the piece.
func nameHash(p *Piece) float64 {
	sum := sha256.Sum256([]byte(p.Name))
	return float64(binary.BigEndian.Uint64(sum[:])>>11) / (1 << 53)
}

// Of returns the pieces of a split.
func (c *Corpus) Of(split string) []*Piece {
	var pieces []*Piece
	for _, p := range c.Pieces {
		if p.Split == split {
			pieces = append(pieces, p)
		}
	}
	return pieces
}
