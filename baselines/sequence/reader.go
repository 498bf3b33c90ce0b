package sequence

import (
	"cmp"
	"slices"

	"workbench/features"
	"workbench/internal/parallel"
)

const (
	readRows  = 96 // pieces that are read at once, at most
	readUnits = 32 // units of each of them that are computed at a time
)

// reader runs whole pieces through a network, many at once, each from a zero state. All of them advance by
// the same number of units before any advances further, so the order in which they finish does not depend on
// the number of goroutines.
type reader struct {
	net    *network
	r      Representation
	pieces []*features.Piece
	visit  func(u unit) // called for every unit of every piece; for different pieces from different goroutines
	shards []*readShard
}

// unit is a unit of a piece and what the network predicts for it.
type unit struct {
	piece, at int
	targets   []int16
	logits    []float32 // of a conditioned head: given the target of the head before
}

// readShard is the pieces that one goroutine reads, each in a row.
type readShard struct {
	*shard
	readings []*reading
}

// reading is a piece that is being read.
type reading struct {
	*Sequence
	piece, at int // at: units that have been read
}

func (p *reading) done() bool { return p.at == p.Len() }

// read runs the pieces through the network. It calls done for each piece when it is finished, and stops when
// done returns false.
func (m *Model) read(r Representation, pieces []*features.Piece, visit func(unit), done func(piece int) bool) {
	lengths := make([]int, len(pieces))
	parallel.Do(len(pieces), func(i int) { lengths[i] = r.Encode(pieces[i]).Len() })
	var waiting []int // longest first, so that no long piece is left for the end
	for i, n := range lengths {
		if n > 0 {
			waiting = append(waiting, i)
		} else if !done(i) {
			return
		}
	}
	slices.SortStableFunc(waiting, func(a, b int) int { return cmp.Compare(lengths[b], lengths[a]) })
	rows := min(readRows, len(waiting))
	rd := &reader{net: m.pack(), r: r, pieces: pieces, visit: visit, shards: make([]*readShard, shards(rows))}
	for i := range rd.shards {
		rd.shards[i] = &readShard{shard: rd.net.newShard(readUnits, (rows+len(rd.shards)-1)/len(rd.shards))}
	}
	for active := 0; active > 0 || len(waiting) > 0; {
		started := min(rows-active, len(waiting))
		rd.start(waiting[:started])
		active, waiting = active+started, waiting[started:]
		parallel.Do(len(rd.shards), func(i int) { rd.shards[i].read(rd.visit) })
		finished := rd.finished()
		active -= len(finished)
		for _, p := range finished {
			if !done(p.piece) {
				return
			}
		}
	}
}

// start assigns pieces to the shards with the fewest.
func (rd *reader) start(pieces []int) {
	readings := make([]*reading, len(pieces))
	parallel.Do(len(pieces), func(i int) {
		readings[i] = &reading{Sequence: rd.r.Encode(rd.pieces[pieces[i]]), piece: pieces[i]}
	})
	for _, p := range readings {
		s := slices.MinFunc(rd.shards, func(a, b *readShard) int { return cmp.Compare(len(a.readings), len(b.readings)) })
		s.readings = append(s.readings, p)
		s.ResetRow(len(s.readings) - 1)
	}
}

// finished removes the finished pieces from their shards and returns them in the order of the pieces.
func (rd *reader) finished() (finished []*reading) {
	for _, s := range rd.shards {
		for i := len(s.readings) - 1; i >= 0; i-- {
			if p := s.readings[i]; p.done() {
				finished = append(finished, p)
				last := len(s.readings) - 1
				s.CopyRow(i, last)
				s.readings[i], s.readings = s.readings[last], s.readings[:last]
			}
		}
	}
	slices.SortFunc(finished, func(a, b *reading) int { return cmp.Compare(a.piece, b.piece) })
	return finished
}

// read advances each piece of the shard by readUnits, or to its end.
func (s *readShard) read(visit func(unit)) {
	s.Rows = len(s.readings)
	units := 0
	for _, p := range s.readings {
		units = max(units, min(readUnits, p.Len()-p.at))
	}
	if units == 0 {
		return
	}
	s.inputs.Reset()
	for t := range units {
		for _, p := range s.readings {
			var inputs []Input
			if p.at+t < p.Len() {
				inputs = p.Inputs[p.at+t]
			}
			s.addInputs(inputs)
		}
	}
	logits := s.run(units)
	for t := range units {
		for i, p := range s.readings {
			if p.at+t < p.Len() {
				visit(s.unit(p, p.at+t, logits, t*s.Rows+i))
			}
		}
	}
	for _, p := range s.readings {
		p.at = min(p.at+units, p.Len())
	}
}

// unit is a unit of a piece, of which the logits are in the given row.
func (s *readShard) unit(p *reading, at int, logits []float32, row int) unit {
	l := &s.net.layout
	u := unit{p.piece, at, p.Targets[at*l.targets : (at+1)*l.targets], logits[row*l.outputs : (row+1)*l.outputs]}
	for i := 1; i < len(l.heads); i++ {
		s.net.condition(u.logits, i, int(u.targets[l.heads[i-1].target]))
	}
	return u
}
