package nn

import (
	"gorgonia.org/gorgonia"
)

// Add sets y to a + b, all of the same length. y may be a or b.
func Add(y, a, b []float32) {
	for i, v := range a {
		y[i] = v + b[i]
	}
}

// AddOp adds y = a + b to a graph, for matrices of one shape, (T·R)×K. The gradient of both is that of y.
func AddOp(name string, a, b *gorgonia.Node, e *Extent) (*gorgonia.Node, error) {
	shape := a.Shape().Clone()
	return Apply(Operation{
		Name: name, Shape: shape,
		Run: func(y []float32, in [][]float32) {
			inBlocks(e.all()*shape[1], func(from, to int) { Add(y[from:to], in[0][from:to], in[1][from:to]) })
		},
		Differentiable: []bool{true, true},
		Gradient: func(_ gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
			return gorgonia.Nodes{dy, dy}, nil
		},
	}, a, b)
}
