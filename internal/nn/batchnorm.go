package nn

import (
	"errors"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/parallel"
)

// BatchNorm is batch normalization (Ioffe & Szegedy 2015) of H features: in training with the mean μ and
// variance v over the valid rows of the batch, otherwise with their running averages.
//
//	y = scale·(x − μ)/√(v + ε) + shift
type BatchNorm struct {
	Mean, Variance []float32 // H: the running averages, updated by each run of BatchNormOp
	Valid          []bool    // T·R: the valid rows of the batch; the others are padding
}

const (
	normEpsilon  = 1e-3
	normMomentum = 0.9 // share of a running average that an update keeps
	normBlock    = 64  // columns per goroutine
)

// Moments sets mean and variance, H elements each, to those of the valid rows of x, M×H. Each sum adds the rows
// in order.
func Moments(mean, variance, x []float32, valid []bool) {
	H := len(mean)
	n := float64(max(countValid(valid), 1))
	columns(H, func(from, to int) {
		var sum, square [normBlock]float64
		eachValid(valid, func(r int) {
			for j, v := range x[r*H+from : r*H+to] {
				sum[j] += float64(v)
			}
		})
		for j := range sum {
			sum[j] /= n
		}
		eachValid(valid, func(r int) {
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

// Normalize sets y, M×H, to the normalized x, as in the formula of BatchNorm. y may be x.
func Normalize(y, x, mean, variance, scale, shift []float32) {
	H := len(mean)
	factor := inverseDeviation(variance)
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

// NormalizeScale sets dscale, H elements, to the gradient of the scale: the sum of dy·(x − μ)/√(v + ε) over the
// valid rows.
func NormalizeScale(dscale, x, dy, mean, variance []float32, valid []bool) {
	H, s := len(mean), inverseDeviation(variance)
	columns(H, func(from, to int) {
		var sum [normBlock]float64
		eachValid(valid, func(r int) {
			out, means := dy[r*H+from:r*H+to], mean[from:to]
			for j, v := range x[r*H+from : r*H+to] {
				sum[j] += float64(out[j]) * float64(v-means[j])
			}
		})
		for j := range to - from {
			dscale[from+j] = float32(sum[j]) * s[from+j]
		}
	})
}

// NormalizeInput sets dx, M×H, to the gradient of x, on which mean and variance depend too. dscale and dshift
// are the gradients of scale and shift. Invalid rows get zero.
//
//	dx = scale/√(v + ε) · (dy − dshift/n − (x − μ)/√(v + ε)·dscale/n)
func NormalizeInput(dx, x, dy, mean, variance, scale, dscale, dshift []float32, valid []bool) {
	H, s := len(mean), inverseDeviation(variance)
	n, factor := float32(max(countValid(valid), 1)), make([]float32, H)
	for j := range factor {
		factor[j] = scale[j] * s[j]
	}
	dscale, dshift = dscale[:H], dshift[:H] // so that the compiler leaves out checks of bounds
	parts(len(valid), chunk, func(from, to int) {
		for r := from; r < to; r++ {
			in, out, row := x[r*H:][:H], dy[r*H:][:H], dx[r*H:][:H]
			if !valid[r] {
				clear(row)
				continue
			}
			for j, m := range mean {
				row[j] = factor[j] * (out[j] - (dshift[j]+(in[j]-m)*s[j]*dscale[j])/n)
			}
		}
	})
}

// inverseDeviation is 1/√(v + ε) for each variance.
func inverseDeviation(variance []float32) []float32 {
	s := make([]float32, len(variance))
	for j, v := range variance {
		s[j] = float32(1 / math.Sqrt(float64(v)+normEpsilon))
	}
	return s
}

// countValid returns the number of valid rows.
func countValid(valid []bool) (n int) {
	eachValid(valid, func(int) { n++ })
	return n
}

func eachValid(valid []bool, work func(r int)) {
	for r, c := range valid {
		if c {
			work(r)
		}
	}
}

// columns calls work for blocks of the n columns in parallel.
func columns(n int, work func(from, to int)) {
	parallel.Do((n+normBlock-1)/normBlock, func(i int) { work(i*normBlock, min((i+1)*normBlock, n)) })
}

// BatchNormOp adds the normalization to a graph: x is (T·R)×H, scale and shift have H elements.
func BatchNormOp(name string, x, scale, shift *gorgonia.Node, n *BatchNorm, e *Extent) (*gorgonia.Node, error) {
	H, shape := len(n.Mean), x.Shape().Clone()
	mean, variance := make([]float32, H), make([]float32, H)
	used := func(matrix []float32) []float32 { return matrix[:e.all()*H] }
	return Apply(Operation{
		Name: name, Shape: shape,
		Run: func(y []float32, in [][]float32) {
			Moments(mean, variance, in[0], n.Valid)
			average(n.Mean, mean)
			average(n.Variance, variance)
			Normalize(y, used(in[0]), mean, variance, in[1], in[2])
		},
		Differentiable: []bool{true, true, true},
		Gradient: func(in gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
			// y is an input so that this runs after the forward pass, which sets mean and variance.
			dscale, err := Apply(Operation{
				Name: name + ".dscale", Shape: tensor.Shape{H},
				Run: func(ds []float32, in [][]float32) { NormalizeScale(ds, in[0], in[1], mean, variance, n.Valid) },
			}, in[0], dy, y)
			dshift, err1 := biasOp(name+".dshift", dy, H, e)
			if err != nil || err1 != nil {
				return nil, errors.Join(err, err1)
			}
			dx, err := Apply(Operation{
				Name: name + ".dx", Shape: shape,
				Run: func(dx []float32, in [][]float32) {
					NormalizeInput(dx, in[0], in[1], mean, variance, in[2], in[3], in[4], n.Valid)
				},
			}, in[0], dy, in[1], dscale, dshift)
			return gorgonia.Nodes{dx, dscale, dshift}, err
		},
	}, x, scale, shift)
}

// average updates a running average with the value of a batch.
func average(running, now []float32) {
	for j, v := range now {
		running[j] += (1 - normMomentum) * (v - running[j])
	}
}
