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

// TestAddScaled holds every set against plain Go, whose bits they share.
func TestAddScaled(t *testing.T) {
	for _, kernels := range available() {
		for _, n := range []int{1, 7, 8, 15, 16, 40, 1201} {
			start, x := numbers(1, n), numbers(2, n)
			want, got := slices.Clone(start), append(slices.Clone(start), 1)
			plain{}.addScaled(want, x, 1/0.9)
			kernels.addScaled(got, x, 1/0.9)
			if !slices.Equal(got, append(want, 1)) {
				t.Errorf("%s, %d numbers: %v, want %v and a 1", kernels, n, got, want)
			}
		}
	}
}

func BenchmarkAddScaled(b *testing.B) {
	x, sum := make([]float32, 1200), make([]float32, 1200)
	b.SetBytes(4 * 1200)
	for b.Loop() {
		AddScaled(sum, x, 1)
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
