package onnx

import (
	"slices"

	"workbench/features"
)

// match is, for each length, play and articulate of the note after the earlier passage most like so many last steps, and
// their similarity, and then the same of passages in other keys: see package passages. D is the reach, K the
// longest length.
func (r *reader) match() value {
	padded := r.padded(r.past, r.shapeOf(r.past, 1, notes, r.cell())) // P×(1+S)×N×2
	m := &matcher{reader: r, padded: r.slice(padded, -1, 0, 2)}
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
	padded value // P×(1+S)×N×2
	play   value // P×(1+S)×N
	counts value // P×(1+S): keys that sound in each step
}

// inTheSameKey is P×N×2 and P×N×1 for each length.
func (m *matcher) inTheSameKey(lengths []int) (all []value) {
	K := slices.Max(lengths)
	last := m.index(m.indices(0, upTo(K)...)) // K
	then, order := m.passages(K)              // P×D×K
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

// inOtherKeys is the same of passages that are moved so that the highest keys of their last steps are that of the
// last step. Their semitones are numbered from 0 for an octave down to M−1 for one up.
func (m *matcher) inOtherKeys(lengths []int) (all []value) {
	const octave, M = features.MostSemitones, 2*features.MostSemitones + 1
	D, K := m.Match.Reach, slices.Max(lengths)
	places := make([]float32, notes)
	for n := range places {
		places[n] = float32(n + 1)
	}
	highest := m.op("ReduceMax", []value{m.mul(m.play, m.table(places, notes))}, numbers("axes", 2), number("keepdims", 0)) // P×(1+S), 0 in silence
	then, order := m.passages(K)
	now := m.gather(highest, m.index(m.indices(0, 0)), 1)                                        // P×1
	before := m.gather(highest, m.index(m.indices(0, from(1, D)...)), 1)                         // P×D
	semitones := m.add(m.sub(now, before), m.scalar(octave))                                     // P×D
	moves := m.sub(m.scalar(1), m.equal(now, before))                                            // in another key
	moves = m.mul(m.mul(moves, m.less(m.scalar(0), now)), m.less(m.scalar(0), before))           // without silence
	moves = m.mul(m.mul(moves, m.less(m.scalar(-1), semitones)), m.less(semitones, m.scalar(M))) // an octave at most
	chosen := m.op("Cast", []value{m.mul(moves, semitones)}, number("to", int64s))               // P×D
	moved := m.movedDown(m.gather(m.play, m.index(m.indices(0, upTo(K)...)), 1), K)              // P×M×K×N
	pairs := m.matMul(moved, m.unsqueeze(m.transpose(m.play, 0, 2, 1), 1))                       // P×M×K×(1+S)
	each := m.expand(m.unsqueeze(chosen, 2), m.shapeOf(m.past, D, K))                            // P×D×K
	pairs = m.pick(pairs, each, order, then)                                                     // P×D×K
	sums := m.add(m.pick(m.counts, then), m.pick(m.total(moved, 3), each, order))                // P×D×K
	for _, length := range lengths {
		alike := m.mul(m.mul(m.similarity(pairs, sums, length), m.apart(length)), moves)
		cells, best, which := m.after(alike)
		beyond := m.zeros(m.shapeOf(m.past, octave, 2))
		up := m.sub(m.indices(0, from(2*octave, notes)...), m.pick(chosen, m.unsqueeze(which, 1))) // P×N
		all = append(all, m.pick(m.concat(1, beyond, cells, beyond), up), best)
	}
	return all
}

// movedDown is steps, P×K×N, moved down by each number of semitones from an octave up to an octave down: P×M×K×N.
func (m *matcher) movedDown(steps value, K int) value {
	const octave = features.MostSemitones
	beyond := m.zeros(m.shapeOf(m.past, K, octave))
	var keys []int
	for semitones := -octave; semitones <= octave; semitones++ {
		keys = append(keys, from(octave+semitones, notes)...)
	}
	return m.transpose(m.gather(m.concat(2, beyond, steps, beyond), m.indices(notes, keys...), 2), 0, 2, 1, 3)
}

// passages are the places in padded of the K steps of the passage at each distance, and their numbers from 0: P×D×K.
func (m *matcher) passages(K int) (places, order value) {
	var back, numbers []int
	for distance := 1; distance <= m.Match.Reach; distance++ {
		for k := range K {
			back, numbers = append(back, distance+k), append(numbers, k)
		}
	}
	shape := m.shapeOf(m.past, m.Match.Reach, K)
	return m.expand(m.index(m.indices(K, back...)), shape), m.expand(m.indices(K, numbers...), shape)
}

// similarity is that of passages of a length, P×D.
func (m *matcher) similarity(pairs, sums value, length int) value {
	both := m.total(m.slice(pairs, 2, 0, length), 2)
	return m.div(both, m.max(m.sub(m.total(m.slice(sums, 2, 0, length), 2), both), m.scalar(1)))
}

// apart is 1 for the distances at which passages of a length do not overlap with the last steps, and 0 for the others: D.
func (m *matcher) apart(length int) value {
	data := make([]float32, m.Match.Reach)
	for i := min(length, len(data)+1) - 1; i < len(data); i++ {
		data[i] = 1
	}
	return m.table(data, len(data))
}

// after is the step after the best passage, P×N×2, zero if none is alike, the similarity of every key, P×N×1, and the
// number of the passage, P.
func (m *matcher) after(alike value) (cells, similarity, which value) {
	best := m.op("ReduceMax", []value{alike}, numbers("axes", 1), number("keepdims", 0))
	which = m.op("ArgMax", []value{alike}, number("axis", 1), number("keepdims", 0)) // of equal ones the first
	cells = m.reshape(m.pick(m.padded, m.index(m.unsqueeze(which, 1))), 0, notes, 2)
	similarity = m.unsqueeze(best, 1, 2)
	return m.mul(cells, m.less(m.scalar(0), similarity)), m.expand(similarity, m.shapeOf(m.past, notes, 1)), which
}

// total is the sum along an axis.
func (g *graph) total(v value, axis int) value {
	return g.op("ReduceSum", []value{v, g.indices(0, axis)}, number("keepdims", 0))
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
