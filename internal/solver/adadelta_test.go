package solver

import "testing"

// By hand from the paper's algorithm 1, with ρ = 0.5, ε = 0.01, rate 1 and gradients 2, −1, 0.5:
//
//	E[g²] = 0.5·0    + 0.5·4      = 2
//	Δ     = −√0.01/√2.01·2        = −0.1410691     w = 1 − 0.1410691         = 0.8589309
//	E[Δ²] = 0.5·0.1410691²        = 0.009950249
//	E[g²] = 0.5·2    + 0.5·1      = 1.5
//	Δ     = √0.019950249/√1.51    = 0.1149438      w = 0.8589309 + 0.1149438 = 0.9738747
//	E[Δ²] = 0.5·0.009950249 + 0.5·0.1149438² = 0.01158117
//	E[g²] = 0.5·1.5  + 0.5·0.25   = 0.875
//	Δ     = −√0.02158117/√0.885·0.5 = −0.07807929  w = 0.9738747 − 0.0780793 = 0.8957954
//
// PyTorch 2.15 gives the same weights.
func TestAdadelta(t *testing.T) {
	config := Config{Name: "adadelta", LearningRate: 1, Rho: 0.5, Epsilon: 0.01}
	checkPath(t, config, []float32{2, -1, 0.5}, []float64{0.8589308768, 0.9738747121, 0.8957954264})
}

// The same formulas in Python's float64 at Deep Jammer's settings.
func TestAdadeltaDefaults(t *testing.T) {
	checkPath(t, methods["adadelta"], []float32{0.5, -0.25, 1}, []float64{0.9955280429, 0.9984146403, 0.9923456345})
}
