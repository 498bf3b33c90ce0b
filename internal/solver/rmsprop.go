package solver

// rmsprop divides the gradient by its running root mean square (Tieleman & Hinton, "Lecture 6.5 - RMSProp",
// Coursera 2012) and adds Nesterov momentum, the method of Johnson's 2017 paper on the biaxial network:
//
//	E[g²] = ρ·E[g²] + (1−ρ)·g²
//	a     = rate · g / √(E[g²]+ε)
//	v     = μ·v − a
//	w    += μ·v − a
//
// This is Nesterov's method with the gradient at the current weights, not at the point ahead of them
// (Bengio, Boulanger-Lewandowski & Pascanu, "Advances in optimizing recurrent networks", 2013, section 3.5).
// Momentum 0 is plain RMSProp.
type rmsprop struct {
	rho, fresh, epsilon, momentum float32 // fresh is 1−ρ
}

func newRMSProp(config Config) *rmsprop {
	return &rmsprop{rho: float32(config.Rho), fresh: float32(1 - config.Rho), epsilon: float32(config.Epsilon),
		momentum: float32(config.Momentum)}
}

func (*rmsprop) slots() []string { return []string{"mean_square_gradient", "velocity"} }

func (r *rmsprop) update(w, g []float32, state [][]float32, rate float64, _ int) {
	lr := float32(rate)
	meanG, velocity := state[0], state[1]
	for i, x := range g {
		meanG[i] = flush(r.rho*meanG[i] + r.fresh*x*x)
		a := lr * x / sqrt(meanG[i]+r.epsilon)
		velocity[i] = flush(r.momentum*velocity[i] - a)
		w[i] += r.momentum*velocity[i] - a
	}
}
