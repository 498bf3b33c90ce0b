package metrics

import (
	"math"
	"slices"
)

// Quantile returns the q-quantile, 0 ≤ q ≤ 1, of values in rising order. It interpolates linearly between
// neighbours, as numpy does by default. It is NaN for no values.
func Quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// Median returns the median of values in any order, NaN for no values.
func Median(values []float64) float64 {
	return Quantile(slices.Sorted(slices.Values(values)), 0.5)
}
