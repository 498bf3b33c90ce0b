package solver

import (
	"math"

	"workbench/internal/kernel"
)

// adam is algorithm 1 of Kingma & Ba, "Adam: A method for stochastic optimization" (2015), at step t:
//
//	m  = β₁·m + (1−β₁)·g
//	v  = β₂·v + (1−β₂)·g²
//	w −= rate · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)
type adam struct {
	beta1, beta2, epsilon float64
}

func newAdam(config Config) *adam {
	return &adam{beta1: config.Beta1, beta2: config.Beta2, epsilon: config.Epsilon}
}

func (*adam) slots() []string { return []string{"mean_gradient", "mean_square_gradient"} }

func (a *adam) update(w, g []float32, state [][]float32, rate float64, step int) {
	constants := kernel.Adam{
		Beta1: float32(a.beta1), Fresh1: float32(1 - a.beta1),
		Beta2: float32(a.beta2), Fresh2: float32(1 - a.beta2),
		Size:    float32(rate / (1 - math.Pow(a.beta1, float64(step)))),
		Bias2:   float32(1 / (1 - math.Pow(a.beta2, float64(step)))),
		Epsilon: float32(a.epsilon), Smallest: smallest,
	}
	constants.Update(w, g, state[0], state[1])
}
