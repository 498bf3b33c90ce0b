package nn

import (
	"errors"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/kernel"
	"workbench/internal/parallel"
)

// Affine sets y, M×N, to x·W + b, where x is M×K, w is W, K×N, packed, and b has N elements.
func Affine(y, x []float32, w *kernel.PackedB, b []float32, m int) {
	parts(m, 8*chunk, func(from, to int) {
		yy := section(y, from, to, w.N)
		for r := range to - from {
			copy(yy[r*w.N:], b)
		}
		kernel.MulAdd(yy, w.N, section(x, from, to, w.K), w.K, to-from, w)
	})
}

// Product sets y, M×N, to x·W. With Wᵀ for w it computes the gradient of Affine's input from that of its
// output.
func Product(y, x []float32, w *kernel.PackedB, m int) {
	parts(m, 8*chunk, func(from, to int) {
		kernel.Mul(section(y, from, to, w.N), w.N, section(x, from, to, w.K), w.K, to-from, w)
	})
}

// AffineWeights sets dw, K×N, to xᵀ·dy, the gradient of Affine's weights summed over M rows. It splits columns over
// the processors or, where there are few, rows, in the blocks that the kernels sum at a time.
func AffineWeights(dw, x, dy []float32, m, k, n int, precision kernel.Precision) {
	product := kernel.MulAddTransA
	if precision == kernel.BFloat16 {
		product = kernel.MulAddTransABF16
	}
	clear(dw)
	if n > columnGrain {
		columnParts(n, func(from, to int) { product(dw[from:], n, x, k, dy[from:], n, m, k, to-from) })
		return
	}
	blocks, size := max(1, (m+kernel.Depth-1)/kernel.Depth), k*n
	rows := (m + blocks - 1) / blocks
	sums := make([]float32, blocks*size)
	parallel.Do(blocks, func(i int) {
		from, to := i*rows, min((i+1)*rows, m)
		product(sums[i*size:], n, x[from*k:], k, dy[from*n:], n, to-from, k, n)
	})
	for i := range blocks {
		Add(dw, dw[:size], sums[i*size:])
	}
}

// AffineBias sets db, N elements, to the sum of the M rows of dy. Runs of rows are summed in float32, the runs
// in float64, to keep rounding errors small.
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

// AffineOp adds y = x·W + b to a graph: x is (T·R)×K, w K×N, bias N.
func AffineOp(name string, x, w, bias *gorgonia.Node, e *Extent) (*gorgonia.Node, error) {
	k, n := w.Shape()[0], w.Shape()[1]
	packed := kernel.PackedB{Precision: e.Precision}
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{e.all(), n},
		Run: func(y []float32, in [][]float32) {
			packed.Pack(in[1], k, n)
			Affine(y, in[0], &packed, in[2], e.all())
		},
		Differentiable: []bool{true, true, true},
		Gradient: func(in gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := inputOp(name+".dx", dy, in[1], e)
			dw, err1 := weightsOp(name+".dw", in[0], dy, k, n, e)
			db, err2 := biasOp(name+".db", dy, n, e)
			return gorgonia.Nodes{dx, dw, db}, errors.Join(err, err1, err2)
		},
	}, x, w, bias)
}

// inputOp adds dx = dy·Wᵀ.
func inputOp(name string, dy, w *gorgonia.Node, e *Extent) (*gorgonia.Node, error) {
	k, n := w.Shape()[0], w.Shape()[1]
	wT := kernel.PackedB{Precision: e.Precision}
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{e.all(), k},
		Run: func(dx []float32, in [][]float32) {
			wT.PackTransposed(in[1], n, k)
			Product(dx, in[0], &wT, e.all())
		},
	}, dy, w)
}

// weightsOp adds dw = xᵀ·dy.
func weightsOp(name string, x, dy *gorgonia.Node, k, n int, e *Extent) (*gorgonia.Node, error) {
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{k, n},
		Run:   func(dw []float32, in [][]float32) { AffineWeights(dw, in[0], in[1], e.all(), k, n, e.Precision) },
	}, x, dy)
}

// biasOp adds db, the sum of dy's rows.
func biasOp(name string, dy *gorgonia.Node, n int, e *Extent) (*gorgonia.Node, error) {
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{n},
		Run:   func(db []float32, in [][]float32) { AffineBias(db, in[0], e.all(), n) },
	}, dy)
}
