package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"workbench/internal/kernel"
	"workbench/internal/precisiontest"
)

func normal(n int, random *rand.Rand) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(random.NormFloat64())
	}
	return x
}

// plain is an LSTM over one sequence of rows, unrolled in float64 from its equations; it returns the sum of
// h·weight, whose gradients the tests take by central differences.
func plain(x, wx, wh, bias, weight []float64, steps, rows, inputs, hidden int) (sum float64, all []float64) {
	I, H := inputs, hidden
	sigmoid := func(v float64) float64 { return 1 / (1 + math.Exp(-v)) }
	h, c := make([]float64, rows*H), make([]float64, rows*H)
	for t := range steps {
		next := make([]float64, rows*H)
		for r := range rows {
			z := slices.Clone(bias)
			for j := range z {
				for i := range I {
					z[j] += x[(t*rows+r)*I+i] * wx[i*4*H+j]
				}
				for i := range H {
					z[j] += h[r*H+i] * wh[i*4*H+j]
				}
			}
			for j := range H {
				c[r*H+j] = sigmoid(z[H+j])*c[r*H+j] + sigmoid(z[j])*math.Tanh(z[2*H+j])
				next[r*H+j] = sigmoid(z[3*H+j]) * math.Tanh(c[r*H+j])
				sum += next[r*H+j] * weight[(t*rows+r)*H+j]
			}
		}
		h = next
		all = append(all, h...)
	}
	return sum, all
}

func wide(x []float32) []float64 {
	w := make([]float64, len(x))
	for i, v := range x {
		w[i] = float64(v)
	}
	return w
}

// TestLSTM holds outputs and all gradients of the fast layer against the unrolled plain one, with few rows and
// with several chunks of them.
func TestLSTM(t *testing.T) {
	for _, shape := range [][4]int{{1, 1, 1, 1}, {4, 3, 5, 7}, {3, 101, 2, 3}, {5, 7, 9, 16}} {
		T, R, I, H := shape[0], shape[1], shape[2], shape[3]
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			x, wx, wh, bias := normal(T*R*I, random), normal(I*4*H, random), normal(H*4*H, random), normal(4*H, random)
			dh := normal(T*R*H, random)

			var l LSTM
			l.Pack(wx, wh, bias, I, H)
			h, c, z := make([]float32, T*R*H), make([]float32, T*R*H), make([]float32, T*R*4*H)
			l.Forward(h, c, z, x, nil, nil, T, R)
			dx, dwx, dwh, db := make([]float32, T*R*I), make([]float32, I*4*H), make([]float32, H*4*H), make([]float32, 4*H)
			var g LSTMGradient
			g.Pack(wx, wh, I, H)
			g.Backward(z, c, dh, dx, db, T, R)
			g.Weights(dwx, dwh, x, h, z, T, R)

			x64, wx64, wh64, bias64, dh64 := wide(x), wide(wx), wide(wh), wide(bias), wide(dh)
			_, want := plain(x64, wx64, wh64, bias64, dh64, T, R, I, H)
			for i := range want {
				if math.Abs(float64(h[i])-want[i]) > 1e-5 {
					t.Fatalf("h[%d] = %v, want %v", i, h[i], want[i])
				}
			}
			check := func(name string, at []float64, got []float32) {
				var difference, size float64
				for k := range min(len(at), 10) {
					i := k * len(at) / min(len(at), 10)
					const step = 1e-5
					v := at[i]
					at[i] = v + step
					up, _ := plain(x64, wx64, wh64, bias64, dh64, T, R, I, H)
					at[i] = v - step
					down, _ := plain(x64, wx64, wh64, bias64, dh64, T, R, I, H)
					at[i] = v
					d := (up - down) / (2 * step)
					difference += (float64(got[i]) - d) * (float64(got[i]) - d)
					size += d * d
				}
				if difference > 1e-10*size { // a relative error of 1e-5
					t.Errorf("gradient of %s is off by %.1e of its length", name, math.Sqrt(difference/size))
				}
			}
			check("x", x64, dx)
			check("wx", wx64, dwx)
			if T > 1 {
				check("wh", wh64, dwh)
			}
			check("bias", bias64, db)
		})
	}
}

// TestStateCarries makes sure that a sequence in two halves, with the state handed over, is the sequence in
// one.
func TestStateCarries(t *testing.T) {
	const T, R, I, H = 6, 50, 4, 5
	random := rand.New(rand.NewPCG(3, 2))
	x := normal(T*R*I, random)
	var l LSTM
	l.Pack(normal(I*4*H, random), normal(H*4*H, random), normal(4*H, random), I, H)
	h, c, z := make([]float32, T*R*H), make([]float32, T*R*H), make([]float32, T*R*4*H)
	l.Forward(h, c, z, x, nil, nil, T, R)
	h2, c2 := make([]float32, T*R*H), make([]float32, T*R*H)
	half := T / 2 * R
	l.Forward(h2, c2, z, x, nil, nil, T/2, R)
	l.Forward(h2[half*H:], c2[half*H:], z, x[half*I:], h2[(half-R)*H:half*H], c2[(half-R)*H:half*H], T/2, R)
	if !slices.Equal(h, h2) || !slices.Equal(c, c2) {
		t.Error("two halves differ from the whole")
	}
}

// TestThreads makes sure that the bits of an LSTM and its gradients do not depend on the number of threads.
func TestThreads(t *testing.T) {
	const T, R, I, H = 3, 333, 20, 70
	run := func(threads int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		random := rand.New(rand.NewPCG(3, 2))
		x, wx, wh := normal(T*R*I, random), normal(I*4*H, random), normal(H*4*H, random)
		var l LSTM
		l.Pack(wx, wh, normal(4*H, random), I, H)
		h, c, z := make([]float32, T*R*H), make([]float32, T*R*H), make([]float32, T*R*4*H)
		l.Forward(h, c, z, x, nil, nil, T, R)
		dx, dwx, dwh, db := make([]float32, T*R*I), make([]float32, I*4*H), make([]float32, H*4*H), make([]float32, 4*H)
		var g LSTMGradient
		g.Pack(wx, wh, I, H)
		g.Backward(z, c, h, dx, db, T, R)
		g.Weights(dwx, dwh, x, h, z, T, R)
		AffineWeights(wx, x, z, T*R, I, 4*H, kernel.Float32)
		AffineBias(wh, z, T*R, 4*H)
		return slices.Concat(h, z, dx, dwx, dwh, db, wx, wh)
	}
	one := run(1)
	for _, threads := range []int{2, 3, 7} {
		if !slices.Equal(one, run(threads)) {
			t.Errorf("%d threads give other bits than one", threads)
		}
	}
}

func TestParts(t *testing.T) {
	for _, rows := range []int{1, 5, 6, 7, 48, 49, 88, 95, 96, 97, 440, 640, 10000} {
		seen := make([]int, rows)
		parts(rows, chunk, func(from, to int) {
			if from%tile != 0 || to-from > chunk+tile {
				t.Errorf("%d rows: a part from %d to %d", rows, from, to)
			}
			for i := from; i < to; i++ {
				seen[i]++
			}
		})
		if slices.Min(seen) != 1 || slices.Max(seen) != 1 {
			t.Errorf("%d rows: not each once", rows)
		}
	}
}

func TestOrthogonal(t *testing.T) {
	const H = 20
	wh := make([]float32, H*4*H)
	Orthogonal(wh, H, rand.New(rand.NewPCG(1, 1)))
	for gate := range 4 {
		for i := range H {
			for j := range H {
				dot := 0.0
				for k := range H {
					dot += float64(wh[i*4*H+gate*H+k]) * float64(wh[j*4*H+gate*H+k])
				}
				want := 0.0
				if i == j {
					want = 1
				}
				if math.Abs(dot-want) > 1e-6 {
					t.Fatalf("gate %d: rows %d and %d have the product %v", gate, i, j, dot)
				}
			}
		}
	}
}

func TestGlorot(t *testing.T) {
	w := make([]float32, 100*200)
	Glorot(w, 100, 50, rand.New(rand.NewPCG(1, 1)))
	const limit = 0.2 // √(6/150)
	lowest, highest, square := slices.Min(w), slices.Max(w), 0.0
	for _, v := range w {
		square += float64(v) * float64(v)
	}
	if lowest < -limit || highest > limit || lowest > -0.199 || highest < 0.199 {
		t.Errorf("from %v to %v, want ±%v", lowest, highest, limit)
	}
	if variance := square / float64(len(w)); math.Abs(variance-limit*limit/3) > 0.0005 {
		t.Errorf("variance %v, want %v", variance, limit*limit/3)
	}
}

func TestDropout(t *testing.T) {
	mask := make([]float32, 10000)
	DrawMask(mask, 0.25, rand.New(rand.NewPCG(1, 1)))
	dropped := 0
	for _, m := range mask {
		switch m {
		case 0:
			dropped++
		case float32(4.0 / 3):
		default:
			t.Fatalf("mask %v", m)
		}
	}
	if dropped < 2300 || dropped > 2700 {
		t.Errorf("%d of 10000 dropped at 0.25", dropped)
	}
	y := make([]float32, 4)
	ApplyMask(y, []float32{1, 2, 3, 4}, []float32{0, 2})
	if !slices.Equal(y, []float32{0, 4, 0, 8}) {
		t.Errorf("got %v", y)
	}
}

// In bfloat16 it is the masked value that is rounded.
func TestDropoutBF16(t *testing.T) {
	const steps, rows, hidden = 3, 2, 5
	random := rand.New(rand.NewPCG(1, 1))
	x, mask, y := normal(steps*rows*hidden, random), make([]float32, rows*hidden), make([]float32, steps*rows*hidden)
	DrawMask(mask, 0.3, random)
	ApplyMask(y, x, mask)
	half := NewHalf(steps*rows, hidden)
	applyMask16(half, x, mask, hidden)
	for r := range steps * rows {
		for i, v := range y[r*hidden:][:hidden] {
			if got, want := half[r*kernel.Width16(hidden)+i], kernel.ToBF16(v); got != want {
				t.Errorf("row %d, element %d is %v, want %v", r, i, got.Float32(), want.Float32())
			}
		}
	}
}

// The gradient of few columns, for which rows are split, has the bits of one call of the kernel. Plain Go sums all
// rows in one chain there.
func TestAffineWeightsOfFewColumns(t *testing.T) {
	const k = 13
	for _, m := range []int{1, kernel.Depth, kernel.Depth + 1, 3*kernel.Depth + 17} {
		for _, n := range []int{1, 2, columnGrain} {
			random := rand.New(rand.NewPCG(1, 1))
			x, dy, got, want := normal(m*k, random), normal(m*n, random), make([]float32, k*n), make([]float32, k*n)
			AffineWeights(got, x, dy, m, k, n, kernel.Float32)
			kernel.MulAddTransA(want, n, x, k, dy, n, m, k, n)
			set, _ := kernel.Selected()
			if d := precisiontest.Distance(got, want); d > 1e-6 || d > 0 && set != "plain" {
				t.Errorf("%d rows, %d columns: off by %.1e of its length", m, n, d)
			}
		}
	}
}

// A mask is what comparing Float64 with the probability gives.
func TestDrawMaskFollowsFloat64(t *testing.T) {
	for _, p := range []float64{0, 0x1p-60, 0.1, 0.5, 1 - 0x1p-53} {
		mask, random := make([]float32, 1000), rand.New(rand.NewPCG(3, 4))
		DrawMask(mask, p, rand.New(rand.NewPCG(3, 4)))
		for i, got := range mask {
			want := float32(0)
			if random.Float64() >= p {
				want = float32(1 / (1 - p))
			}
			if got != want {
				t.Fatalf("p = %v: element %d is %v, want %v", p, i, got, want)
			}
		}
	}
}
