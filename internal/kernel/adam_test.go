package kernel

import (
	"math"
	"slices"
	"testing"
)

// TestAdam holds every set against plain Go, whose bits they share, on gradients of all sizes, with averages that
// become zero, and NaN.
func TestAdam(t *testing.T) {
	a := Adam{Beta1: 0.9, Fresh1: 0.1, Beta2: 0.999, Fresh2: 0.001, Size: 1e-2, Bias2: 1.5, Epsilon: 1e-8, Smallest: 0x1p-100}
	run := func(kernels kernelSet, n int) []float32 {
		w, g, mean, square := numbers(1, n+1), wideNumbers(2, n), wideNumbers(3, n+1), numbers(4, n+1)
		for i := range square {
			square[i] *= square[i]
			if i%7 == 0 {
				square[i] *= 0x1p-99
			}
		}
		for i := range g {
			if i%5 == 0 {
				g[i], mean[i] = 0, 0x1p-100
			}
		}
		g[n-1] = float32(math.NaN())
		kernels.adam(&a, w, g, mean, square)
		return slices.Concat(w, mean, square)
	}
	for _, kernels := range available() {
		for _, n := range []int{1, 7, 8, 15, 16, 40, 1203} {
			checkBits(t, kernels.String(), run(kernels, n), run(plain{}, n))
		}
	}
}

func BenchmarkAdam(b *testing.B) {
	const n = 360_000
	w, g, mean, square := numbers(1, n), numbers(2, n), numbers(3, n), make([]float32, n)
	a := Adam{Beta1: 0.9, Fresh1: 0.1, Beta2: 0.999, Fresh2: 0.001, Size: 1e-2, Bias2: 1.5, Epsilon: 1e-8, Smallest: 0x1p-100}
	b.SetBytes(7 * 4 * n)
	for b.Loop() {
		a.Update(w, g, mean, square)
	}
}
