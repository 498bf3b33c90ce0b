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

// strengths are the Bradley–Terry strengths of the labels, with intervals from n resamples.
func (t *table) strengths(n int, seed uint64) []interval {
	return t.compared(n, seed, func(strength []float64) []float64 { return strength })
}

// preferences are the probabilities that the first of each two labels is preferred, in the order of
// labelPairs.
func (t *table) preferences(n int, seed uint64) []interval {
	return t.compared(n, seed, func(strength []float64) (shares []float64) {
		for _, p := range t.labelPairs() {
			shares = append(shares, 1/(1+math.Exp(strength[p[1]]-strength[p[0]])))
		}
		return shares
	})
}

// compared computes numbers from the strengths.
func (t *table) compared(n int, seed uint64, from func(strength []float64) []float64) []interval {
	smallest := len(slices.MinFunc(t.groups, func(a, b []int) int { return len(a) - len(b) }))
	estimate := func(w weights) []float64 { return from(bradleyTerry(t.wins(w))) }
	sizes := slices.Repeat([]int{smallest}, len(estimate(t.resampler().once())))
	return t.resampler().intervals(statistics{estimate, sizes}, n, seed)
}

// only is the table of a single excerpt: its intervals are between listeners.
func (t *table) only(column int) *table {
	return &table{excerpts: t.excerpts, labels: []string{t.labels[t.labelOf()[column]]}, groups: [][]int{{column}}, rating: t.rating, person: t.person}
}
