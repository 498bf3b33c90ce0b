package solver

import "math"

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
	beta1, fresh1 := float32(a.beta1), float32(1-a.beta1)
	beta2, fresh2 := float32(a.beta2), float32(1-a.beta2)
	size := float32(rate / (1 - math.Pow(a.beta1, float64(step))))
	bias2 := float32(1 / (1 - math.Pow(a.beta2, float64(step))))
	epsilon := float32(a.epsilon)
	mean, square := state[0], state[1]
	for i, x := range g {
		mean[i] = flush(beta1*mean[i] + fresh1*x)
		square[i] = flush(beta2*square[i] + fresh2*x*x)
		w[i] -= size * mean[i] / (sqrt(square[i]*bias2) + epsilon)
	}
}
