package solver

import "testing"

// By hand, with ρ = 0.5, ε = 0.01, μ = 0.5, rate 0.1 and gradients 2, −1, 0.5:
//
//	E[g²] = 0.5·4 = 2            a = 0.2/√2.01   =  0.1410691   v = −0.1410691
//	w = 1 + 0.5·(−0.1410691) − 0.1410691         = 0.7883963
//	E[g²] = 0.5·2 + 0.5·1 = 1.5  a = −0.1/√1.51  = −0.0813788   v = −0.0705346 + 0.0813788 = 0.0108443
//	w = 0.7883963 + 0.5·0.0108443 + 0.0813788    = 0.8751973
//	E[g²] = 0.75 + 0.125 = 0.875 a = 0.05/√0.885 =  0.0531494   v = 0.0054221 − 0.0531494 = −0.0477273
//	w = 0.8751973 − 0.5·0.0477273 − 0.0531494    = 0.7981843
func TestRMSProp(t *testing.T) {
	config := Config{Name: "rmsprop", LearningRate: 0.1, Rho: 0.5, Epsilon: 0.01, Momentum: 0.5}
	checkPath(t, config, []float32{2, -1, 0.5}, []float64{0.7883963152, 0.8751973033, 0.7981842738})
}

// The same formulas in Python's float64 at the defaults.
func TestRMSPropDefaults(t *testing.T) {
	checkPath(t, methods["rmsprop"], []float32{0.5, -0.25, 1}, []float64{0.9939917926, 0.9942317474, 0.9877654727})
}

// Without momentum, the move of a first gradient of 2 is 0.2/√2.01, as above.
func TestRMSPropWithoutMomentum(t *testing.T) {
	config := Config{Name: "rmsprop", LearningRate: 0.1, Rho: 0.5, Epsilon: 0.01}
	checkPath(t, config, []float32{2}, []float64{1 - 0.1410691232})
}
