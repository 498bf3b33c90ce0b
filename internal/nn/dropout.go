package nn

import (
	"math/rand/v2"

	"workbench/internal/parallel"
)

// DrawMask fills a dropout mask: each number is zero with probability p, and 1/(1−p) otherwise, so that means stay as they are
// and composing needs no correction.
func DrawMask(mask []float32, p float64, random *rand.Rand) {
	keep := float32(1 / (1 - p))
	for i := range mask {
		mask[i] = 0
		if random.Float64() >= p {
			mask[i] = keep
		}
	}
}

// ApplyMask sets y to x times the mask: x and y are T steps of len(mask) numbers, and all steps share the mask (Gal & Ghahramani 2016).
// It is its own gradient.
func ApplyMask(y, x, mask []float32) {
	steps := len(x) / len(mask)
	parallel.Do(steps, func(t int) {
		from := t * len(mask)
		out := y[from : from+len(mask)]
		for i, v := range x[from : from+len(mask)] {
			out[i] = v * mask[i]
		}
	})
}
