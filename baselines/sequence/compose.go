package sequence

import (
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/parallel"
)

// Continue composes a given number of time steps after each primer, which may have no steps, and returns the
// pieces, primers included. Each composition has its own random number generator, and does not depend on
// those composed beside it.
func (m *Model) Continue(r Representation, primers []features.Primer, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	net := m.pack()
	writers := make([]Writer, len(primers))
	n := shards(len(primers))
	parallel.Do(n, func(i int) {
		from, to := i*len(primers)/n, (i+1)*len(primers)/n
		for k := from; k < to; k++ {
			writers[k] = r.Write(primers[k], steps, temperature, random[k])
		}
		net.write(append([]Writer{}, writers[from:to]...))
	})
	pieces := make([]*features.Piece, len(writers))
	for i, w := range writers {
		pieces[i] = w.Piece()
	}
	return pieces
}

// write completes compositions, each in a row of a shard.
func (net *network) write(writers []Writer) {
	s := net.newShard(1, len(writers))
	for {
		s.inputs.Reset()
		for i := 0; i < len(writers); {
			inputs, ok := writers[i].Input()
			if ok {
				s.addInputs(inputs)
				i++
				continue
			}
			last := len(writers) - 1 // it has not been asked yet
			s.CopyRow(i, last)
			writers[i], writers = writers[last], writers[:last]
		}
		if len(writers) == 0 {
			return
		}
		s.Rows = len(writers)
		logits, O := s.run(1), net.layout.outputs
		for i, w := range writers {
			net.decide(w, logits[i*O:(i+1)*O])
		}
	}
}

// decide has a writer decide each head of a unit in turn.
func (net *network) decide(w Writer, logits []float32) {
	class := Unscored
	for i := range net.layout.heads {
		net.condition(logits, i, class)
		class = w.Take(i, net.layout.heads[i].outputsOf(logits))
	}
}
