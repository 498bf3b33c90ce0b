package nn

import (
	"runtime"

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

// Product sets y, M×N, to x·W. With Wᵀ for w it is the gradient of Affine's input from that of its output.
func Product(y, x []float32, w *kernel.Right, m int) {
	parts(m, 8*chunk, func(from, to int) {
		kernel.Mul(section(y, from, to, w.N), w.N, section(x, from, to, w.K), w.K, to-from, w)
	})
}

// AffineWeights sets dw, K×N, to xᵀ·dy, the gradient of Affine's weights summed over M rows.
func AffineWeights(dw, x, dy []float32, m, k, n int) {
	clear(dw)
	outerParts(n, func(from, to int) { kernel.AddOuter(dw[from:], n, x, k, dy[from:], n, m, k, to-from) })
}

// The gradient of weights is split by columns, at multiples of outerGrain, a panel of the AVX2 kernels and half of one with AVX-512, into parts of at
// most about outerColumns: wide parts pack x seldom. That of an LSTM sums over blocks of outerRows rows, as many as the kernels sum in one go.
const outerGrain, outerColumns, outerRows = 16, 600, 320

// outerParts calls work for ranges of the N columns of a gradient of weights in parallel. Their number follows that of the processors; the bits of
// an element do not depend on the range that it is in.
func outerParts(n int, work func(from, to int)) {
	processors := runtime.GOMAXPROCS(0)
	grains := (n + outerGrain - 1) / outerGrain
	parts := min(grains, (n+processors*outerColumns-1)/(processors*outerColumns)*processors)
	parallel.Do(parts, func(i int) { work(i*grains/parts*outerGrain, min((i+1)*grains/parts*outerGrain, n)) })
}

// AffineBias sets db, N numbers, to the sum of the M rows of dy, added in runs of rows so that rounding errors stay small.
func AffineBias(db, dy []float32, m, n int) {
	const run, block = 256, 128
	parallel.Do((n+block-1)/block, func(i int) {
		from, to := i*block, min((i+1)*block, n)
		var total [block]float64
		var sum [block]float32
		for first := 0; first < m; first += run {
			kernel.SumRows(sum[:], dy[first*n+from:], n, min(run, m-first), to-from)
			for j, v := range sum[:to-from] {
				total[j] += float64(v)
			}
		}
		for j := range to - from {
			db[from+j] = float32(total[j])
		}
	})
}
