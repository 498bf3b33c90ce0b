// Package categorical draws from distributions over a few classes.
package categorical

import (
	"math"
	"slices"
)

// Draw returns a class from 0 to n−1 with a probability in proportion to its weight. Weights are 0 or above, at
// least one of them above, and are added in their order. u is a random number in [0, 1). A class of weight 0 is
// never drawn.
func Draw(n int, weight func(class int) float64, u float64) int {
	sum := 0.0
	for class := range n {
		sum += weight(class)
	}
	left, last := u*sum, 0
	for class := range n {
		w := weight(class)
		if !(w > 0) {
			continue
		}
		if left < w {
			return class
		}
		left, last = left-w, class
	}
	return last // rounding errors have left a remainder
}

// FromLogits draws a class from the softmax of logits divided by a temperature above 0. u is a random number in
// [0, 1). A class with the logit −∞ is never drawn.
func FromLogits(logits []float32, temperature, u float64) int {
	highest := float64(slices.Max(logits))
	return Draw(len(logits), func(class int) float64 { return math.Exp((float64(logits[class]) - highest) / temperature) }, u)
}
