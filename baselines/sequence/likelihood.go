package sequence

import (
	"iter"

	"workbench/features"
	"workbench/loss"
)

// Likelihood computes the exact negative log-likelihood of every unit of whole pieces, in nats, one part per
// head. The LSTM state is carried from the beginning of a piece to its end; batch normalization uses the
// running mean and variance; there is no dropout. Each piece is yielded once, with its index and its units,
// which are none if the representation cannot encode it. The order of the pieces depends on their lengths
// alone, and the bits of a piece depend neither on the other pieces nor on the number of threads.
func (m *Model) Likelihood(r Representation, pieces []*features.Piece) iter.Seq2[int, []loss.Nats] {
	return func(yield func(int, []loss.Nats) bool) {
		nats := make([][]loss.Nats, len(pieces))
		visit := func(u unit) {
			part := make(loss.Nats, len(m.Heads))
			m.layout.score(part, nil, u.logits, u.targets)
			nats[u.piece] = append(nats[u.piece], part)
		}
		m.read(r, pieces, visit, func(piece int) bool {
			done := nats[piece]
			nats[piece] = nil
			return yield(piece, done)
		})
	}
}
