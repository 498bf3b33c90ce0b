package search

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Effect is how much of the variance of the results over the whole space one parameter explains alone, from 0
// to 1. Low and High are the ends of its 90 % interval.
type Effect struct {
	Mean, Low, High float64
}

const (
	trees = 200

	// FewestForImportance is the number of results below which importance says nothing.
	FewestForImportance = 10
)

// Importance returns the effect of each parameter, nil for too few results. values are the results at the
// points, lower is better; +Inf is a failure.
//
// The method is functional ANOVA (Hutter et al. 2014): each tree of a random forest gives the mean result for
// each value of a parameter over all values of the others, and the variance of these means, divided by that of
// the tree over the space, is the effect. Results are replaced by their ranks, so that one trial that diverged
// does not hide the rest. Each tree grows from a bootstrap sample of the trials: the interval holds the middle
// 90 % of the trees. With few trials it is wide.
func Importance(s Space, points []Point, values []float64, seed uint64) []Effect {
	if len(points) < FewestForImportance {
		return nil
	}
	ranked := ranks(values)
	random := rand.New(rand.NewPCG(seed, 0))
	shares := make([][]float64, len(s)) // by parameter, then by tree
	for range trees {
		sample := make([]int, len(points))
		for i := range sample {
			sample[i] = random.IntN(len(points))
		}
		leaves := grow(s, points, ranked, sample, random).leaves(s)
		total := variance(s, leaves)
		for k := range s {
			share := 0.0
			if total > 0 {
				share = min(1, mainEffect(s, leaves, k)/total)
			}
			shares[k] = append(shares[k], share)
		}
	}
	effects := make([]Effect, len(s))
	for k := range s {
		slices.Sort(shares[k])
		sum := 0.0
		for _, v := range shares[k] {
			sum += v
		}
		effects[k] = Effect{Mean: sum / trees, Low: shares[k][trees/20], High: shares[k][trees-1-trees/20]}
	}
	return effects
}

// ranks replaces values by their ranks from 0; equal values have the same one.
func ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	r := make([]float64, len(values))
	for i := 0; i < len(order); {
		end := i + 1
		for end < len(order) && values[order[end]] == values[order[i]] {
			end++
		}
		for _, index := range order[i:end] {
			r[index] = float64(i+end-1) / 2
		}
		i = end
	}
	return r
}

// variance is that of the leaves over the whole space.
func variance(s Space, leaves []leaf) float64 {
	sum, squares := 0.0, 0.0
	for i := range leaves {
		v := volume(s, &leaves[i], -1)
		sum += v * leaves[i].value
		squares += v * leaves[i].value * leaves[i].value
	}
	return squares - sum*sum
}

// volume is the part of the space that a leaf has, leaving out one parameter; −1 for none.
func volume(s Space, l *leaf, without int) float64 {
	v := 1.0
	for k := range s {
		if k != without {
			v *= l.sides[k].share(&s[k])
		}
	}
	return v
}

// mainEffect is the variance of the mean over all other parameters, along parameter k.
func mainEffect(s Space, leaves []leaf, k int) float64 {
	type part struct{ at, share float64 } // the mean is the same throughout a part
	var parts []part
	if s[k].isChoice() {
		for choice := range s[k].Choices {
			parts = append(parts, part{float64(choice), 1 / float64(len(s[k].Choices))})
		}
	} else {
		ends := []float64{0, 1}
		for i := range leaves {
			ends = append(ends, leaves[i].sides[k].low, leaves[i].sides[k].high)
		}
		slices.Sort(ends)
		ends = slices.Compact(ends)
		for i, low := range ends[:len(ends)-1] {
			parts = append(parts, part{(low + ends[i+1]) / 2, ends[i+1] - low})
		}
	}
	sum, squares := 0.0, 0.0
	for _, p := range parts {
		mean := 0.0
		for i := range leaves {
			if leaves[i].sides[k].contains(&s[k], p.at) {
				mean += volume(s, &leaves[i], k) * leaves[i].value
			}
		}
		sum += p.share * mean
		squares += p.share * mean * mean
	}
	return squares - sum*sum
}
