package nn

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/kernel"
)

// lstm16Op is LSTMOp in bfloat16. It reads x in bfloat16 where the operation before writes that.
func lstm16Op(name string, x, wx, wh, bias *gorgonia.Node, e *Extent, inputGradient bool) (*gorgonia.Node, error) {
	I, H, inputs := 0, wh.Shape()[0], gorgonia.Nodes{x, wh, bias}
	if wx != nil {
		I, inputs = wx.Shape()[0], append(inputs, wx)
	}
	l := newLSTM16(I, H, e.all())
	var x16 []kernel.BF16
	if I > 0 {
		x16 = Half(x)
	}
	var self *gorgonia.Node
	self, err := Apply(Operation{
		Name:       name,
		Shape:      tensor.Shape{e.all(), H},
		Half:       l.h,
		SkipsFirst: x16 != nil,
		Run: func(h []float32, in [][]float32) {
			var w []float32
			if wx != nil {
				w = in[3]
			}
			if out, _ := Reads(self); !out {
				h = nil
			}
			l.forward(h, in[0], x16, w, in[1], in[2], e.Steps, e.Rows)
		},
		Differentiable: []bool{inputGradient, true, true, true}[:len(inputs)],
		Gradient: func(in gorgonia.Nodes, h, dh *gorgonia.Node) (gorgonia.Nodes, error) {
			return lstm16GradientOp(name, l, in, h, dh, inputGradient)
		},
	}, inputs...)
	return self, err
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
	all, err := Apply(Operation{
		Name:       name + ".backward",
		Shape:      tensor.Shape{4 * H},
		Out:        db,
		SkipsFirst: true, // h is an input so that the forward pass comes first
		Run:        func(db []float32, in [][]float32) { l.backward(dx, db, dwx, dwh, in[1][:l.steps*l.rows*H]) },
	}, h, dh)
	if err != nil {
		return nil, err
	}
	nodes, err := gradientNodes(name, all, dx, dwh, db, dwx, rows)
	return nodes[:len(in)], err
}
