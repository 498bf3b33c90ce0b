package sequence

import (
	"math"
	"slices"

	"workbench/features"
	"workbench/loss"
)

// Measures works out how often the network is right about pieces, in per cent of the units: for each head of choices, where it says what is most
// likely, and where it draws; and what more the representation can tell.
func (m *Model) Metrics(r Representation, pieces []*features.Piece) (measures []loss.Metric) {
	if slices.ContainsFunc(m.Heads, func(h Head) bool { return !h.Bits }) {
		measures = m.accuracies(r, pieces)
	}
	if judge, ok := r.(Judge); ok {
		measures = append(measures, judge.Metrics(pieces, m.foresight(r, pieces))...)
	}
	return measures
}

// accuracies are the figures of the heads of choices.
func (m *Model) accuracies(r Representation, pieces []*features.Piece) (measures []loss.Metric) {
	tallies := make([][most]tally, len(pieces)) // apart, so that sums do not depend on goroutines
	m.read(r, pieces, func(u unit) {
		for i := range m.heads.heads {
			if h := &m.heads.heads[i]; !h.Bits {
				tallies[u.piece][i].add(h.part(u.logits), u.targets[h.target])
			}
		}
	}, func(int, int) bool { return true })
	for i, h := range m.heads.heads {
		if h.Bits {
			continue
		}
		var sum tally
		for _, t := range tallies {
			sum.units += t[i].units
			sum.likeliest += t[i].likeliest
			sum.drawn += t[i].drawn
		}
		percent := 100 / max(sum.units, 1)
		measures = append(measures, loss.Metric{h.Name + " right, most likely, %", sum.likeliest * percent}, loss.Metric{h.Name + " right, drawn, %", sum.drawn * percent})
	}
	return measures
}

// tally counts how often a head of choices is right. What is drawn is right with the probability of what stands there.
type tally struct{ units, likeliest, drawn float64 }

func (t *tally) add(logits []float32, target int16) {
	if target == Unscored {
		return
	}
	highest, sum := softmax(nil, logits)
	t.units++
	t.drawn += math.Exp(float64(logits[target])-highest) / sum
	if float64(logits[target]) == highest {
		t.likeliest++
	}
}

// foresight returns the probabilities of the units of a piece. It works them out for some of the pieces behind it too, side by side, and keeps them.
func (m *Model) foresight(r Representation, pieces []*features.Piece) func(*features.Piece) [][]float32 {
	const room = 1 << 25 // numbers that are kept, unless one piece needs more
	known := map[*features.Piece][][]float32{}
	return func(p *features.Piece) [][]float32 {
		if rows, ok := known[p]; ok {
			return rows
		}
		clear(known)
		ahead := []*features.Piece{p}
		if i := slices.Index(pieces, p); i >= 0 {
			size := 0
			for _, next := range pieces[i:] {
				if size += r.Encode(next).Len() * m.heads.outputs; size > room || len(ahead) > readRows {
					break
				}
				if next != p {
					ahead = append(ahead, next)
				}
			}
		}
		all := make([][][]float32, len(ahead))
		m.read(r, ahead, func(u unit) {
			row := make([]float32, len(u.logits))
			m.heads.probabilities(row, u.logits)
			all[u.piece] = append(all[u.piece], row)
		}, func(int, int) bool { return true })
		for i, p := range ahead {
			known[p] = all[i]
		}
		return known[p]
	}
}
