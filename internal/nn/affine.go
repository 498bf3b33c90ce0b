package nn

import (
	"workbench/internal/kernel"
	"workbench/internal/parallel"
)

// Affine sets y, M×N, to x·W + b, where x is M×K, w is W, K×N, packed, and b has N numbers.
func Affine(y, x []float32, w *kernel.Right, b []float32, m int) {
	parts(m, 8*chunk, func(from, to int) {
		yy := section(y, from, to, w.N)
		for r := range to - from {
			copy(yy[r*w.N:], b)
		}
		kernel.MulAdd(yy, w.N, section(x, from, to, w.K), w.K, to-from, w)
	})
}

// AffineInput sets dx, M×K, to dy·Wᵀ, the gradient of Affine's input; wT is Wᵀ, N×K.
func AffineInput(dx, dy []float32, wT *kernel.Right, m int) {
	parts(m, 8*chunk, func(from, to int) {
		kernel.Mul(section(dx, from, to, wT.N), wT.N, section(dy, from, to, wT.K), wT.K, to-from, wT)
	})
}

// outerBlock is the width in columns of the parts into which AffineWeights is split.
const outerBlock = 200

// AffineWeights sets dw, K×N, to xᵀ·dy, the gradient of Affine's weights summed over M rows.
func AffineWeights(dw, x, dy []float32, m, k, n int) {
	clear(dw)
	blocks := (n + outerBlock - 1) / outerBlock
	if blocks > 1 {
		blocks += blocks % 2
	}
	parallel.Do(blocks, func(i int) {
		from, to := i*n/blocks, (i+1)*n/blocks
		kernel.AddOuter(dw[from:], n, x, k, dy[from:], n, m, k, to-from)
	})
}

// AffineBias sets db, N numbers, to the sum of the M rows of dy, added in runs of rows so that rounding errors stay small.
func AffineBias(db, dy []float32, m, n int) {
	const run = 256
	runs := (m + run - 1) / run
	sums := make([]float32, runs*n)
	parallel.Do(runs, func(i int) {
		sum := sums[i*n : (i+1)*n]
		for r := i * run; r < min((i+1)*run, m); r++ {
			for j, v := range dy[r*n : (r+1)*n] {
				sum[j] += v
			}
		}
	})
	for j := range n {
		var total float64
		for i := range runs {
			total += float64(sums[i*n+j])
		}
		db[j] = float32(total)
	}
}
