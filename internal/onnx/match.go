package onnx

import (
	"slices"

	"workbench/features"
)

// match returns P×N×3L for the L lengths of match.lengths and then match.transposed: play and articulate of the step
// after the most similar passage, and the similarity. Package features/internal/passages defines them. In this file D is
// the reach, K the longest length of a list, and M = 25 the number of transpositions.
func (r *reader) match() value {
	padded := r.padded(r.past, r.shapeOf(r.past, 1, notes, r.cell()))
	m := &matcher{reader: r, cells: r.slice(padded, -1, 0, 2)}
	m.play = r.reshape(r.slice(padded, -1, 0, 1), 0, 0, -1)
	m.counts = m.total(m.play, 2)
	all := m.inTheSameKey(r.Match.Lengths)
	if len(r.Match.Transposed) > 0 {
		all = append(all, m.inOtherKeys(r.Match.Transposed)...)
	}
	return r.concat(2, all...)
}

// matcher looks for passages.
type matcher struct {
	*reader
	cells  value // P×(1+S)×N×2: a silent step, then those of past
	play   value // P×(1+S)×N
	counts value // P×(1+S): keys that sound in each step
}

// inTheSameKey is P×N×2 and P×N×1 for each length.
func (m *matcher) inTheSameKey(lengths []int) (all []value) {
	K := slices.Max(lengths)
	last := m.index(m.list(upTo(K)...)) // K
	then, order := m.passages(K)        // P×D×K
	pairs := m.matMul(m.gather(m.play, last, 1), m.transpose(m.play, 0, 2, 1))
	pairs = m.pick(pairs, order, then)
	sums := m.add(m.pick(m.counts, then), m.unsqueeze(m.gather(m.counts, last, 1), 1))
	for _, length := range lengths {
		alike := m.mul(m.similarity(pairs, sums, length), m.apart(length))
		cells, best, _ := m.after(alike)
		all = append(all, cells, best)
	}
	return all
}

// inOtherKeys returns the same for passages in other keys. A transposition by s semitones up has the index s + 12.
func (m *matcher) inOtherKeys(lengths []int) (all []value) {
	const octave = features.MaxMatchSemitones
	D, K := m.Match.Reach, slices.Max(lengths)
	numbered := make([]float32, notes)
	for n := range numbered {
		numbered[n] = float32(n + 1)
	}
	highest := m.op("ReduceMax", []value{m.mul(m.play, m.table(numbered, notes))}, numbers("axes", 2), number("keepdims", 0)) // P×(1+S), 0 in silence
	now := m.gather(highest, m.index(m.list(0)), 1)                                                                           // P×1
	before := m.gather(highest, m.index(m.list(from(1, D)...)), 1)                                                            // P×D
	semitones := m.sub(now, before)                                                                                           // P×D, up
	size := m.op("Abs", []value{semitones})
	moves := m.mul(m.less(m.scalar(0), size), m.less(size, m.scalar(octave+1))) // in another key, an octave away at most
	moves = m.mul(moves, m.less(m.scalar(0), m.mul(now, before)))               // neither is silent
	chosen := m.op("Cast", []value{m.mul(moves, m.add(semitones, m.scalar(octave)))}, number("to", int64s))

	then, order := m.passages(K)
	moved := m.movedDown(m.gather(m.play, m.index(m.list(upTo(K)...)), 1), K) // P×M×K×N
	pairs := m.matMul(moved, m.unsqueeze(m.transpose(m.play, 0, 2, 1), 1))    // P×M×K×(1+S)
	each := m.expand(m.unsqueeze(chosen, 2), m.shapeOf(m.past, D, K))
	pairs = m.pick(pairs, each, order, then)                                      // P×D×K
	sums := m.add(m.pick(m.counts, then), m.pick(m.total(moved, 3), each, order)) // P×D×K
	beyond := m.zeros(m.shapeOf(m.past, octave, 2))
	for _, length := range lengths {
		alike := m.mul(m.mul(m.similarity(pairs, sums, length), m.apart(length)), moves)
		cells, best, which := m.after(alike)
		source := m.sub(m.list(from(2*octave, notes)...), m.pick(chosen, m.unsqueeze(which, 1))) // P×N: each key's, beyond included
		all = append(all, m.pick(m.concat(1, beyond, cells, beyond), source), best)
	}
	return all
}

// movedDown returns steps, P×K×N, moved down by −12 to 12 semitones: P×M×K×N. Keys that leave the keyboard are lost.
func (m *matcher) movedDown(steps value, K int) value {
	const octave = features.MaxMatchSemitones
	beyond := m.zeros(m.shapeOf(m.past, K, octave))
	var keys []int
	for semitones := -octave; semitones <= octave; semitones++ {
		keys = append(keys, from(octave+semitones, notes)...)
	}
	return m.transpose(m.gather(m.concat(2, beyond, steps, beyond), m.matrix(notes, keys...), 2), 0, 2, 1, 3)
}

// passages are the places in cells of the K steps of the passage at each distance, and their numbers from 0: P×D×K.
func (m *matcher) passages(K int) (places, order value) {
	distances, steps := m.matrix(1, from(1, m.Match.Reach)...), m.list(upTo(K)...)
	shape := m.shapeOf(m.past, m.Match.Reach, K)
	return m.expand(m.index(m.add(distances, steps)), shape), m.expand(steps, shape)
}

// similarity is that of passages of a length, P×D.
func (m *matcher) similarity(pairs, sums value, length int) value {
	both := m.total(m.slice(pairs, 2, 0, length), 2)
	return m.div(both, m.max(m.sub(m.total(m.slice(sums, 2, 0, length), 2), both), m.scalar(1)))
}

// apart is 1 for the distances at which passages of a length do not overlap with the last steps, and 0 for the others: D.
func (m *matcher) apart(length int) value {
	data := make([]float32, m.Match.Reach)
	for i := length - 1; i < len(data); i++ {
		data[i] = 1 // for distance i + 1
	}
	return m.table(data, len(data))
}

// after is the step after the best passage, P×N×2, zero if none is alike, the similarity of every key, P×N×1, and the
// number of the passage, P.
func (m *matcher) after(alike value) (cells, similarity, which value) {
	best := m.op("ReduceMax", []value{alike}, numbers("axes", 1), number("keepdims", 0))
	which = m.op("ArgMax", []value{alike}, number("axis", 1), number("keepdims", 0)) // of equal ones the first
	cells = m.reshape(m.pick(m.cells, m.index(m.unsqueeze(which, 1))), 0, notes, 2)
	similarity = m.unsqueeze(best, 1, 2)
	return m.mul(cells, m.less(m.scalar(0), similarity)), m.expand(similarity, m.shapeOf(m.past, notes, 1)), which
}

// total is the sum along an axis.
func (g *graph) total(v value, axis int) value {
	return g.op("ReduceSum", []value{v, g.list(axis)}, number("keepdims", 0))
}

// upTo are the n numbers from 0 on.
func upTo(n int) []int { return from(0, n) }

// from are n numbers from the first on.
func from(first, n int) (all []int) {
	for i := range n {
		all = append(all, first+i)
	}
	return all
}
