package search

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// tree is a regression tree over a space: it predicts a value from a point.
type tree struct {
	value float64 // of a leaf

	// The rest is zero in a leaf. Points with a coordinate up to the threshold go left; of a choice those with
	// that very choice.
	left, right *tree
	parameter   int
	threshold   float64
}

// leastLeaf is the number of points that a leaf has at least: fewer would fit the noise of single trials.
const leastLeaf = 3

// grow makes a tree of the points with some indices, which may repeat. Each split is the best of a random half
// of the parameters, at least one, so that the trees of a forest differ.
func grow(s Space, points []Point, values []float64, indices []int, random *rand.Rand) *tree {
	t := &tree{value: mean(values, indices)}
	best, found := split{}, false
	for _, k := range random.Perm(len(s))[:(len(s)+1)/2] {
		if c, ok := bestSplit(s, k, points, values, indices); ok && (!found || c.gain > best.gain) {
			best, found = c, true
		}
	}
	if !found {
		return t
	}
	var left, right []int
	for _, i := range indices {
		if goesLeft(s, best.parameter, best.threshold, points[i][best.parameter]) {
			left = append(left, i)
		} else {
			right = append(right, i)
		}
	}
	t.parameter, t.threshold = best.parameter, best.threshold
	t.left, t.right = grow(s, points, values, left, random), grow(s, points, values, right, random)
	return t
}

func goesLeft(s Space, k int, threshold, coordinate float64) bool {
	if s[k].isChoice() {
		return coordinate == threshold
	}
	return coordinate <= threshold
}

// split is a way to divide points, and by how much it lowers the sum of the squared errors.
type split struct {
	parameter int
	threshold float64
	gain      float64
}

// bestSplit is the split of parameter k with the largest gain.
func bestSplit(s Space, k int, points []Point, values []float64, indices []int) (best split, found bool) {
	total := 0.0
	for _, i := range indices {
		total += values[i]
	}
	n := float64(len(indices))
	try := func(threshold, sum float64, count int) {
		if count < leastLeaf || len(indices)-count < leastLeaf {
			return
		}
		c := float64(count)
		// The sum of squared errors falls by the squares of the parts' sums over their sizes, less that of the whole.
		gain := sum*sum/c + (total-sum)*(total-sum)/(n-c) - total*total/n
		if gain > 1e-12 && (!found || gain > best.gain) {
			best, found = split{k, threshold, gain}, true
		}
	}
	if s[k].isChoice() {
		for choice := range s[k].Choices {
			sum, count := 0.0, 0
			for _, i := range indices {
				if points[i][k] == float64(choice) {
					sum += values[i]
					count++
				}
			}
			try(float64(choice), sum, count)
		}
		return best, found
	}
	sorted := slices.Clone(indices)
	slices.SortStableFunc(sorted, func(a, b int) int { return cmp.Compare(points[a][k], points[b][k]) })
	sum := 0.0
	for j, i := range sorted[:len(sorted)-1] {
		sum += values[i]
		if x, next := points[i][k], points[sorted[j+1]][k]; x < next {
			try((x+next)/2, sum, j+1)
		}
	}
	return best, found
}

func mean(values []float64, indices []int) float64 {
	sum := 0.0
	for _, i := range indices {
		sum += values[i]
	}
	return sum / float64(len(indices))
}

// leaf is the part of the space in which a tree has one value.
type leaf struct {
	value float64
	sides []side
}

// side is the extent of a leaf along one parameter: an interval, or the choices that are left out.
type side struct {
	low, high float64
	without   []float64
	only      float64 // the one choice, if isOnly
	isOnly    bool
}

// leaves lists the leaves of a tree over the whole space.
func (t *tree) leaves(s Space) []leaf {
	sides := make([]side, len(s))
	for k := range sides {
		sides[k].high = 1
	}
	var all []leaf
	var walk func(t *tree, sides []side)
	walk = func(t *tree, sides []side) {
		if t.left == nil {
			all = append(all, leaf{t.value, sides})
			return
		}
		left, right := slices.Clone(sides), slices.Clone(sides)
		k := t.parameter
		if s[k].isChoice() {
			left[k].only, left[k].isOnly = t.threshold, true
			right[k].without = append(slices.Clip(right[k].without), t.threshold)
		} else {
			left[k].high, right[k].low = t.threshold, t.threshold
		}
		walk(t.left, left)
		walk(t.right, right)
	}
	walk(t, sides)
	return all
}

// share is the part of a parameter's values that a side has, from 0 to 1.
func (x *side) share(p *Parameter) float64 {
	switch {
	case !p.isChoice():
		return x.high - x.low
	case x.isOnly:
		return 1 / float64(len(p.Choices))
	}
	return 1 - float64(len(x.without))/float64(len(p.Choices))
}

// contains reports whether a side has a coordinate, which is not at an end of an interval.
func (x *side) contains(p *Parameter, coordinate float64) bool {
	switch {
	case !p.isChoice():
		return x.low < coordinate && coordinate < x.high
	case x.isOnly:
		return coordinate == x.only
	}
	return !slices.Contains(x.without, coordinate)
}
