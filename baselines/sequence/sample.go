package sequence

import (
	"math/rand/v2"

	"workbench/internal/categorical"
	"workbench/loss"
)

// Draw samples a class from the softmax of logits divided by a temperature above 0. A class with the logit −∞
// is never drawn. It uses one random number.
func Draw(logits []float32, temperature float64, random *rand.Rand) int {
	return categorical.FromLogits(logits, temperature, random.Float64())
}

// DrawBinary samples a binary variable with the probability that the sigmoid gives a logit divided by a
// temperature above 0. It uses one random number.
func DrawBinary(logit float32, temperature float64, random *rand.Rand) bool {
	return random.Float64() < float64(loss.Probability(float32(float64(logit)/temperature)))
}
