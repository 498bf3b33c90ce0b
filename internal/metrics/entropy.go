package metrics

import (
	"math"
)

// entropy is −Σ p log₂ p of a histogram, in bits; NaN if it is empty.
func entropy(counts []float64) float64 {
	total := 0.0
	for _, c := range counts {
		total += c
	}
	if total == 0 {
		return math.NaN()
	}
	terms := make([]float64, len(counts))
	for i, c := range counts {
		if p := c / total; p > 0 {
			terms[i] = p * log2(p)
		}
	}
	return 0 - pairwise(terms) // a difference, so that one bin gives 0 and not −0
}

// pairwise sums 8 to 128 numbers in numpy's order, because the order affects the last bits.
func pairwise(x []float64) float64 {
	var r [8]float64
	whole := len(x) - len(x)%8
	for i, v := range x[:whole] {
		r[i%8] += v
	}
	sum := ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]))
	for _, v := range x[whole:] {
		sum += v
	}
	return sum
}

// log2 is the logarithm of x > 0 to base 2, within 0.53 units in the last place, like that of the C library.
// math.Log2 is less accurate, so that entropies would differ from numpy's. With x = 2^e f, √½ ≤ f < √2, and s
// = (f−1)/(f+1),
//
//	ln f = 2 (s + s³/3 + s⁵/5 + …)
//
// where s and the sum are pairs of floats, high and low.
func log2(x float64) float64 {
	f, e := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, e = 2*f, e-1
	}
	over, under := f-1, f+1 // the first is exact
	lost := f - (under - 1)
	s := over / under
	low := (math.FMA(-s, under, over) - s*lost) / under
	square, series := s*s, 0.0
	for k := 29; k >= 3; k -= 2 {
		series = square * (series + 1/float64(k))
	}
	low += s * series

	// Times 2/ln 2, itself in two floats.
	const factor, factorLow = 2 * math.Log2E, 2 * 2.0355273740931033e-17
	high := s * factor
	low = math.FMA(s, factor, -high) + s*factorLow + low*factor
	sum := float64(e) + high
	return sum + (high - (sum - float64(e)) + low)
}
