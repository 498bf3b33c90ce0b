package sequence

import (
	"iter"

	"workbench/features"
	"workbench/loss"
)

// Likelihood works out the exact negative log-likelihood of every unit of whole pieces, in nats: of the first head as Play, and of the second as
// Articulate. The state is carried through from the beginning of a piece to its end; the normalisation is by its running mean and variance; nothing is
// dropped. Each piece comes once, with its index and its units, none where the representation cannot tell it. Their order depends on their lengths alone,
// not on the number of goroutines, and the bits of a piece do not depend on those that are read beside it.
func (m *Model) Likelihood(r Representation, pieces []*features.Piece) iter.Seq2[int, []loss.Nats] {
	return func(yield func(int, []loss.Nats) bool) {
		nats := make([][]loss.Nats, len(pieces))
		see := func(u unit) {
			nats[u.piece] = append(nats[u.piece], m.heads.parts(m.heads.score(nil, u.logits, u.targets)))
		}
		m.read(r, pieces, see, func(piece, _ int) bool {
			done := nats[piece]
			nats[piece] = nil
			return yield(piece, done)
		})
	}
}
