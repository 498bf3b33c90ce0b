package biaxial

import (
	"iter"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/control"
)

// Stream is [Model.Continue] for one piece: it yields each composed step, with its position, as soon as it is
// drawn. A position that was yielded before says that the guards have the piece composed again from there on.
func (m *Model) Stream(encoding Encoding, start features.Primer, steps int, o control.Controls, random *rand.Rand) iter.Seq2[int, features.Frame] {
	return func(yield func(int, features.Frame) bool) {
		d := newDraft(start, random)
		c := m.composer(encoding, 1, candidatesFor(o.Temperature))
		for d.Piece.Steps() < d.given+steps {
			next := d.Piece.Steps()
			c.extend([]*draft{d}, o)
			d.read++
			if d.Piece.Steps() > next && !yield(next, d.Piece.Roll[next]) {
				return
			}
			if o.Guards && d.rewind() {
				c.restart(0)
			}
		}
	}
}
