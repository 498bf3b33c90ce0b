package sequence

import (
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/parallel"
)

// Continue composes so many time steps after each start, which may have no steps, and returns the pieces, the starts included. Each has its own stream of
// random numbers, and comes to the same whatever is composed beside it.
func (m *Model) Continue(r Representation, starts []*features.Piece, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	net := m.pack()
	writers := make([]Writer, len(starts))
	n := choirs(len(starts))
	parallel.Do(n, func(i int) {
		from, to := i*len(starts)/n, (i+1)*len(starts)/n
		for k := from; k < to; k++ {
			writers[k] = r.Write(starts[k], steps, temperature, random[k])
		}
		net.write(append([]Writer{}, writers[from:to]...))
	})
	pieces := make([]*features.Piece, len(writers))
	for i, w := range writers {
		pieces[i] = w.Piece()
	}
	return pieces
}

// write writes compositions, each in a row, until the last one has its length.
func (net *network) write(writers []Writer) {
	v := net.newVoices(1, len(writers))
	for {
		v.inputs.Reset()
		for i := 0; i < len(writers); {
			inputs, ok := writers[i].Input()
			if ok {
				v.hear(inputs)
				i++
				continue
			}
			last := len(writers) - 1 // which has not been asked yet
			v.CopyRow(i, last)
			writers[i], writers = writers[last], writers[:last]
		}
		if len(writers) == 0 {
			return
		}
		v.Rows = len(writers)
		logits, O := v.run(1), net.heads.outputs
		for i, w := range writers {
			net.decide(w, logits[i*O:(i+1)*O])
		}
	}
}

// decide has a writer take a class for each head.
func (net *network) decide(w Writer, logits []float32) {
	class := Unscored
	for i := range net.heads.heads {
		h := &net.heads.heads[i]
		if h.Hears {
			net.heads.hear(logits, net.w.hears[0].Data, class)
		}
		class = w.Take(i, h.part(logits))
	}
}
