package solver

// adadelta is algorithm 1 of Zeiler, "ADADELTA: An adaptive learning rate method" (2012):
//
//	E[g²] = ρ·E[g²] + (1−ρ)·g²
//	Δ     = −√(E[Δ²]+ε) / √(E[g²]+ε) · g
//	E[Δ²] = ρ·E[Δ²] + (1−ρ)·Δ²
//	w    += rate·Δ
//
// The paper has no learning rate; 1 is its method.
type adadelta struct {
	rho, fresh, epsilon float32 // fresh is 1−ρ
}

func newAdadelta(config Config) *adadelta {
	return &adadelta{rho: float32(config.Rho), fresh: float32(1 - config.Rho), epsilon: float32(config.Epsilon)}
}

func (*adadelta) slots() []string { return []string{"mean_square_gradient", "mean_square_update"} }

func (a *adadelta) update(w, g []float32, state [][]float32, rate float64, _ int) {
	lr := float32(rate)
	meanG, meanD := state[0], state[1]
	for i, x := range g {
		meanG[i] = flush(a.rho*meanG[i] + a.fresh*x*x)
		delta := -sqrt(meanD[i]+a.epsilon) / sqrt(meanG[i]+a.epsilon) * x
		meanD[i] = flush(a.rho*meanD[i] + a.fresh*delta*delta)
		w[i] += lr * delta
	}
}
