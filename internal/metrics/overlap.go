package metrics

import (
	"math"
	"slices"
	"sort"
)

// Overlap is the overlapping coefficient of two sets of values: the sum over common bins of the smaller of
// the two shares, from 0 for sets with nothing in common to 1 for equal distributions. NaN values are left
// out; the result is NaN unless each set then has at least two values.
//
// The bins hold about equal shares of the two sets together, with equal weights, so that neither outliers nor
// the scale of the metric matter. For n values in the smaller set there are √n bins, rounded up to an even
// number, so that separate sets have 0: two bins for up to four samples. By chance, two sets from one
// distribution have an overlap of 0.65 to 0.85.
func Overlap(a, b []float64) float64 {
	a, b = defined(a), defined(b)
	smaller := min(len(a), len(b))
	if smaller < 2 {
		return math.NaN()
	}
	bins := 2 * int(math.Ceil(math.Sqrt(float64(smaller))/2))
	edges := commonEdges(a, b, bins)
	return sharedMass(binShares(a, edges), binShares(b, edges))
}

// commonEdges returns the upper edges, inclusive, of all bins but the last: the values below which the share
// of the two sets together is nearest to 1/bins, 2/bins, … Equal values stay together, so there may be fewer.
func commonEdges(a, b []float64, bins int) []float64 {
	var values, shares []float64 // distinct values in order, and the share of each
	for _, set := range [][]float64{a, b} {
		for _, v := range set {
			at, found := slices.BinarySearch(values, v)
			if !found {
				values, shares = slices.Insert(values, at, v), slices.Insert(shares, at, 0)
			}
			shares[at] += 0.5 / float64(len(set))
		}
	}
	var edges []float64
	for k := 1; k < bins && len(values) > 1; k++ {
		target, below, edge, distance := float64(k)/float64(bins), 0.0, 0.0, math.Inf(1)
		for i, v := range values[:len(values)-1] {
			below += shares[i]
			if d := math.Abs(below - target); d < distance {
				edge, distance = v, d
			}
		}
		edges = append(edges, edge)
	}
	return slices.Compact(edges)
}

// binShares is the share of the values in each bin.
func binShares(values, edges []float64) []float64 {
	shares := make([]float64, len(edges)+1)
	for _, v := range values {
		shares[sort.SearchFloat64s(edges, v)] += 1 / float64(len(values))
	}
	return shares
}
