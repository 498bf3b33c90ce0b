package solver

import "testing"

// By hand, with β₁ = 0.5, β₂ = 0.75, ε = 0.01, rate 0.1 and gradients 2, −1, 0.5:
//
//	m = 1            m/(1−0.5)   = 2       v = 0.25·4 = 1        √(v/(1−0.75))     = 2
//	w = 1 − 0.1·2/2.01                   = 0.9004975
//	m = 0.5 − 0.5    = 0                 the weight stays
//	v = 0.75 + 0.25  = 1
//	m = 0.25         m/(1−0.125) = 0.2857143   v = 0.75 + 0.0625 = 0.8125   √(v/(1−0.421875)) = 1.1854952
//	w = 0.9004975 − 0.02857143/1.1954952 = 0.8765983
//
// PyTorch 2.15 gives the same weights.
func TestAdam(t *testing.T) {
	config := Config{Name: "adam", LearningRate: 0.1, Beta1: 0.5, Beta2: 0.75, Epsilon: 0.01}
	checkPath(t, config, []float32{2, -1, 0.5}, []float64{0.9004975124, 0.9004975124, 0.876598326})
}

// The same formulas in Python's float64 at the paper's settings, and PyTorch 2.15.
func TestAdamDefaults(t *testing.T) {
	checkPath(t, methods["adam"], []float32{0.5, -0.25, 1}, []float64{0.999, 0.998733663, 0.9980755514})
}
