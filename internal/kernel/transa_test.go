package kernel

import (
	"fmt"
	"sync"
	"testing"
)

func TestMulAddTransA(t *testing.T) {
	withEach(t, func(t *testing.T) {
		for _, s := range shapes {
			for _, gap := range []int{0, 3} {
				t.Run(fmt.Sprintf("%dx%dx%d/gap=%d", s.m, s.k, s.n, gap), func(t *testing.T) {
					testMulAddTransA(t, s.m, s.k, s.n, gap)
				})
			}
		}
	})
}

func testMulAddTransA(t *testing.T, m, k, n, gap int) {
	lda, ldb, ldc := k+gap, n+2*gap, n+gap
	a, aAll := fenced(matrix(1, m, k, lda))
	b, bAll := fenced(matrix(2, m, n, ldb))
	start := matrix(3, k, n, ldc)
	c, cAll := fenced(start)
	MulAddTransA(c, ldc, a, lda, b, ldb, m, k, n)

	for l := range k {
		for j := range n {
			var want sum
			want.add(start[l*ldc+j], 1)
			for i := range m {
				want.add(a[i*lda+l], b[i*ldb+j])
			}
			want.check(t, c[l*ldc+j], m+1, fmt.Sprintf("element %d,%d", l, j))
		}
	}
	for l := range k - 1 {
		checkBits(t, "gap", c[l*ldc+n:(l+1)*ldc], start[l*ldc+n:(l+1)*ldc])
	}
	for _, all := range [][]float32{aAll, bAll, cAll} {
		checkFence(t, all)
	}
}

// A block computed alone has the bits that it has as part of a larger one, so that callers may split c as they
// like and compute its blocks at once.
func TestMulAddTransABlocksAreIndependent(t *testing.T) {
	const m, k, n = 700, 45, 61
	a, b := numbers(1, m*k), numbers(2, m*n)
	withEach(t, func(t *testing.T) {
		whole := numbers(3, k*n)
		MulAddTransA(whole, n, a, k, b, n, m, k, n)
		for _, s := range []struct{ rows, columns int }{{45, 8}, {45, 25}, {6, 61}, {7, 61}, {11, 13}} {
			c := numbers(3, k*n)
			var done sync.WaitGroup
			for l := 0; l < k; l += s.rows {
				for j := 0; j < n; j += s.columns {
					done.Go(func() {
						MulAddTransA(c[l*n+j:], n, a[l:], k, b[j:], n, m, min(s.rows, k-l), min(s.columns, n-j))
					})
				}
			}
			done.Wait()
			checkBits(t, fmt.Sprintf("blocks of %d×%d", s.rows, s.columns), c, whole)
		}
	})
}

func TestMulAddTransAOfNothing(t *testing.T) {
	withEach(t, func(t *testing.T) {
		c := []float32{1, 2, 3, 4}
		MulAddTransA(c, 2, nil, 2, nil, 2, 0, 2, 2)
		MulAddTransA(nil, 2, nil, 0, c, 2, 2, 0, 2)
		MulAddTransA(nil, 0, c, 2, nil, 0, 2, 2, 0)
		checkBits(t, "c", c, []float32{1, 2, 3, 4})
	})
}

func TestMulAddTransAPanicsOnShortSlices(t *testing.T) {
	x := make([]float32, 100)
	checkPanic(t, "kernel: c has 5 numbers, fewer than the 6 of 3×2 with rows 2 apart", func() { MulAddTransA(x[:5], 2, x, 3, x, 2, 4, 3, 2) })
	checkPanic(t, "kernel: a has 11 numbers, fewer than the 12 of 4×3 with rows 3 apart", func() { MulAddTransA(x, 2, x[:11], 3, x, 2, 4, 3, 2) })
	checkPanic(t, "kernel: b has 7 numbers, fewer than the 8 of 4×2 with rows 2 apart", func() { MulAddTransA(x, 2, x, 3, x[:7], 2, 4, 3, 2) })
}
