package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/kernel"
)

// LSTM is a layer of H units with I inputs per row (Hochreiter & Schmidhuber 1997, with the forget gate of Gers
// et al. 2000 and no peepholes):
//
//	z = x·Wx + h·Wh + b                         in the order i, f, g, o
//	i, f, o = σ(z_i), σ(z_f), σ(z_o)            g = tanh(z_g)
//	c' = f·c + i·g                              h' = o·tanh(c')
//
// Pack packs its weights for the matrix kernels. A layer without Wx has I = 0; its input is the product x·Wx
// itself, 4H elements per row.
type LSTM struct {
	Inputs, Hidden int
	Precision      kernel.Precision // of the matrix products; set before Pack
	wx, wh         kernel.PackedB   // I×4H and H×4H
	bias           []float32        // 4H
}

// chunk is the number of rows that a goroutine computes for the whole sequence at a time: enough for the matrix
// kernels, few enough for the activations of a step to stay in the cache.
const chunk = 48

// Pack copies and packs the weights: wx, I×4H, nil where I is 0, wh, H×4H, and the bias, 4H.
func (l *LSTM) Pack(wx, wh, bias []float32, inputs, hidden int) {
	if len(wx) != inputs*4*hidden || len(wh) != hidden*4*hidden || len(bias) != 4*hidden {
		panic(fmt.Sprintf("nn: LSTM of %d inputs and %d units with weights of %d, %d and %d numbers", inputs, hidden, len(wx), len(wh), len(bias)))
	}
	l.Inputs, l.Hidden = inputs, hidden
	l.wx.Precision, l.wh.Precision = l.Precision, l.Precision
	l.wx.Pack(wx, inputs, 4*hidden)
	l.wh.Pack(wh, hidden, 4*hidden)
	l.bias = append(l.bias[:0], bias...)
}

// Forward runs T steps of R rows: x is (T·R)×I; h and c, (T·R)×H, receive outputs and cells, and z, (T·R)×4H,
// the activated gates. The state before the first step is h0 and c0, R×H, zero where they are nil.
//
// Rows do not depend on each other, so each goroutine computes all T steps of its rows without waiting for
// others.
func (l *LSTM) Forward(h, c, z, x, h0, c0 []float32, steps, rows int) {
	I, H := l.width(), l.Hidden
	parts(rows, chunk, func(from, to int) {
		hPrev, cPrev := section(h0, from, to, H), section(c0, from, to, H)
		for t := range steps {
			a, b := t*rows+from, t*rows+to
			zt, ht, ct := section(z, a, b, 4*H), section(h, a, b, H), section(c, a, b, H)
			l.Input(zt, section(x, a, b, I), to-from)
			l.Step(ht, ct, zt, hPrev, cPrev, to-from)
			hPrev, cPrev = ht, ct
		}
	})
}

// width is the number of columns of x.
func (l *LSTM) width() int {
	if l.Inputs == 0 {
		return 4 * l.Hidden
	}
	return l.Inputs
}

// Input sets z, M×4H, to x·Wx, where x is M×I.
func (l *LSTM) Input(z, x []float32, m int) {
	H := l.Hidden
	if l.Inputs == 0 {
		copy(z, x[:m*4*H])
		return
	}
	kernel.Mul(z, 4*H, x, l.Inputs, m, &l.wx)
}

// Step adds h·Wh + b to the result of Input in z, M×4H, replaces z with the activated gates, and sets hNext and
// cNext. h and c are the state before the step, nil for zero. All four are M×H; hNext and cNext may be h and c.
func (l *LSTM) Step(hNext, cNext, z, h, c []float32, m int) {
	if h != nil {
		kernel.MulAdd(z, 4*l.Hidden, h, l.Hidden, m, &l.wh)
	}
	kernel.Gates(hNext, cNext, z, l.bias, c, m, l.Hidden)
}

// LSTMGradient is the gradient of an LSTM over a sequence from a zero state.
type LSTMGradient struct {
	Inputs, Hidden int
	wxT, whT       kernel.PackedB // Wxᵀ and Whᵀ, 4H×I and 4H×H
	dh, dc         []float32      // R×H: gradients from the next step
	sums           []float64      // 4H for each part of the rows: its share of the gradient of the bias
}

// Pack packs the weights transposed: wx, I×4H, nil where the gradient of x is not needed, and wh, H×4H.
func (g *LSTMGradient) Pack(wx, wh []float32, inputs, hidden int) {
	g.Inputs, g.Hidden = inputs, hidden
	g.whT.PackTransposed(wh, 4*hidden, hidden)
	if wx != nil {
		g.wxT.PackTransposed(wx, 4*hidden, inputs)
	}
}

// Backward is the gradient of LSTM.Forward. On entry z holds the activated gates, on return the gradient of the
// pre-activations, (T·R)×4H. dh is the gradient of h from the layers above. dx, (T·R)×I, nil where it is not
// needed, and db, 4H, receive the gradients of x and of the bias.
//
// As in Forward, each goroutine computes all steps of its rows. It adds the shares of a step to dx and db while
// dz is in the cache.
func (g *LSTMGradient) Backward(z, c, dh, dx, db []float32, steps, rows int) {
	I, H := g.Inputs, g.Hidden
	g.dh, g.dc = resize(g.dh, rows*H), resize(g.dc, rows*H)
	g.sums = resize(g.sums, partCount(rows, chunk)*4*H)
	clear(g.dh)
	clear(g.dc)
	clear(g.sums)
	indexedParts(rows, chunk, func(part, from, to int) {
		m, sums, sum := to-from, section(g.sums, part, part+1, 4*H), make([]float32, 4*H)
		dhLater, dc := section(g.dh, from, to, H), section(g.dc, from, to, H)
		for t := steps - 1; t >= 0; t-- {
			a, b := t*rows+from, t*rows+to
			var cPrev []float32
			if t > 0 {
				cPrev = section(c, a-rows, b-rows, H)
			}
			dz := section(z, a, b, 4*H)
			kernel.GatesBackward(dz, dc, section(dh, a, b, H), dhLater, section(c, a, b, H), cPrev, m, H)
			if t > 0 {
				kernel.Mul(dhLater, H, dz, 4*H, m, &g.whT)
			}
			if dx != nil {
				kernel.Mul(section(dx, a, b, I), I, dz, 4*H, m, &g.wxT)
			}
			kernel.SumRows(sum, dz, 4*H, m, 4*H)
			for j, v := range sum {
				sums[j] += float64(v)
			}
		}
	})
	addParts(db[:4*H], g.sums)
}

// addParts sets total to the sum of the parts' sums, each as long as total, in their order.
func addParts(total []float32, sums []float64) {
	for j := range total {
		sum := 0.0
		for at := j; at < len(sums); at += len(total) {
			sum += sums[at]
		}
		total[j] = float32(sum)
	}
}

// Weights sets dwx, I×4H, and dwh, H×4H, to the gradients of the weights: xᵀ·dz, and hᵀ·dz with h of the step
// before. dwx and x are nil for a layer without Wx.
//
// It goes through the rows in blocks, so that dz is in the cache for the second product.
func (g *LSTMGradient) Weights(dwx, dwh, x, h, dz []float32, steps, rows int) {
	I, H, N := g.Inputs, g.Hidden, 4*g.Hidden
	clear(dwx)
	clear(dwh)
	columnParts(N, func(from, to int) {
		for first := 0; first < steps*rows; first += kernel.Depth {
			end := min(first+kernel.Depth, steps*rows)
			if dwx != nil {
				kernel.MulAddTransA(dwx[from:], N, x[first*I:], I, dz[first*N+from:], N, end-first, I, to-from)
			}
			if late := max(first, rows); late < end {
				kernel.MulAddTransA(dwh[from:], N, h[(late-rows)*H:], H, dz[late*N+from:], N, end-late, H, to-from)
			}
		}
	})
}

// LSTMOp adds an LSTM over T steps of R rows to a graph: x is (T·R)×I, wx I×4H, wh H×4H, bias 4H; the result is
// (T·R)×H. The gradient of x is computed if inputGradient is set. Where wx is nil, x is the product x·Wx,
// (T·R)×4H.
//
// The gates of the forward pass and the gradients of their pre-activations share one buffer.
func LSTMOp(name string, x, wx, wh, bias *gorgonia.Node, e *Extent, inputGradient bool) (*gorgonia.Node, error) {
	if e.Precision == kernel.BFloat16 {
		return lstm16Op(name, x, wx, wh, bias, e, inputGradient)
	}
	I, H, inputs := 0, wh.Shape()[0], gorgonia.Nodes{x, wh, bias}
	if wx != nil {
		I, inputs = wx.Shape()[0], append(inputs, wx)
	}
	var layer LSTM
	z, c := allocate[float32](e.all()*4*H), allocate[float32](e.all()*H)
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{e.all(), H},
		Run: func(h []float32, in [][]float32) {
			var w []float32
			if wx != nil {
				w = in[3]
			}
			layer.Pack(w, in[1], in[2], I, H)
			layer.Forward(h, c, z, in[0], nil, nil, e.Steps, e.Rows)
		},
		Differentiable: []bool{inputGradient, true, true, true}[:len(inputs)],
		Gradient: func(in gorgonia.Nodes, h, dh *gorgonia.Node) (gorgonia.Nodes, error) {
			return lstmGradientOp(name, z, c, in, h, dh, e, inputGradient)
		},
	}, inputs...)
}

// lstmGradientOp adds the gradient of LSTMOp, whose inputs, output and buffers are its arguments. One operation
// computes all gradients; one node for each of them follows it.
func lstmGradientOp(name string, z, c []float32, in gorgonia.Nodes, h, dh *gorgonia.Node, e *Extent, inputGradient bool) (gorgonia.Nodes, error) {
	I, H, largest, hasWx := 0, h.Shape()[1], h.Shape()[0], len(in) == 4
	dwh, db := make([]float32, H*4*H), make([]float32, 4*H)
	var dx, dwx []float32
	if hasWx {
		I = in[3].Shape()[0]
		dwx = make([]float32, I*4*H)
	}
	if hasWx && inputGradient {
		dx = allocate[float32](largest * I)
	}
	var g LSTMGradient
	dz, err := Apply(Operation{
		Name:  name + ".dz",
		Shape: tensor.Shape{largest, 4 * H},
		Out:   z,
		Run: func(z []float32, in [][]float32) {
			var wx []float32
			if dx != nil {
				wx = in[5]
			}
			g.Pack(wx, in[3], I, H)
			g.Backward(z, c, in[1], dx, db, e.Steps, e.Rows)
			g.Weights(dwx, dwh, in[2], in[0], z, e.Steps, e.Rows)
		},
	}, append(gorgonia.Nodes{h, dh}, in...)...)
	if err != nil {
		return nil, err
	}
	nodes, err := gradientNodes(name, dz, dx, dwh, db, dwx, largest)
	if !hasWx && err == nil {
		nodes[0] = dz
	}
	return nodes[:len(in)], err
}

// gradientNodes adds a node for each gradient that the operation all has computed, in the order of LSTMOp's
// inputs. There is none for dx, rows×I, and dwx, I×4H, where they are nil.
func gradientNodes(name string, all *gorgonia.Node, dx, dwh, db, dwx []float32, rows int) (gorgonia.Nodes, error) {
	nodes, err := make(gorgonia.Nodes, 4), error(nil)
	part := func(i int, suffix string, data []float32, shape ...int) {
		if err == nil && data != nil {
			nodes[i], err = Apply(Operation{Name: name + suffix, Shape: shape, Out: data, Run: func([]float32, [][]float32) {}}, all)
		}
	}
	part(1, ".dwh", dwh, len(dwh)/len(db), len(db))
	part(2, ".db", db, len(db))
	part(0, ".dx", dx, rows, len(dx)/rows)
	part(3, ".dwx", dwx, len(dwx)/len(db), len(db))
	return nodes, err
}
