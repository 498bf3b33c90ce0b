package nn

import (
	"errors"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/kernel"
)

// Extent is how much of its tensors a run of a graph uses: T steps of R rows. A graph is built for the largest; before a run Steps and Rows may be
// lowered, and then the first T·R rows of each tensor are the sequence, packed as if there were no others.
type Extent struct{ Steps, Rows int }

func (e *Extent) all() int { return e.Steps * e.Rows }

// LSTMOp adds an LSTM over T steps of R rows to a graph: x is (T·R)×I, wx I×4H, wh H×4H, bias 4H; the result is (T·R)×H. The gradient of x is
// left out where nothing below is trained. Where wx is nil, x is the product with it already, (T·R)×4H.
//
// Its activations live in one buffer: the gates of the forward run become the gradients of their pre-activations in the backward run.
func LSTMOp(name string, x, wx, wh, bias *gorgonia.Node, e *Extent, inputGradient bool) (*gorgonia.Node, error) {
	I, H, largest, inputs := 0, wh.Shape()[0], *e, gorgonia.Nodes{x, wh, bias}
	if wx != nil {
		I, inputs = wx.Shape()[0], append(inputs, wx)
	}
	var layer LSTM
	z, c := make([]float32, e.all()*4*H), make([]float32, e.all()*H)
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{largest.all(), H},
		Run: func(h []float32, in [][]float32) {
			var own []float32
			if wx != nil {
				own = in[3]
			}
			layer.Pack(own, in[1], in[2], I, H)
			layer.Forward(h, c, z, in[0], nil, nil, e.Steps, e.Rows)
		},
		Differentiable: []bool{inputGradient, true, true, true}[:len(inputs)],
		Gradient: func(in gorgonia.Nodes, h, dh *gorgonia.Node) (gorgonia.Nodes, error) {
			return lstmGradientOp(name, z, c, in, h, dh, e, inputGradient)
		},
	}, inputs...)
}

// lstmGradientOp is the gradient of LSTMOp, whose inputs, output and memory it is given: one operation works all of it out, and others name its parts.
func lstmGradientOp(name string, z, c []float32, in gorgonia.Nodes, h, dh *gorgonia.Node, e *Extent, inputGradient bool) (gorgonia.Nodes, error) {
	I, H, largest, own := 0, h.Shape()[1], h.Shape()[0], len(in) == 4
	dwh, db := make([]float32, H*4*H), make([]float32, 4*H)
	var dx, dwx []float32
	if own {
		I = in[3].Shape()[0]
		dwx = make([]float32, I*4*H)
	}
	if own && inputGradient {
		dx = make([]float32, largest*I)
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
	nodes := gorgonia.Nodes{nil, nil, nil, nil}[:len(in)]
	part := func(i int, suffix string, data []float32, shape ...int) {
		if err == nil {
			nodes[i], err = Apply(Operation{Name: name + suffix, Shape: shape, Out: data, Run: func([]float32, [][]float32) {}}, dz)
		}
	}
	part(1, ".dwh", dwh, H, 4*H)
	part(2, ".db", db, 4*H)
	switch {
	case !own:
		nodes[0] = dz
	case inputGradient:
		part(0, ".dx", dx, largest, I)
	}
	if own {
		part(3, ".dwx", dwx, I, 4*H)
	}
	return nodes, err
}

// AffineOp adds y = x·W + b to a graph: x is (T·R)×K, w K×N, bias N.
func AffineOp(name string, x, w, bias *gorgonia.Node, e *Extent) (*gorgonia.Node, error) {
	k, n := w.Shape()[0], w.Shape()[1]
	var packed kernel.Right
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

// inputOp is dy·Wᵀ.
func inputOp(name string, dy, w *gorgonia.Node, e *Extent) (*gorgonia.Node, error) {
	k, n := w.Shape()[0], w.Shape()[1]
	var wT kernel.Right
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{e.all(), k},
		Run: func(dx []float32, in [][]float32) {
			wT.PackTransposed(in[1], n, k)
			Product(dx, in[0], &wT, e.all())
		},
	}, dy, w)
}

// weightsOp is xᵀ·dy.
func weightsOp(name string, x, dy *gorgonia.Node, k, n int, e *Extent) (*gorgonia.Node, error) {
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{k, n},
		Run:   func(dw []float32, in [][]float32) { AffineWeights(dw, in[0], in[1], e.all(), k, n) },
	}, x, dy)
}

func biasOp(name string, dy *gorgonia.Node, n int, e *Extent) (*gorgonia.Node, error) {
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{n},
		Run:   func(db []float32, in [][]float32) { AffineBias(db, in[0], e.all(), n) },
	}, dy)
}

// DropoutOp adds a dropout mask to a graph: x is T steps of R×H numbers, and the mask, R×H, holds for all of them, or, (T·R)×H, has its own for each.
func DropoutOp(name string, x, mask *gorgonia.Node, e *Extent) (*gorgonia.Node, error) {
	shape, hidden := x.Shape().Clone(), mask.Shape()[1]
	fresh := mask.Shape()[0] > e.Rows
	apply := func(y []float32, in [][]float32) {
		rows := e.Rows
		if fresh {
			rows = e.all()
		}
		ApplyMask(y, in[0][:e.all()*hidden], in[1][:rows*hidden])
	}
	return Apply(Operation{
		Name: name, Shape: shape, Run: apply,
		Differentiable: []bool{true, false},
		Gradient: func(in gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := Apply(Operation{Name: name + ".dx", Shape: shape, Run: apply}, dy, in[1])
			return gorgonia.Nodes{dx, nil}, err
		},
	}, x, mask)
}
