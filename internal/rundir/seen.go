package rundir

import (
	"slices"

	"workbench/features"
)

// Seen finds the training pieces that a piece is nearly equal to. It compares the piece only with those that
// have a hash of its fingerprint.
type Seen struct {
	training []TrainingPiece
	holders  map[uint32][]int32 // for each hash, the indices of the training pieces that have it
}

// NewSeen returns an index of training pieces.
func NewSeen(training []TrainingPiece) *Seen {
	s := &Seen{training: training, holders: map[uint32][]int32{}}
	for i, p := range training {
		for _, hash := range p.Fingerprint {
			s.holders[hash] = append(s.holders[hash], int32(i))
		}
	}
	return s
}

// Find returns the first of the training pieces that a piece is nearly equal to, nil if there is none.
func (s *Seen) Find(piece features.PieceFingerprint) *TrainingPiece {
	var candidates []int32
	for _, hash := range piece {
		candidates = append(candidates, s.holders[hash]...)
	}
	slices.Sort(candidates)
	for _, i := range slices.Compact(candidates) {
		if piece.Resembles(s.training[i].Fingerprint) {
			return &s.training[i]
		}
	}
	return nil
}
