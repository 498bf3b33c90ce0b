package nn

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/kernel"
)

// lstm16Op is LSTMOp in bfloat16. Where x is the output of such an operation too, it reads that in bfloat16,
// and the float32 output of the layer before need not be written unless another operation reads it.
func lstm16Op(name string, x, wx, wh, bias *gorgonia.Node, e *Extent, inputGradient bool) (*gorgonia.Node, error) {
	I, H, inputs := 0, wh.Shape()[0], gorgonia.Nodes{x, wh, bias}
	if wx != nil {
		I, inputs = wx.Shape()[0], append(inputs, wx)
	}
	l := newLSTM16(I, H, e.all())
	var below *lstm16
	producer, ok := x.Op().(*Operation)
	needed := ok && producer.needed
	if ok && I > 0 {
		below = producer.half
	}
	var self *Operation
	n, err := Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{e.all(), H},
		half:  l,
		Run: func(h []float32, in [][]float32) {
			var x16 []kernel.BF16
			if below != nil {
				x16 = below.h
			}
			var w []float32
			if wx != nil {
				w = in[3]
			}
			if !self.needed {
				h = nil
			}
			l.forward(h, in[0], x16, w, in[1], in[2], e.Steps, e.Rows)
		},
		Differentiable: []bool{inputGradient, true, true, true}[:len(inputs)],
		Gradient: func(in gorgonia.Nodes, h, dh *gorgonia.Node) (gorgonia.Nodes, error) {
			return lstm16GradientOp(name, l, in, h, dh, inputGradient)
		},
	}, inputs...)
	if err != nil {
		return nil, err
	}
	self = n.Op().(*Operation)
	if below != nil {
		producer.needed = needed
	}
	return n, nil
}

// lstm16GradientOp adds the gradient of lstm16Op, as lstmGradientOp does.
func lstm16GradientOp(name string, l *lstm16, in gorgonia.Nodes, h, dh *gorgonia.Node, inputGradient bool) (gorgonia.Nodes, error) {
	I, H, rows := l.inputs, l.hidden, h.Shape()[0]
	columns := I
	if I == 0 {
		columns = 4 * H
	}
	db, dwh := make([]float32, 4*H), make([]float32, H*4*H)
	var dx, dwx []float32
	if inputGradient {
		dx = allocate[float32](rows * columns)
	}
	if I > 0 {
		dwx = make([]float32, I*4*H)
	}
	op := h.Op().(*Operation)
	needed := op.needed
	all, err := Apply(Operation{
		Name:  name + ".backward",
		Shape: tensor.Shape{4 * H},
		Out:   db,
		Run:   func(db []float32, in [][]float32) { l.backward(dx, db, dwx, dwh, in[1][:l.steps*l.rows*H]) },
	}, h, dh)
	if err != nil {
		return nil, err
	}
	op.needed = needed // h is an input so that the forward pass comes first; it is not read
	nodes, err := gradientNodes(name, all, dx, dwh, db, dwx, rows)
	return nodes[:len(in)], err
}
