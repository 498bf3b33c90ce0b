package nn

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// plainNorm is the sum of y·weight over the rows that count, in float64 from the formula of BatchNorm.
func plainNorm(x, scale, shift, weight []float64, counts []bool) (sum float64) {
	H := len(scale)
	for j := range H {
		var column []float64
		for r, c := range counts {
			if c {
				column = append(column, x[r*H+j])
			}
		}
		mean, variance := 0.0, 0.0
		for _, v := range column {
			mean += v / float64(len(column))
		}
		for _, v := range column {
			variance += (v - mean) * (v - mean) / float64(len(column))
		}
		for r, c := range counts {
			if c {
				sum += weight[r*H+j] * ((x[r*H+j]-mean)/math.Sqrt(variance+1e-3)*scale[j] + shift[j])
			}
		}
	}
	return sum
}

// normalized runs batch normalization forward and backward over a given number of rows, every fifth of which
// is padding.
func normalized(M, H int) (x, scale, shift, dy, y, dx, dscale, dshift []float32, counts []bool) {
	random := rand.New(rand.NewPCG(1, 2))
	x, scale, shift, dy = normal(M*H, random), normal(H, random), normal(H, random), normal(M*H, random)
	for i := range x {
		x[i] = 3*x[i] + 5 // far from normal already
	}
	for r := range M {
		counts = append(counts, r%5 != 4)
		if !counts[r] {
			clear(dy[r*H : (r+1)*H])
		}
	}
	y, dx, dscale, dshift = make([]float32, M*H), make([]float32, M*H), make([]float32, H), make([]float32, H)
	mean, variance := make([]float32, H), make([]float32, H)
	Moments(mean, variance, x, counts)
	Normalize(y, x, mean, variance, scale, shift)
	NormalizeScale(dscale, x, dy, mean, variance, counts)
	AffineBias(dshift, dy, M, H)
	NormalizeInput(dx, x, dy, mean, variance, scale, dscale, dshift, counts)
	return x, scale, shift, dy, y, dx, dscale, dshift, counts
}

// TestBatchNorm holds sums and gradients against the plain formula and its central differences.
func TestBatchNorm(t *testing.T) {
	const M, H = 12, 70
	x, scale, shift, dy, y, dx, dscale, dshift, counts := normalized(M, H)
	got := 0.0
	for i, v := range y {
		got += float64(v) * float64(dy[i])
	}
	all := [][]float64{wide(x), wide(scale), wide(shift)}
	value := func() float64 { return plainNorm(all[0], all[1], all[2], wide(dy), counts) }
	if want := value(); math.Abs(got-want) > 1e-4 {
		t.Errorf("sum %v, want %v", got, want)
	}
	for k, gradient := range [][]float32{dx, dscale, dshift} {
		want := make([]float64, len(gradient))
		for i := range want {
			const step = 1e-5
			v := all[k][i]
			all[k][i] = v + step
			up := value()
			all[k][i] = v - step
			want[i] = (up - value()) / (2 * step)
			all[k][i] = v
		}
		near(t, []string{"dx", "dscale", "dshift"}[k], gradient, want, 2e-5)
	}
}

func TestBatchNormThreads(t *testing.T) {
	run := func(threads int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		_, _, _, _, y, dx, dscale, dshift, _ := normalized(300, 200)
		return slices.Concat(y, dx, dscale, dshift)
	}
	one := run(1)
	for _, threads := range []int{2, 3, 7} {
		if !slices.Equal(one, run(threads)) {
			t.Errorf("%d threads give other bits than one", threads)
		}
	}
}
