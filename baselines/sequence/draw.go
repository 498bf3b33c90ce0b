package sequence

import (
	"math"
	"math/rand/v2"

	"workbench/loss"
)

// Draw takes a class with the probabilities that softmax makes of logits divided by a temperature above 0: below 1 safer, above 1 wilder. A class with the logit
// −∞ is never taken. It uses one random number.
func Draw(logits []float32, temperature float64, random *rand.Rand) int {
	highest, sum := math.Inf(-1), 0.0
	for _, z := range logits {
		highest = max(highest, float64(z))
	}
	weight := func(z float32) float64 { return math.Exp((float64(z) - highest) / temperature) }
	for _, z := range logits {
		sum += weight(z)
	}
	at, last := random.Float64()*sum, 0
	for j, z := range logits {
		w := weight(z)
		if w == 0 {
			continue
		}
		if at < w {
			return j
		}
		at, last = at-w, j
	}
	return last // rounding has eaten the rest
}

// Flip decides with the probability that the sigmoid makes of a logit divided by a temperature above 0. It uses one random number.
func Flip(logit float32, temperature float64, random *rand.Rand) bool {
	return random.Float64() < float64(loss.Probability(float32(float64(logit)/temperature)))
}
