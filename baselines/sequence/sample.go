package sequence

import (
	"math"
	"math/rand/v2"

	"workbench/loss"
)

// Draw samples a class from the softmax of logits divided by a temperature above 0. A class with the logit −∞
// is never drawn. It uses one random number.
func Draw(logits []float32, temperature float64, random *rand.Rand) int {
	highest, sum := math.Inf(-1), 0.0
	for _, z := range logits {
		highest = max(highest, float64(z))
	}
	weight := func(z float32) float64 { return math.Exp((float64(z) - highest) / temperature) }
	for _, z := range logits {
		sum += weight(z)
	}
	left, last := random.Float64()*sum, 0
	for j, z := range logits {
		w := weight(z)
		if w == 0 {
			continue
		}
		if left < w {
			return j
		}
		left, last = left-w, j
	}
	return last // a rounding error has used up the rest
}

// DrawBinary samples a binary variable with the probability that the sigmoid gives a logit divided by a
// temperature above 0. It uses one random number.
func DrawBinary(logit float32, temperature float64, random *rand.Rand) bool {
	return random.Float64() < float64(loss.Probability(float32(float64(logit)/temperature)))
}
