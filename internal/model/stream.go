package model

import (
	"iter"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/control"
)

// Streamer is a [Controlled] model whose steps can be seen as they are composed.
type Streamer interface {
	Controlled

	// Stream is ComposeControlled for one piece without constraints: it yields each composed step as soon as
	// it is drawn, with its position in the piece. A position that was yielded before says that the piece is
	// composed again from there on. The steps do not depend on how fast they are taken. Composing ends when
	// the caller stops.
	Stream(primer features.Primer, steps int, o control.Controls, random *rand.Rand) iter.Seq2[int, features.Frame]
}

func (b *biaxialModel) Stream(primer features.Primer, steps int, o control.Controls, random *rand.Rand) iter.Seq2[int, features.Frame] {
	return b.ema.Stream(b.encoding, primer.Before(steps), steps, o, random)
}
