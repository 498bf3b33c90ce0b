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

// results16 are the outputs and gradients of an LSTM.
type results16 struct{ h, dx, db, dwx, dwh []float32 }

// run16 runs an LSTM in bfloat16 forward and backward on random numbers; float32 returns what LSTM computes for
// the same.
func run16(T, R, I, H int) (half, full results16) {
	random := rand.New(rand.NewPCG(1, 2))
	x, wx, wh, bias, dh := normal(T*R*I, random), normal(I*4*H, random), normal(H*4*H, random), normal(4*H, random), normal(T*R*H, random)
	for _, w := range [][]float32{wx, wh} {
		for i := range w {
			w[i] /= float32(math.Sqrt(float64(max(I, H))))
		}
	}
	allocate := func() results16 {
		return results16{make([]float32, T*R*H), make([]float32, T*R*I), make([]float32, 4*H), make([]float32, I*4*H), make([]float32, H*4*H)}
	}
	half, full = allocate(), allocate()
	l := newLSTM16(I, H, T*R)
	l.forward(half.h, x, nil, wx, wh, bias, T, R)
	l.backward(half.dx, half.db, half.dwx, half.dwh, dh)

	var f LSTM
	f.Pack(wx, wh, bias, I, H)
	c, z := make([]float32, T*R*H), make([]float32, T*R*4*H)
	f.Forward(full.h, c, z, x, nil, nil, T, R)
	var g LSTMGradient
	g.Pack(wx, wh, I, H)
	g.Backward(z, c, dh, full.dx, full.db, T, R)
	g.Weights(full.dwx, full.dwh, x, full.h, z, T, R)
	return half, full
}

// TestLSTM16 holds outputs and gradients in bfloat16, of which a number has 8 bits, against those in float32.
func TestLSTM16(t *testing.T) {
	for _, shape := range [][4]int{{1, 1, 1, 1}, {4, 3, 5, 7}, {3, 101, 2, 3}, {5, 70, 9, 16}, {2, 333, 40, 50}} {
		T, R, I, H := shape[0], shape[1], shape[2], shape[3]
		half, full := run16(T, R, I, H)
		for i, got := range [][]float32{half.h, half.dx, half.db, half.dwx, half.dwh} {
			want := [][]float32{full.h, full.dx, full.db, full.dwx, full.dwh}[i]
			if T == 1 && i == 4 {
				continue // no recurrence
			}
			if d := precisiontest.Distance(got, want); !(d < 0.02) {
				t.Errorf("%v: %s is off by %.1e of its length", shape, []string{"h", "dx", "db", "dwx", "dwh"}[i], d)
			}
		}
	}
}

// TestThreads16 makes sure that the bits do not depend on the number of threads.
func TestThreads16(t *testing.T) {
	run := func(threads int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		half, _ := run16(3, 333, 20, 70)
		return slices.Concat(half.h, half.dx, half.db, half.dwx, half.dwh)
	}
	one := run(1)
	for _, threads := range []int{2, 3, 7} {
		if !slices.Equal(one, run(threads)) {
			t.Errorf("%d threads give other bits than one", threads)
		}
	}
}

// TestStackedLSTM16 makes sure that a layer that reads the outputs of another in bfloat16 computes what it
// computes from their float32 values.
func TestStackedLSTM16(t *testing.T) {
	const T, R, H = 3, 40, 20
	random := rand.New(rand.NewPCG(1, 2))
	x, wx, wh, bias := normal(T*R*H, random), normal(H*4*H, random), normal(H*4*H, random), normal(4*H, random)
	first, direct, converted := newLSTM16(H, H, T*R), newLSTM16(H, H, T*R), newLSTM16(H, H, T*R)
	h, a, b := make([]float32, T*R*H), make([]float32, T*R*H), make([]float32, T*R*H)
	first.forward(h, x, nil, wx, wh, bias, T, R)
	direct.forward(a, nil, first.h, wx, wh, bias, T, R)
	converted.forward(b, h, nil, wx, wh, bias, T, R)
	if !slices.Equal(a, b) {
		t.Error("outputs differ")
	}
	first.forward(nil, x, nil, wx, wh, bias, T, R)
	direct.forward(a, nil, first.h, wx, wh, bias, T, R)
	if !slices.Equal(a, b) {
		t.Error("outputs depend on whether the layer before writes float32")
	}
	if kernel.Width16(H) != 32 {
		t.Fatal(fmt.Sprint("rows are not padded as this test expects: ", kernel.Width16(H)))
	}
}

// TestGradientParts makes sure that the parts hold each block of each weight gradient once, and nearly the same
// number of them.
func TestGradientParts(t *testing.T) {
	for _, c := range [][3]int{{5, 13, 1}, {5, 75, 2}, {5, 300, 2}, {0, 40, 2}, {0, 13, 8}, {5, 25, 8}, {5, 100, 3}} {
		l := &lstm16{inputs: c[0], hidden: c[1]}
		blocks := kernel.CellWidth16(l.hidden) / 16
		x, h, sizes := make([]int, blocks), make([]int, blocks), []int(nil)
		for _, part := range l.gradientParts(c[2]) {
			for i := part.x.from; i < part.x.to; i++ {
				x[i]++
			}
			for i := part.h.from; i < part.h.to; i++ {
				h[i]++
			}
			sizes = append(sizes, part.x.to-part.x.from+part.h.to-part.h.from)
		}
		if slices.Min(x) != 1 || slices.Max(x) != 1 || slices.Min(h) != 1 || slices.Max(h) != 1 {
			t.Errorf("%v: blocks of Wx %v times, of Wh %v times, want once", c, x, h)
		}
		if len(sizes) > c[2] || slices.Max(sizes)-slices.Min(sizes) > 1 {
			t.Errorf("%v: parts of %v products", c, sizes)
		}
	}
}
