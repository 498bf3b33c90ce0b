package survey

import (
	"math"
	"slices"

	"workbench/internal/metrics"
)

type interval = metrics.Interval

// estimate holds what the ratings say of each label; difference is that of the mean ratings of each two
// labels, in the order of labelPairs.
type estimate struct{ mean, median, human, difference []interval }

// labelPairs are the indices of each two labels.
func (t *table) labelPairs() (pairs [][2]int) {
	for i := range t.labels {
		for j := i + 1; j < len(t.labels); j++ {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	return pairs
}

func (t *table) resampler() resampler {
	return resampler{max(len(t.rating), len(t.choices)), t.groups}
}

// estimate computes estimates and their intervals from n resamples.
func (t *table) estimate(n int, seed uint64) estimate {
	labels, pairs := len(t.labels), t.labelPairs()
	var sizes []int
	for range 3 {
		for _, g := range t.groups {
			sizes = append(sizes, len(g))
		}
	}
	for _, p := range pairs {
		sizes = append(sizes, min(len(t.groups[p[0]]), len(t.groups[p[1]])))
	}
	all := t.resampler().intervals(statistics{func(w weights) []float64 {
		values := make([]float64, 3*labels, 3*labels+len(pairs))
		for i, g := range t.groups {
			values[i], values[labels+i], values[2*labels+i] = w.mean(t.rating, g), w.median(t.rating, g), w.mean(t.person, g)
		}
		for _, p := range pairs {
			values = append(values, values[p[0]]-values[p[1]])
		}
		return values
	}, sizes}, n, seed)
	return estimate{all[:labels], all[labels : 2*labels], all[2*labels : 3*labels], all[3*labels:]}
}

// compared are the Bradley–Terry strengths of the labels, and the probabilities that the first of each two labels is
// preferred, in the order of labelPairs, with intervals from n resamples.
func (t *table) compared(n int, seed uint64) (strengths, preferences []interval) {
	pairs := t.labelPairs()
	estimate := func(w weights) []float64 {
		values := bradleyTerry(t.wins(w))
		for _, p := range pairs {
			values = append(values, 1/(1+math.Exp(values[p[1]]-values[p[0]])))
		}
		return values
	}
	smallest := len(slices.MinFunc(t.groups, func(a, b []int) int { return len(a) - len(b) }))
	sizes := slices.Repeat([]int{smallest}, len(t.labels)+len(pairs))
	all := t.resampler().intervals(statistics{estimate, sizes}, n, seed)
	return all[:len(t.labels)], all[len(t.labels):]
}

// only is the table of a single excerpt: its intervals are between listeners.
func (t *table) only(column int) *table {
	return &table{excerpts: t.excerpts, labels: []string{t.labels[t.labelOf()[column]]}, groups: [][]int{{column}}, rating: t.rating, person: t.person}
}
