package nn

import (
	"errors"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/parallel"
)

// BatchNorm is batch normalisation (Ioffe & Szegedy 2015) of H numbers a row: in training with the mean μ and the variance v of the rows that count in the
// batch, and otherwise with their running averages.
//
//	y = scale·(x − μ)/√(v + ε) + shift
type BatchNorm struct {
	Mean, Variance []float32 // H: the running averages, which each run of BatchNormOp moves
	Counts         []bool    // T·R: the rows of the batch that count; the others are padding
}

const (
	normEpsilon  = 1e-3
	normMomentum = 0.9 // of a running average, that stays at each update
	normBlock    = 64  // columns that are summed on one goroutine
)

// Moments sets mean and variance, H numbers each, to those of the rows of x, M×H, that count. Each sum goes through the rows in their order.
func Moments(mean, variance, x []float32, counts []bool) {
	H := len(mean)
	n := float64(max(counted(counts), 1))
	columns(H, func(from, to int) {
		var sum, square [normBlock]float64
		eachRow(counts, func(r int) {
			for j, v := range x[r*H+from : r*H+to] {
				sum[j] += float64(v)
			}
		})
		for j := range sum {
			sum[j] /= n
		}
		eachRow(counts, func(r int) {
			for j, v := range x[r*H+from : r*H+to] {
				d := float64(v) - sum[j]
				square[j] += d * d
			}
		})
		for j := range to - from {
			mean[from+j], variance[from+j] = float32(sum[j]), float32(square[j]/n)
		}
	})
}

// Normalise sets y, M×H, to what the formula makes of x. y may be x.
func Normalise(y, x, mean, variance, scale, shift []float32) {
	H := len(mean)
	factor := perDeviation(variance)
	for j, v := range scale {
		factor[j] *= v
	}
	parts(len(x)/H, chunk, func(from, to int) {
		for r := from; r < to; r++ {
			row := y[r*H : (r+1)*H]
			for j, v := range x[r*H : (r+1)*H] {
				row[j] = (v-mean[j])*factor[j] + shift[j]
			}
		}
	})
}

// NormaliseScale sets dscale, H numbers, to the gradient of the scale: the sum of dy·(x − μ)/√(v + ε) over the rows that count.
func NormaliseScale(dscale, x, dy, mean, variance []float32, counts []bool) {
	H, s := len(mean), perDeviation(variance)
	columns(H, func(from, to int) {
		var sum [normBlock]float64
		eachRow(counts, func(r int) {
			for j, v := range x[r*H+from : r*H+to] {
				sum[j] += float64(dy[r*H+from+j]) * float64(v-mean[from+j])
			}
		})
		for j := range to - from {
			dscale[from+j] = float32(sum[j]) * s[from+j]
		}
	})
}

// NormaliseInput sets dx, M×H, to the gradient of x, which also moves the mean and the variance of its column; dscale and dshift are the gradients of
// scale and shift. Rows that do not count get zero.
//
//	dx = scale/√(v + ε) · (dy − dshift/n − (x − μ)/√(v + ε)·dscale/n)
func NormaliseInput(dx, x, dy, mean, variance, scale, dscale, dshift []float32, counts []bool) {
	H, s := len(mean), perDeviation(variance)
	n := float32(max(counted(counts), 1))
	parts(len(counts), chunk, func(from, to int) {
		for r := from; r < to; r++ {
			row := dx[r*H : (r+1)*H]
			clear(row)
			if !counts[r] {
				continue
			}
			for j, v := range x[r*H : (r+1)*H] {
				row[j] = scale[j] * s[j] * (dy[r*H+j] - (dshift[j]+(v-mean[j])*s[j]*dscale[j])/n)
			}
		}
	})
}

// perDeviation is 1/√(v + ε) of each variance.
func perDeviation(variance []float32) []float32 {
	s := make([]float32, len(variance))
	for j, v := range variance {
		s[j] = float32(1 / math.Sqrt(float64(v)+normEpsilon))
	}
	return s
}

func counted(counts []bool) (n int) {
	eachRow(counts, func(int) { n++ })
	return n
}

func eachRow(counts []bool, work func(r int)) {
	for r, c := range counts {
		if c {
			work(r)
		}
	}
}

// columns splits so many of them into blocks.
func columns(n int, work func(from, to int)) {
	parallel.Do((n+normBlock-1)/normBlock, func(i int) { work(i*normBlock, min((i+1)*normBlock, n)) })
}

// BatchNormOp adds the normalisation to a graph: x is (T·R)×H, scale and shift have H numbers.
func BatchNormOp(name string, x, scale, shift *gorgonia.Node, n *BatchNorm, e *Extent) (*gorgonia.Node, error) {
	H, shape := len(n.Mean), x.Shape().Clone()
	mean, variance := make([]float32, H), make([]float32, H)
	used := func(matrix []float32) []float32 { return matrix[:e.all()*H] }
	return Apply(Operation{
		Name: name, Shape: shape,
		Run: func(y []float32, in [][]float32) {
			Moments(mean, variance, in[0], n.Counts)
			average(n.Mean, mean)
			average(n.Variance, variance)
			Normalise(y, used(in[0]), mean, variance, in[1], in[2])
		},
		Differentiable: []bool{true, true, true},
		Gradient: func(in gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
			// y is an input so that the forward run, which leaves mean and variance, comes first.
			dscale, err := Apply(Operation{
				Name: name + ".dscale", Shape: tensor.Shape{H},
				Run: func(ds []float32, in [][]float32) { NormaliseScale(ds, in[0], in[1], mean, variance, n.Counts) },
			}, in[0], dy, y)
			dshift, err1 := biasOp(name+".dshift", dy, H, e)
			if err != nil || err1 != nil {
				return nil, errors.Join(err, err1)
			}
			dx, err := Apply(Operation{
				Name: name + ".dx", Shape: shape,
				Run: func(dx []float32, in [][]float32) {
					NormaliseInput(dx, in[0], in[1], mean, variance, in[2], in[3], in[4], n.Counts)
				},
			}, in[0], dy, in[1], dscale, dshift)
			return gorgonia.Nodes{dx, dscale, dshift}, err
		},
	}, x, scale, shift)
}

func average(running, now []float32) {
	for j, v := range now {
		running[j] += (1 - normMomentum) * (v - running[j])
	}
}
