package sequence

import (
	"math"
	"slices"

	"workbench/features"
	"workbench/loss"
)

// Metrics computes the accuracy of each head of classes, in per cent of the scored units: of the most likely
// class and of a sampled class (its expected value), each given the true units before. The metrics of the
// representation follow, if it is an [Evaluator].
func (m *Model) Metrics(r Representation, pieces []*features.Piece) (metrics []loss.Metric) {
	if slices.ContainsFunc(m.Heads, func(h Head) bool { return !h.Binary }) {
		metrics = m.accuracies(r, pieces)
	}
	if evaluator, ok := r.(Evaluator); ok {
		metrics = append(metrics, evaluator.Metrics(pieces, m.probabilities(r, pieces))...)
	}
	return metrics
}

// accuracies are those of the heads of classes.
func (m *Model) accuracies(r Representation, pieces []*features.Piece) (metrics []loss.Metric) {
	tallies := make([][]tally, len(pieces)) // one per piece, so that the sums do not depend on goroutines
	for i := range tallies {
		tallies[i] = make([]tally, len(m.Heads))
	}
	m.read(r, pieces, func(u unit) {
		for i := range m.layout.heads {
			if h := &m.layout.heads[i]; !h.Binary {
				tallies[u.piece][i].add(h.outputsOf(u.logits), u.targets[h.target])
			}
		}
	}, func(int) bool { return true })
	for i, h := range m.Heads {
		if h.Binary {
			continue
		}
		var sum tally
		for _, t := range tallies {
			sum.units += t[i].units
			sum.likeliest += t[i].likeliest
			sum.sampled += t[i].sampled
		}
		percent := 100 / max(sum.units, 1)
		metrics = append(metrics, loss.Metric{Name: h.Name + " accuracy, most likely, %", Value: sum.likeliest * percent},
			loss.Metric{Name: h.Name + " accuracy, sampled, %", Value: sum.sampled * percent})
	}
	return metrics
}

// tally counts the units in which a head of classes is right. A sampled class is right with the probability
// of the target.
type tally struct{ units, likeliest, sampled float64 }

func (t *tally) add(logits []float32, target int16) {
	if target == Unscored {
		return
	}
	highest, sum := loss.Exponentials(nil, logits)
	t.units++
	t.sampled += math.Exp(float64(logits[target])-highest) / sum
	if float64(logits[target]) == highest {
		t.likeliest++
	}
}

// probabilities returns a function that gives the probabilities of the units of a piece. When it has to compute
// them, it computes some of the pieces that follow too, all at once, and keeps them until it computes again.
func (m *Model) probabilities(r Representation, pieces []*features.Piece) func(*features.Piece) [][]float32 {
	const most = 1 << 25 // numbers that are kept, unless one piece needs more
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
				if size += r.Encode(next).Len() * m.layout.outputs; size > most || len(ahead) > readRows {
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
			m.layout.probabilities(row, u.logits)
			all[u.piece] = append(all[u.piece], row)
		}, func(int) bool { return true })
		for i, p := range ahead {
			known[p] = all[i]
		}
		return known[p]
	}
}
