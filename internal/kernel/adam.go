package kernel

import (
	"math"
	"sync"
)

// Adam holds the constants of a step of the optimizer Adam (Kingma & Ba 2015). The kernels in assembly read the
// fields in their order.
type Adam struct {
	Beta1, Fresh1 float32 // share of a mean gradient that stays, and of a new one
	Beta2, Fresh2 float32 // the same for its square
	Size          float32 // learning rate with the correction of the mean's bias
	Bias2         float32 // correction of the square's bias
	Epsilon       float32
	Smallest      float32 // averages below it become zero
}

// Update does a step with the gradient g:
//
//	mean   = Beta1·mean + Fresh1·g
//	square = Beta2·square + Fresh2·g²
//	w     −= Size·mean / (√(Bias2·square) + Epsilon)
//
// All four slices have the length of g or more. Each operation is rounded on its own, so all sets have the same
// bits.
func (a Adam) Update(w, g, mean, square []float32) {
	check("w", w, 1, len(g), len(g))
	check("mean", mean, 1, len(g), len(g))
	check("square", square, 1, len(g), len(g))
	if len(g) > 0 {
		constants := adams.Get().(*Adam)
		*constants = a
		current.adam(constants, w, g, mean, square)
		adams.Put(constants)
	}
}

// adams hold the constants in memory that kernels can read, so that a step allocates nothing.
var adams = sync.Pool{New: func() any { return new(Adam) }}

func (plain) adam(a *Adam, w, g, mean, square []float32) {
	flush := func(x float32) float32 {
		if math.Abs(float64(x)) < float64(a.Smallest) {
			return 0
		}
		return x
	}
	w, mean, square = w[:len(g)], mean[:len(g)], square[:len(g)]
	for i, x := range g { // the conversions forbid fused multiply-adds
		mean[i] = flush(float32(a.Beta1*mean[i]) + float32(a.Fresh1*x))
		square[i] = flush(float32(a.Beta2*square[i]) + float32(a.Fresh2*x*x))
		root := float32(math.Sqrt(float64(float32(square[i] * a.Bias2))))
		w[i] -= a.Size * mean[i] / (root + a.Epsilon)
	}
}

func (v *simd) adam(a *Adam, w, g, mean, square []float32) {
	whole := 0
	if v.adamVectors != nil {
		whole = len(g) / v.lanes * v.lanes
	}
	if whole > 0 {
		v.adamVectors(&a.Beta1, &w[0], &g[0], &mean[0], &square[0], whole/v.lanes)
	}
	plain{}.adam(a, w[whole:], g[whole:], mean[whole:], square[whole:])
}
