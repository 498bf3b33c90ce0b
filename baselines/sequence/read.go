package sequence

import (
	"cmp"
	"slices"

	"workbench/features"
	"workbench/internal/parallel"
)

const (
	readRows  = 96 // pieces that are read side by side at most
	readUnits = 32 // of each piece that are read at a time
)

// reader takes whole pieces through a network side by side, each from a zero state. All pieces that are being read go on by as many units before any of them
// goes further, so that the order in which they are done does not depend on the number of goroutines.
type reader struct {
	net    *network
	r      Representation
	pieces []*features.Piece
	see    func(u unit) // called for every unit of every piece; for different pieces from different goroutines
	choirs []*choir
}

// unit is one of a piece as the network sees it.
type unit struct {
	piece, at int
	targets   []int16
	logits    []float32 // of a head that hears another: as it is after the target
}

// choir is the pieces that one goroutine reads, each in a row.
type choir struct {
	*voices
	parts []*part
}

// part is a piece that is being read.
type part struct {
	*Sequence
	piece, at int // at: units that have been read
}

func (p *part) done() bool { return p.at == p.Len() }

// read reads the pieces, and calls done for each when it is done; it breaks off where that returns false.
func (m *Model) read(r Representation, pieces []*features.Piece, see func(unit), done func(piece, units int) bool) {
	lengths := make([]int, len(pieces))
	parallel.Do(len(pieces), func(i int) { lengths[i] = r.Encode(pieces[i]).Len() })
	var waiting []int // the longest first, so that the last to be read are short
	for i, n := range lengths {
		if n > 0 {
			waiting = append(waiting, i)
		} else if !done(i, 0) {
			return
		}
	}
	slices.SortStableFunc(waiting, func(a, b int) int { return cmp.Compare(lengths[b], lengths[a]) })
	rows := min(readRows, len(waiting))
	rd := &reader{net: m.pack(), r: r, pieces: pieces, see: see, choirs: make([]*choir, choirs(rows))}
	for i := range rd.choirs {
		room := (rows + len(rd.choirs) - 1) / len(rd.choirs)
		rd.choirs[i] = &choir{voices: rd.net.newVoices(readUnits, room)}
	}
	for reading := 0; reading > 0 || len(waiting) > 0; {
		began := min(rows-reading, len(waiting))
		rd.begin(waiting[:began])
		reading, waiting = reading+began, waiting[began:]
		parallel.Do(len(rd.choirs), func(i int) { rd.choirs[i].read(rd) })
		finished := rd.finished()
		reading -= len(finished)
		for _, p := range finished {
			if !done(p.piece, p.Len()) {
				return
			}
		}
	}
}

// begin shares pieces out to the choirs that have the fewest.
func (rd *reader) begin(pieces []int) {
	parts := make([]*part, len(pieces))
	parallel.Do(len(pieces), func(i int) { parts[i] = &part{Sequence: rd.r.Encode(rd.pieces[pieces[i]]), piece: pieces[i]} })
	for _, p := range parts {
		c := slices.MinFunc(rd.choirs, func(a, b *choir) int { return cmp.Compare(len(a.parts), len(b.parts)) })
		c.parts = append(c.parts, p)
		c.ForgetRow(len(c.parts) - 1)
	}
}

// finished takes the pieces that are done out of their choirs, and returns them in the order of the pieces.
func (rd *reader) finished() (finished []*part) {
	for _, c := range rd.choirs {
		for i := len(c.parts) - 1; i >= 0; i-- {
			if p := c.parts[i]; p.done() {
				finished = append(finished, p)
				last := len(c.parts) - 1
				c.CopyRow(i, last)
				c.parts[i], c.parts = c.parts[last], c.parts[:last]
			}
		}
	}
	slices.SortFunc(finished, func(a, b *part) int { return cmp.Compare(a.piece, b.piece) })
	return finished
}

// read takes each piece of the choir on by readUnits, or to its end.
func (c *choir) read(rd *reader) {
	c.Rows = len(c.parts)
	units := 0
	for _, p := range c.parts {
		units = max(units, min(readUnits, p.Len()-p.at))
	}
	if units == 0 {
		return
	}
	c.inputs.Reset()
	for t := range units {
		for _, p := range c.parts {
			var inputs []Input
			if p.at+t < p.Len() {
				inputs = p.Inputs[p.at+t]
			}
			c.hear(inputs)
		}
	}
	logits, l := c.run(units), c.net.heads
	for t := range units {
		for i, p := range c.parts {
			at := p.at + t
			if at >= p.Len() {
				continue
			}
			row := t*c.Rows + i
			u := unit{p.piece, at, p.Targets[at*l.targets : (at+1)*l.targets], logits[row*l.outputs : (row+1)*l.outputs]}
			if l.hears() {
				l.hear(u.logits, c.net.w.hears[0].Data, int(u.targets[0]))
			}
			rd.see(u)
		}
	}
	for _, p := range c.parts {
		p.at = min(p.at+units, p.Len())
	}
}
