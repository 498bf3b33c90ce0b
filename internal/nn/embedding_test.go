package nn

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// sparse is a random matrix of a given number of rows, some of them empty, and the same written out.
func sparse(rows, inputs int, random *rand.Rand) (s *Sparse, full []float32) {
	s, full = new(Sparse), make([]float32, rows*inputs)
	for r := range rows {
		for range r % 4 {
			i, v := random.IntN(inputs), float32(random.NormFloat64())
			s.Add(int32(i), v)
			full[r*inputs+i] += v
		}
		s.EndRow()
	}
	return s, full
}

// TestEmbed holds the product of few numbers and its gradient against those of all numbers, in float64.
func TestEmbed(t *testing.T) {
	for _, shape := range [][3]int{{1, 1, 1}, {9, 4, 3}, {200, 30, 70}} {
		M, I, D := shape[0], shape[1], shape[2]
		random := rand.New(rand.NewPCG(1, 2))
		s, full := sparse(M, I, random)
		e, dy := normal(I*D, random), normal(M*D, random)
		y, de := normal(M*D, random), normal(I*D, random) // what stood there before is of no matter
		Embed(y, e, s, D)
		EmbedWeights(de, dy, s, D)
		wantY, wantE := make([]float64, M*D), make([]float64, I*D)
		for r := range M {
			for i := range I {
				for j := range D {
					wantY[r*D+j] += float64(full[r*I+i]) * float64(e[i*D+j])
					wantE[i*D+j] += float64(full[r*I+i]) * float64(dy[r*D+j])
				}
			}
		}
		near(t, "y", y, wantY, 1e-5)
		near(t, "de", de, wantE, 1e-5)
	}
}

// near fails where numbers are further from the wanted ones than the tolerance.
func near(t *testing.T, name string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(float64(got[i])-want[i]) <= tolerance) {
			t.Fatalf("%s[%d] = %v, want %v", name, i, got[i], want[i])
		}
	}
}

// TestEmbedThreads makes sure that the bits do not depend on the number of threads.
func TestEmbedThreads(t *testing.T) {
	const M, I, D = 700, 20, 300
	run := func(threads int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		random := rand.New(rand.NewPCG(1, 2))
		s, _ := sparse(M, I, random)
		y, de := make([]float32, M*D), make([]float32, I*D)
		Embed(y, normal(I*D, random), s, D)
		EmbedWeights(de, y, s, D)
		return slices.Concat(y, de)
	}
	one := run(1)
	for _, threads := range []int{2, 3, 7} {
		if !slices.Equal(one, run(threads)) {
			t.Errorf("%d threads give other bits than one", threads)
		}
	}
}

// TestLSTMAfterProduct makes sure that a layer that is given the product of its inputs with their weights does
// what one does that has the weights.
func TestLSTMAfterProduct(t *testing.T) {
	const T, R, I, H = 3, 101, 6, 5
	random := rand.New(rand.NewPCG(1, 2))
	s, full := sparse(T*R, I, random)
	wx, wh, bias := normal(I*4*H, random), normal(H*4*H, random), normal(4*H, random)
	run := func(wx, x []float32, inputs int) []float32 {
		var l LSTM
		l.Pack(wx, wh, bias, inputs, H)
		h, c, z := make([]float32, T*R*H), make([]float32, T*R*H), make([]float32, T*R*4*H)
		l.Forward(h, c, z, x, nil, nil, T, R)
		return h
	}
	product := make([]float32, T*R*4*H)
	Embed(product, wx, s, 4*H)
	near(t, "h", run(nil, product, 0), wide(run(wx, full, I)), 1e-5)
}
