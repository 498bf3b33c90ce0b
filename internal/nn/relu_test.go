package nn

import (
	"math"
	"slices"
	"testing"
)

func TestReLU(t *testing.T) {
	x := []float32{-2, 0, 3, -0.5, 1}
	y, dx := make([]float32, 5), make([]float32, 5)
	ReLU(y, x)
	ReLUBackward(dx, []float32{10, 20, 30, 40, 50}, y)
	if !slices.Equal(y, []float32{0, 0, 3, 0, 1}) || !slices.Equal(dx, []float32{0, 0, 30, 0, 50}) {
		t.Errorf("%v with the gradient %v", y, dx)
	}
	// A network that has lost its numbers must be seen to have.
	if ReLU(y[:1], []float32{float32(math.NaN())}); y[0] == y[0] {
		t.Errorf("NaN became %v", y[0])
	}
}
