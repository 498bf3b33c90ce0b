package nn

import (
	"fmt"

	"workbench/internal/kernel"
)

// LSTM is a layer of H units that reads I numbers a row (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000 and no
// peepholes):
//
//	z = x·Wx + h·Wh + b                         in the order i, f, g, o
//	i, f, o = σ(z_i), σ(z_f), σ(z_o)            g = tanh(z_g)
//	c' = f·c + i·g                              h' = o·tanh(c')
//
// Its weights are held packed for the matrix kernels; Pack brings them up to date. A layer without Wx, of I = 0, is given the product x·Wx, 4H numbers a
// row, where another expects x.
type LSTM struct {
	Inputs, Hidden int
	wx, wh         kernel.Right // I×4H and H×4H
	bias           []float32    // 4H
}

// chunk is the number of rows that a goroutine takes through the whole sequence at a time: enough for the matrix kernels, few enough for
// its activations of a step to stay in the cache.
const chunk = 48

// Pack takes over the weights wx, I×4H, nil where I is 0, wh, H×4H, and the bias, 4H.
func (l *LSTM) Pack(wx, wh, bias []float32, inputs, hidden int) {
	if len(wx) != inputs*4*hidden || len(wh) != hidden*4*hidden || len(bias) != 4*hidden {
		panic(fmt.Sprintf("nn: LSTM of %d inputs and %d units with weights of %d, %d and %d numbers", inputs, hidden, len(wx), len(wh), len(bias)))
	}
	l.Inputs, l.Hidden = inputs, hidden
	l.wx.Pack(wx, inputs, 4*hidden)
	l.wh.Pack(wh, hidden, 4*hidden)
	l.bias = append(l.bias[:0], bias...)
}

// Forward runs T steps of R rows: x is (T·R)×I; h and c, (T·R)×H, receive outputs and cells, and z, (T·R)×4H, the activated gates. The
// state before the first step is h0 and c0, R×H, or zero where they are nil.
//
// Rows do not depend on each other, so each goroutine takes its rows through all T steps without waiting for others.
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

// width is how many numbers a row of x has.
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

// Step adds h·Wh + b to what Input left in z, M×4H, turns z into the activated gates, and sets hNext and cNext; h and c are the state before,
// nil for zero. All four are M×H; hNext and cNext may be h and c.
func (l *LSTM) Step(hNext, cNext, z, h, c []float32, m int) {
	if h != nil {
		kernel.MulAdd(z, 4*l.Hidden, h, l.Hidden, m, &l.wh)
	}
	kernel.Gates(hNext, cNext, z, l.bias, c, m, l.Hidden)
}

// section returns rows from … to of a matrix of so many columns, nil of nil.
func section(m []float32, from, to, columns int) []float32 {
	if m == nil {
		return nil
	}
	return m[from*columns : to*columns]
}
