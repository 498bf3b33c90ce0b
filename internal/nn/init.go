package nn

import (
	"math"
	"math/rand/v2"
)

// Glorot fills w, in×out, from the uniform distribution of Glorot & Bengio 2010, equation 16:
// ±√(6/(in+fanOut)). fanOut is the number of units per input: out for a dense layer, H for each gate of an
// LSTM.
func Glorot(w []float32, in, fanOut int, random *rand.Rand) {
	limit := math.Sqrt(6 / float64(in+fanOut))
	for i := range w {
		w[i] = float32(limit * (2*random.Float64() - 1))
	}
}

// Orthogonal fills wh, H×4H, with a random orthogonal H×H matrix for each gate (Saxe et al. 2014), by
// Gram–Schmidt on normal rows.
func Orthogonal(wh []float32, hidden int, random *rand.Rand) {
	H := hidden
	for gate := range 4 {
		q := make([][]float64, H)
		for i := range q {
			q[i] = make([]float64, H)
			for j := range q[i] {
				q[i][j] = random.NormFloat64()
			}
			for range 2 { // twice: once would leave rounding errors
				for _, other := range q[:i] {
					along := 0.0
					for j := range other {
						along += other[j] * q[i][j]
					}
					for j := range other {
						q[i][j] -= along * other[j]
					}
				}
			}
			length := 0.0
			for _, v := range q[i] {
				length += v * v
			}
			for j := range q[i] {
				q[i][j] /= math.Sqrt(length)
				wh[i*4*H+gate*H+j] = float32(q[i][j])
			}
		}
	}
}

// ForgetBias fills an LSTM's bias, 4H, with zeros, and 1 for the forget gate (Gers et al. 2000; Jozefowicz et
// al. 2015).
func ForgetBias(bias []float32, hidden int) {
	clear(bias)
	for j := hidden; j < 2*hidden; j++ {
		bias[j] = 1
	}
}
