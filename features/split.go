package features

import (
	"crypto/sha256"
	"encoding/binary"
)

// The splits of a corpus.
const (
	Train = "train"
	Valid = "valid"
	Test  = "test"
)

// Split parts the pieces into those to train on and those to validate on. Pieces that come with a split keep it. The others go by a
// hash of their name, so that a piece stays where it is when others come and go: about the share `validation` of them to validation, and where
// there are two or more at least one to each side.
func (c *Corpus) Split(validation float64) {
	var free []*Piece
	for _, p := range c.Pieces {
		if p.Split == "" {
			free = append(free, p)
		}
	}
	var first, last *Piece // by hash
	valid := 0
	for _, p := range free {
		p.Split = Train
		if nameHash(p) < validation {
			p.Split = Valid
			valid++
		}
		if first == nil || nameHash(p) < nameHash(first) {
			first = p
		}
		if last == nil || nameHash(p) > nameHash(last) {
			last = p
		}
	}
	if validation == 0 || len(free) < 2 {
		return
	}
	if valid == 0 {
		first.Split = Valid
	}
	if valid == len(free) {
		last.Split = Train
	}
}

// nameHash is a number from 0 to below 1 that the piece's name alone decides.
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
