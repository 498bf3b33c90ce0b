package nn

import "gorgonia.org/gorgonia"

// ReLU sets y to x where it is positive, and to 0 elsewhere. y may be x.
func ReLU(y, x []float32) {
	inBlocks(len(x), func(from, to int) {
		for i, v := range x[from:to] {
			if v < 0 {
				v = 0
			}
			y[from+i] = v
		}
	})
}

// ReLUBackward sets dx to dy where ReLU's result y is positive, and to 0 elsewhere.
func ReLUBackward(dx, dy, y []float32) {
	inBlocks(len(y), func(from, to int) {
		for i, v := range y[from:to] {
			if dx[from+i] = dy[from+i]; v <= 0 {
				dx[from+i] = 0
			}
		}
	})
}

// ReLUOp adds y = max(x, 0) to a graph: x is (T·R)×K.
func ReLUOp(name string, x *gorgonia.Node, e *Extent) (*gorgonia.Node, error) {
	shape := x.Shape().Clone()
	used := func(matrix []float32) []float32 { return matrix[:e.all()*shape[1]] }
	return Apply(Operation{
		Name: name, Shape: shape,
		Run:            func(y []float32, in [][]float32) { ReLU(y, used(in[0])) },
		Differentiable: []bool{true},
		Gradient: func(_ gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := Apply(Operation{
				Name: name + ".dx", Shape: shape,
				Run: func(dx []float32, in [][]float32) { ReLUBackward(dx, in[0], used(in[1])) },
			}, dy, y)
			return gorgonia.Nodes{dx}, err
		},
	}, x)
}
