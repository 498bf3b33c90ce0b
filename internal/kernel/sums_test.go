package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSumRows holds every set against plain Go, whose bits they share, on shapes with and without a rest, and
// with rows apart.
func TestSumRows(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for _, kernels := range available() {
		for _, shape := range [][3]int{{1, 1, 1}, {3, 31, 40}, {256, 64, 64}, {7, 200, 1200}, {100, 131, 131}} {
			m, n, ld := shape[0], shape[1], shape[2]
			x := make([]float32, (m-1)*ld+n)
			for i := range x {
				x[i] = random.Float32() - 0.5
			}
			want, got := make([]float32, n), make([]float32, n)
			plain{}.sumRows(want, x, ld, m, n)
			kernels.sumRows(got, x, ld, m, n)
			if !slices.Equal(got, want) {
				t.Errorf("%s, %v: %v, want %v", kernels, shape, got, want)
			}
		}
	}
	sum := []float32{1, 2}
	if SumRows(sum, nil, 2, 0, 2); sum[0] != 0 || sum[1] != 0 {
		t.Errorf("sum of no rows: %v", sum)
	}
}

func BenchmarkSumRows(b *testing.B) {
	const m, n = 256, 1200
	x, sum := make([]float32, m*n), make([]float32, n)
	b.SetBytes(4 * m * n)
	for b.Loop() {
		SumRows(sum, x, n, m, n)
	}
}
