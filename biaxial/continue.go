package biaxial

import (
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/internal/control"
)

// draft is a piece that is being composed.
type draft struct {
	*control.Composed
	from   int // the step that is read first, −1 for the silence before the piece
	read   int // the step that is read next
	given  int // steps that are not composed
	random *rand.Rand
}

// next is the music up to the step that is read next.
func (d *draft) next() (features.Past, features.Place) {
	return features.Segment{Piece: d.Piece, Start: d.read}.Input(0)
}

// newDraft copies a primer.
func newDraft(start features.Primer, random *rand.Rand) *draft {
	piece := *start.Piece
	piece.Roll, piece.Measures, piece.Played = slices.Clone(piece.Roll), slices.Clone(piece.Measures), nil
	d := &draft{Composed: &control.Composed{Piece: &piece}, given: piece.Steps(), random: random}
	if start.Silence {
		d.from = -1
	}
	d.read = d.from
	return d
}

// Continue composes a number of steps after each primer and returns them as new pieces, the given steps included.
func (m *Model) Continue(encoding Encoding, starts []features.Primer, steps int, o control.Controls, random []*rand.Rand) []control.Composed {
	drafts := make([]*draft, len(starts))
	for p, start := range starts {
		drafts[p] = newDraft(start, random[p])
	}
	c := m.composer(encoding, len(starts), candidatesFor(o.Temperature))
	active := slices.Clone(drafts)
	for len(active) > 0 {
		c.use(len(active))
		c.extend(active, o)
		for p := len(active) - 1; p >= 0; p-- {
			d := active[p]
			d.read++
			if o.Guards && d.rewind() {
				c.restart(p)
			}
			if d.Piece.Steps() < d.given+steps {
				continue
			}
			last := len(active) - 1
			c.copyPiece(p, last)
			active[p], active = active[last], active[:last]
		}
	}
	pieces := make([]control.Composed, len(drafts))
	for p, d := range drafts {
		d.Piece.ExtendMeasures()
		pieces[p] = *d.Composed
	}
	return pieces
}

// extend reads one more step of each draft, and composes the next one where it is not there yet.
func (c *Composer) extend(drafts []*draft, o control.Controls) {
	pasts, places, random := make([]features.Past, len(drafts)), make([]features.Place, len(drafts)), make([]*rand.Rand, len(drafts))
	for p, d := range drafts {
		pasts[p], places[p] = d.next()
		c.setStyle(p, d.Piece.Style)
		random[p] = d.random
	}
	c.ReadStep(pasts, places)
	known := func(p int) bool { return drafts[p].read+1 < drafts[p].Piece.Steps() }
	frames := c.draw(known, o, random)
	for p, d := range drafts {
		if !known(p) {
			d.Piece.Roll = append(d.Piece.Roll, frames[p])
		}
	}
}
