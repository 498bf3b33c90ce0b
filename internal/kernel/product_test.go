package kernel

import (
	"fmt"
	"math"
	"testing"
)

// Sizes on both sides of the tiles' and panels' edges, and of the blocks' (96 rows, 320 terms, 336 left-hand
// rows), and so few rows that several panels are taken at once.
var shapes = []struct{ m, k, n int }{
	{1, 1, 1}, {2, 3, 4}, {5, 7, 8}, {6, 8, 9}, {7, 13, 15}, {12, 4, 16}, {13, 5, 17}, {11, 50, 2}, {3, 100, 24}, {25, 33, 25},
	{37, 78, 50}, {48, 302, 31}, {95, 11, 33}, {97, 320, 7}, {100, 321, 18}, {8, 1000, 40}, {193, 6, 63}, {29, 313, 48},
	{337, 12, 5}, {700, 10, 20}, {645, 318, 3}, {1, 50, 200}, {1, 321, 130}, {2, 37, 150}, {2, 640, 70}, {14, 9, 32}, {15, 20, 65},
	{28, 3, 33}, {43, 7, 100},
}

// matrix returns an m×n matrix with rows ld apart and NaN between them, as short as it can be.
func matrix(seed uint64, m, n, ld int) []float32 {
	x := make([]float32, (m-1)*ld+n)
	for i := range x {
		x[i] = float32(math.NaN())
	}
	values := numbers(seed, m*n)
	for i := range m {
		copy(x[i*ld:], values[i*n:(i+1)*n])
	}
	return x
}

// sum is an exact sum of products, and the sum of their sizes, by which rounding errors are measured.
type sum struct{ value, size float64 }

func (s *sum) add(x, y float32) {
	p := float64(x) * float64(y)
	s.value += p
	s.size += math.Abs(p)
}

// check compares got with the sum of a given number of terms: each step of a float32 sum may be off by 2^-24
// of what it has reached.
func (s sum) check(t *testing.T, got float32, terms int, where string) {
	t.Helper()
	bound := float64(terms+2) * 0x1p-24 * s.size
	if diff := math.Abs(float64(got) - s.value); !(diff <= bound) {
		t.Fatalf("%s: %v, want %v ± %v", where, got, s.value, bound)
	}
}

func TestProduct(t *testing.T) {
	withEach(t, func(t *testing.T) {
		for _, s := range shapes {
			for _, gap := range []int{0, 3} {
				for _, transposed := range []bool{false, true} {
					t.Run(fmt.Sprintf("%dx%dx%d/gap=%d/transposed=%t", s.m, s.k, s.n, gap, transposed), func(t *testing.T) {
						testProduct(t, s.m, s.k, s.n, gap, transposed)
					})
				}
			}
		}
	})
}

func testProduct(t *testing.T, m, k, n, gap int, transposed bool) {
	lda, ldc := k+gap, n+2*gap
	a, aAll := fenced(matrix(1, m, k, lda))
	values := numbers(2, k*n)
	at := func(i, j int) float32 { return values[i*n+j] }
	var r PackedB
	r.Pack(numbers(9, 7*50), 7, 50) // what r held before must not matter
	if transposed {
		r.PackTransposed(values, k, n)
		at = func(i, j int) float32 { return values[j*k+i] }
	} else {
		r.Pack(values, k, n)
	}
	start := matrix(3, m, n, ldc)
	set, setAll := fenced(start)
	added, addedAll := fenced(start)
	Mul(set, ldc, a, lda, m, &r)
	MulAdd(added, ldc, a, lda, m, &r)

	for i := range m {
		for j := range n {
			var want sum
			for l := range k {
				want.add(a[i*lda+l], at(l, j))
			}
			want.check(t, set[i*ldc+j], k, fmt.Sprintf("Mul %d,%d", i, j))
			want.add(start[i*ldc+j], 1)
			want.check(t, added[i*ldc+j], k+1, fmt.Sprintf("MulAdd %d,%d", i, j))
		}
	}
	for i := range m - 1 {
		checkBits(t, "gap", set[i*ldc+n:(i+1)*ldc], start[i*ldc+n:(i+1)*ldc])
		checkBits(t, "gap", added[i*ldc+n:(i+1)*ldc], start[i*ldc+n:(i+1)*ldc])
	}
	for _, all := range [][]float32{aAll, setAll, addedAll} {
		checkFence(t, all)
	}
}

// A row's bits do not depend on its neighbours, so that callers may split the rows as they like.
func TestProductRowsAreIndependent(t *testing.T) {
	withEach(t, func(t *testing.T) {
		for _, s := range []struct{ k, n int }{{13, 30}, {302, 50}, {1200, 24}, {40, 200}} {
			const m = 37
			a, c := numbers(1, m*s.k), numbers(2, m*s.n)
			var r PackedB
			r.Pack(numbers(3, s.k*s.n), s.k, s.n)
			together := append([]float32(nil), c...)
			MulAdd(together, s.n, a, s.k, m, &r)
			for rows := 1; rows < 18; rows++ {
				apart := append([]float32(nil), c...)
				for i := 0; i < m; i += rows {
					MulAdd(apart[i*s.n:], s.n, a[i*s.k:], s.k, min(rows, m-i), &r)
				}
				checkBits(t, fmt.Sprintf("%d rows at a time of ·×%d×%d", rows, s.k, s.n), apart, together)
			}
		}
	})
}

func TestProductSpreadsNaNAndInfinity(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	withEach(t, func(t *testing.T) {
		for _, s := range []struct{ left, right, want float32 }{
			{nan, 0, nan}, {0, nan, nan}, {0, inf, nan}, {inf, 1, inf}, {-1, inf, -inf},
		} {
			const m, k, n = 7, 9, 19
			a, b, c := make([]float32, m*k), make([]float32, k*n), make([]float32, m*n)
			a[6*k+8], b[8*n+18] = s.left, s.right
			var r PackedB
			r.Pack(b, k, n)
			Mul(c, n, a, k, m, &r)
			if got := c[6*n+18]; got != s.want && !(got != got && s.want != s.want) {
				t.Errorf("%v·%v gives %v, want %v", s.left, s.right, got, s.want)
			}
			if c[0] != 0 {
				t.Errorf("%v·%v reaches an element that it is no part of: %v", s.left, s.right, c[0])
			}
		}
	})
}

func TestProductOfNothing(t *testing.T) {
	withEach(t, func(t *testing.T) {
		var r PackedB
		Mul(nil, 0, nil, 0, 3, &r)
		r.Pack(nil, 4, 0)
		MulAdd(nil, 0, make([]float32, 12), 4, 3, &r)
		r.Pack(make([]float32, 8), 4, 2)
		Mul(nil, 2, nil, 4, 0, &r)
		r.PackTransposed(nil, 0, 2)
		c := []float32{1, 2, 3, 4, 5}
		MulAdd(c, 3, nil, 0, 2, &r)
		checkBits(t, "MulAdd with K = 0", c, []float32{1, 2, 3, 4, 5})
		Mul(c, 3, nil, 0, 2, &r)
		checkBits(t, "Mul with K = 0", c, []float32{0, 0, 3, 0, 0})
	})
}

func TestProductPanicsOnShortSlices(t *testing.T) {
	withEach(t, func(t *testing.T) {
		var r PackedB
		x := make([]float32, 100)
		checkPanic(t, "kernel: b has 11 numbers, fewer than the 12 of 3×4 with rows 4 apart", func() { r.Pack(x[:11], 3, 4) })
		checkPanic(t, "kernel: b has 11 numbers, fewer than the 12 of 4×3 with rows 3 apart", func() { r.PackTransposed(x[:11], 3, 4) })
		r.Pack(x[:12], 3, 4)
		checkPanic(t, "kernel: c has 8 numbers, fewer than the 9 of 2×4 with rows 5 apart", func() { Mul(x[:8], 5, x, 3, 2, &r) })
		checkPanic(t, "kernel: a has 5 numbers, fewer than the 6 of 2×3 with rows 3 apart", func() { MulAdd(x, 4, x[:5], 3, 2, &r) })
		checkPanic(t, "kernel: c has rows of 4 numbers, but 3 apart", func() { Mul(x, 3, x, 3, 2, &r) })
		checkPanic(t, "kernel: c of -1×4 numbers", func() { Mul(x, 4, x, 3, -1, &r) })
	})
}

func TestProductDoesNotAllocate(t *testing.T) {
	var r PackedB
	b, a, c := numbers(1, 100*50), numbers(2, 30*100), make([]float32, 30*50)
	x := make([]float32, 100*50)
	if allocs := testing.AllocsPerRun(200, func() {
		r.Pack(b, 100, 50)
		MulAdd(c, 50, a, 100, 30, &r)
		MulAddTransA(x, 50, a, 100, c, 50, 30, 100, 50)
	}); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
