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
	const run, block = 256, 64
	parallel.Do((n+block-1)/block, func(i int) {
		from, to := i*block, min((i+1)*block, n)
		var total [block]float64
		for first := 0; first < m; first += run {
			var sum [block]float32
			for r := first; r < min(first+run, m); r++ {
				for j, v := range dy[r*n+from : r*n+to] {
					sum[j] += v
				}
			}
			for j, v := range sum {
				total[j] += float64(v)
			}
		}
		for j := range to - from {
			db[from+j] = float32(total[j])
		}
	})
}
