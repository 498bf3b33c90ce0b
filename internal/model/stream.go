package model

import (
	"iter"
	"math/rand/v2"
	"slices"

	"workbench/features"
)

// Streamer is a [Model] whose steps can be seen as they are composed.
type Streamer interface {
	Model

	// Stream is Compose for one piece: it yields each composed step as soon as it is drawn, with its position in the piece. A position that was yielded
	// before says that the piece is composed again from there on. The steps do not depend on how fast they are taken. Composing ends when the caller stops.
	Stream(primer features.Primer, steps int, temperature float64, random *rand.Rand) iter.Seq2[int, features.Frame]
}

func (b *biaxialModel) Stream(primer features.Primer, steps int, temperature float64, random *rand.Rand) iter.Seq2[int, features.Frame] {
	return func(yield func(int, features.Frame) bool) {
		piece, given := *primer.Piece, primer.Piece.Steps()
		piece.Roll = slices.Clone(piece.Roll)
		read := 0
		if primer.Silence {
			read = -1
		}
		composer := b.ema.Compose(b.encoding, 1)
		for ; read < given+steps-1; read++ {
			past, beat := features.Segment{Piece: &piece, Start: read}.Input(0)
			composer.Hear([]features.Past{past}, []int{beat})
			if read+1 < given {
				continue
			}
			frame := composer.Draw(temperature, []*rand.Rand{random})[0]
			piece.Roll = append(piece.Roll, frame)
			if !yield(read+1, frame) {
				return
			}
		}
	}
}
