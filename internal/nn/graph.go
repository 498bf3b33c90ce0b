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
			var whT kernel.Right
			scratch := make([]float32, 2*largest.Rows*H)
			// h is an input so that the forward run comes first and its output stays.
			dz, err := Apply(Operation{
				Name:  name + ".dz",
				Shape: tensor.Shape{largest.all(), 4 * H},
				Out:   z,
				Run: func(z []float32, in [][]float32) {
					whT.PackTransposed(in[0], 4*H, H)
					LSTMBackward(z, c, in[2], &whT, scratch, e.Steps, e.Rows, H)
				},
			}, in[1], h, dh)
			if err != nil {
				return nil, err
			}
			// The output of step t meets the recurrent weights in step t+1.
			dwh, err1 := weightsOp(name+".dwh", h, dz, H, 4*H, e, 1)
			db, err2 := biasOp(name+".db", dz, 4*H, e)
			if wx == nil {
				return gorgonia.Nodes{dz, dwh, db}, errors.Join(err1, err2)
			}
			var dx *gorgonia.Node
			if inputGradient {
				dx, err = inputOp(name+".dx", dz, in[3], e)
			}
			dwx, err3 := weightsOp(name+".dwx", in[0], dz, I, 4*H, e, 0)
			return gorgonia.Nodes{dx, dwh, db, dwx}, errors.Join(err, err1, err2, err3)
		},
	}, inputs...)
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
			dw, err1 := weightsOp(name+".dw", in[0], dy, k, n, e, 0)
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
			AffineInput(dx, in[0], &wT, e.all())
		},
	}, dy, w)
}

// weightsOp is xᵀ·dy, where x at each step meets dy so many steps later.
func weightsOp(name string, x, dy *gorgonia.Node, k, n int, e *Extent, later int) (*gorgonia.Node, error) {
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{k, n},
		Run: func(dw []float32, in [][]float32) {
			AffineWeights(dw, in[0], in[1][later*e.Rows*n:], (e.Steps-later)*e.Rows, k, n)
		},
	}, x, dy)
}

func biasOp(name string, dy *gorgonia.Node, n int, e *Extent) (*gorgonia.Node, error) {
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{n},
		Run:   func(db []float32, in [][]float32) { AffineBias(db, in[0], e.all(), n) },
	}, dy)
}

// DropoutOp adds a dropout mask to a graph: x is T steps of R×H numbers, and the mask, R×H, holds for all of them.
func DropoutOp(name string, x, mask *gorgonia.Node, e *Extent) (*gorgonia.Node, error) {
	shape, hidden := x.Shape().Clone(), mask.Shape()[1]
	apply := func(y []float32, in [][]float32) { ApplyMask(y, in[0][:e.all()*hidden], in[1][:e.Rows*hidden]) }
	return Apply(Operation{
		Name: name, Shape: shape, Run: apply,
		Differentiable: []bool{true, false},
		Gradient: func(in gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := Apply(Operation{Name: name + ".dx", Shape: shape, Run: apply}, dy, in[1])
			return gorgonia.Nodes{dx, nil}, err
		},
	}, x, mask)
}
