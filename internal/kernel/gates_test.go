package kernel

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// activations returns σ and tanh of x as Gates computes them.
func activations(x []float32) (sigma, tanh []float32) {
	n := len(x)
	z, h, c := make([]float32, 4*n), make([]float32, n), make([]float32, n)
	copy(z, x)
	copy(z[2*n:], x)
	bias := slices.Repeat([]float32{float32(math.Copysign(0, -1))}, 4*n) // -0 changes no number that it is added to, 0 would change -0
	Gates(h, c, z, bias, nil, 1, n)
	return z[:n], z[2*n : 3*n]
}

// sweep returns numbers of both signs and all sizes: a grid of 1/512 up to 120, and 37 in each power of two.
func sweep() []float32 {
	var x []float32
	for v := 0.0; v <= 120; v += 1.0 / 512 {
		x = append(x, float32(v), float32(-v))
	}
	for e := -149.0; e < 128; e += 1.0 / 37 {
		v := float32(math.Exp2(e))
		x = append(x, v, -v)
	}
	return x
}

// exactSigmoid keeps the precision of small results.
func exactSigmoid(x float64) float64 {
	if x < 0 {
		return math.Exp(x) / (1 + math.Exp(x))
	}
	return 1 / (1 + math.Exp(-x))
}

const leastNormal = 0x1p-126 // of float32

// The bound is the one that Gates states.
func TestActivationsArePrecise(t *testing.T) {
	withEach(t, func(t *testing.T) {
		x := sweep()
		sigma, tanh := activations(x)
		var worst [2]float64
		for i, v := range x {
			for f, got := range []float32{sigma[i], tanh[i]} {
				want := []func(float64) float64{exactSigmoid, math.Tanh}[f](float64(v))
				diff := math.Abs(float64(got) - want)
				if !(diff <= max(2e-7*math.Abs(want), leastNormal)) {
					t.Fatalf("%s(%v) = %v, want %v", []string{"σ", "tanh"}[f], v, got, want)
				}
				if math.Abs(want) >= leastNormal {
					worst[f] = max(worst[f], diff/math.Abs(want))
				}
			}
		}
		t.Logf("largest relative error: σ %.3g, tanh %.3g", worst[0], worst[1])
	})
}

func TestActivationsAtTheEnds(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	withEach(t, func(t *testing.T) {
		for _, c := range []struct{ x, sigma, tanh float32 }{
			{0, 0.5, 0}, {inf, 1, 1}, {-inf, 0, -1}, {math.MaxFloat32, 1, 1}, {-math.MaxFloat32, 0, -1}, {20, 1, 1}, {-110, 0, -1},
			{1e-40, 0.5, 1e-40}, {-1e-40, 0.5, -1e-40}, {float32(math.Copysign(0, -1)), 0.5, float32(math.Copysign(0, -1))},
		} {
			sigma, tanh := activations([]float32{c.x})
			if diff := math.Abs(float64(sigma[0] - c.sigma)); !(diff < leastNormal) {
				t.Errorf("σ(%v) = %v, want %v", c.x, sigma[0], c.sigma)
			}
			checkBits(t, fmt.Sprintf("tanh(%v)", c.x), tanh, []float32{c.tanh})
		}
		for _, x := range []float32{nan, -nan, float32(math.Copysign(math.NaN(), -1))} {
			if sigma, tanh := activations([]float32{x}); sigma[0] == sigma[0] || tanh[0] == tanh[0] {
				t.Errorf("σ(NaN) = %v, tanh(NaN) = %v", sigma[0], tanh[0])
			}
		}
	})
}

var hiddenSizes = []int{1, 2, 7, 8, 9, 13, 16, 17, 25, 31, 33, 50, 75, 150, 300}

// step is what an LSTM step reads and writes, each slice between guards.
type step struct {
	z, bias, c, h, cNext, dh, dhNext, dc []float32
	all                                  [][]float32
}

func newStep(m, hidden int) *step {
	s := new(step)
	for i, p := range []*[]float32{&s.z, &s.c, &s.h, &s.cNext, &s.dh, &s.dc, &s.bias, &s.dhNext} {
		n := m * hidden
		switch p {
		case &s.z:
			n *= 4
		case &s.bias:
			n = 4 * hidden
		}
		values := numbers(uint64(i), n)
		for j := range values {
			values[j] *= 3
		}
		inside, all := fenced(values)
		*p, s.all = inside, append(s.all, all)
	}
	return s
}

// run does a step forward and back, and returns all results in turn.
func (s *step) run(t *testing.T, m, hidden int, zeroCell bool) [][]float32 {
	t.Helper()
	c := s.c
	if zeroCell {
		c = nil
	}
	Gates(s.h, s.cNext, s.z, s.bias, c, m, hidden)
	gates := append([]float32(nil), s.z...)
	GatesBackward(s.z, s.dc, s.dh, s.dhNext, s.cNext, c, m, hidden)
	for _, all := range s.all {
		checkFence(t, all)
	}
	return [][]float32{gates, s.cNext, s.h, s.z, s.dc}
}

func TestGatesMatchPlain(t *testing.T) {
	withEach(t, func(t *testing.T) {
		for _, hidden := range hiddenSizes {
			for _, m := range []int{1, 3} {
				for _, zeroCell := range []bool{false, true} {
					got := newStep(m, hidden).run(t, m, hidden, zeroCell)
					fast := current
					current = plain{}
					want := newStep(m, hidden).run(t, m, hidden, zeroCell)
					current = fast
					for i := range want {
						for j, w := range want[i] {
							if diff := math.Abs(float64(got[i][j] - w)); !(diff <= 4e-6) {
								t.Fatalf("%d×%d, no cell %t: result %d, element %d is %v, want %v", m, hidden, zeroCell, i, j, got[i][j], w)
							}
						}
					}
				}
			}
		}
	})
}

// exactStep is the step of one unit in float64: h' and c' for pre-activations z.
func exactStep(z [4]float64, c float64) (h, cNext float64) {
	cNext = exactSigmoid(z[1])*c + exactSigmoid(z[0])*math.Tanh(z[2])
	return exactSigmoid(z[3]) * math.Tanh(cNext), cNext
}

// The gradients are compared with central differences of the step in float64, whose error is about 1e-9.
func TestGatesBackwardIsTheGradient(t *testing.T) {
	const m, hidden = 2, 13
	withEach(t, func(t *testing.T) {
		for _, zeroCell := range []bool{false, true} {
			before, s := newStep(m, hidden), newStep(m, hidden)
			s.run(t, m, hidden, zeroCell)
			for at := range m * hidden {
				row, j := at/hidden, at%hidden
				var x [5]float64 // z and c
				for g := range 4 {
					x[g] = float64(before.z[(row*4+g)*hidden+j]) + float64(before.bias[g*hidden+j])
				}
				if !zeroCell {
					x[4] = float64(before.c[at])
				}
				gradient := func(n int) float64 {
					const d = 1e-4
					up, down := x, x
					up[n], down[n] = x[n]+d, x[n]-d
					h1, c1 := exactStep([4]float64(up[:4]), up[4])
					h0, c0 := exactStep([4]float64(down[:4]), down[4])
					return ((float64(before.dh[at])+float64(before.dhNext[at]))*(h1-h0) + float64(before.dc[at])*(c1-c0)) / (2 * d)
				}
				for g := range 4 {
					if got, want := float64(s.z[(row*4+g)*hidden+j]), gradient(g); !(math.Abs(got-want) <= 3e-6) {
						t.Errorf("gradient of gate %d of unit %d is %v, want %v", g, at, got, want)
					}
				}
				if got, want := float64(s.dc[at]), gradient(4); !(math.Abs(got-want) <= 3e-6) {
					t.Errorf("gradient of cell %d is %v, want %v", at, got, want)
				}
			}
		}
	})
}

func TestGatesInPlace(t *testing.T) {
	withEach(t, func(t *testing.T) {
		for _, hidden := range hiddenSizes {
			apart, same := newStep(3, hidden), newStep(3, hidden)
			Gates(apart.h, apart.cNext, apart.z, apart.bias, apart.c, 3, hidden)
			Gates(same.h, same.c, same.z, same.bias, same.c, 3, hidden)
			checkBits(t, "cNext", same.c, apart.cNext)
			checkBits(t, "h", same.h, apart.h)
		}
	})
}

// The first units of a wide layer and the last of a narrow one get the same bits for the same numbers.
func TestGatesDoNotDependOnPlace(t *testing.T) {
	const wide = 40
	withEach(t, func(t *testing.T) {
		reference := newStep(1, wide)
		want := reference.run(t, 1, wide, false)
		for from := range 17 {
			for hidden := 1; hidden <= wide-from && hidden < 20; hidden++ {
				all, part := newStep(1, wide), newStep(1, hidden)
				for g := range 4 {
					copy(part.z[g*hidden:(g+1)*hidden], all.z[g*wide+from:])
					copy(part.bias[g*hidden:(g+1)*hidden], all.bias[g*wide+from:])
				}
				for i, p := range [][]float32{part.c, part.dh, part.dhNext, part.dc} {
					copy(p, [][]float32{all.c, all.dh, all.dhNext, all.dc}[i][from:])
				}
				for i, got := range part.run(t, 1, hidden, false) {
					for g := range len(got) / hidden {
						checkBits(t, fmt.Sprintf("result %d of units %d to %d", i, from, from+hidden),
							got[g*hidden:(g+1)*hidden], want[i][g*wide+from:][:hidden])
					}
				}
			}
		}
	})
}

func TestGatesOfNothing(t *testing.T) {
	withEach(t, func(t *testing.T) {
		Gates(nil, nil, nil, nil, nil, 3, 0)
		Gates(nil, nil, nil, nil, []float32{}, 0, 5)
		GatesBackward(nil, nil, nil, nil, nil, nil, 3, 0)
		GatesBackward(nil, nil, nil, nil, nil, []float32{}, 0, 5)
	})
}

func TestGatesPanicOnShortSlices(t *testing.T) {
	x := make([]float32, 100)
	checkPanic(t, "kernel: z has 23 numbers, fewer than the 24 of 2×12 with rows 12 apart", func() { Gates(x, x, x[:23], x, x, 2, 3) })
	checkPanic(t, "kernel: h has 5 numbers, fewer than the 6 of 2×3 with rows 3 apart", func() { Gates(x[:5], x, x, x, x, 2, 3) })
	checkPanic(t, "kernel: c has 0 numbers, fewer than the 6 of 2×3 with rows 3 apart", func() { Gates(x, x, x, x, x[:0], 2, 3) })
	checkPanic(t, "kernel: bias has 11 numbers, fewer than the 12 of 1×12 with rows 12 apart", func() { Gates(x, x, x, x[:11], x, 2, 3) })
	checkPanic(t, "kernel: dc has 5 numbers, fewer than the 6 of 2×3 with rows 3 apart", func() { GatesBackward(x, x[:5], x, x, x, x, 2, 3) })
	checkPanic(t, "kernel: c has 1 numbers, fewer than the 6 of 2×3 with rows 3 apart", func() { GatesBackward(x, x, x, x, x, x[:1], 2, 3) })
	checkPanic(t, "kernel: dhNext has 5 numbers, fewer than the 6 of 2×3 with rows 3 apart", func() { GatesBackward(x, x, x, x[:5], x, x, 2, 3) })
}
