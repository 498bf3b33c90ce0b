package biaxial

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/nn"
	"workbench/internal/parallel"
)

// axes says how many there are of what in the transpose from time-major to note-major.
type axes struct {
	segments, steps, notes int // B, T, N
	hidden, below          int // H, and E numbers from the keys below
}

// toNotes sets out, N×(B·T)×(H+E), to h, T×(B·N)×H, turned note-major, with what is heard of the keys below appended: below is N×(B·T)×E.
func (a axes) toNotes(out, h, below []float32) {
	width := a.hidden + a.below
	parallel.Do(a.notes, func(n int) {
		for b := range a.segments {
			for t := range a.steps {
				row := (n*a.segments+b)*a.steps + t
				to := out[row*width : (row+1)*width]
				from := (t*a.segments+b)*a.notes + n
				copy(to, h[from*a.hidden:(from+1)*a.hidden])
				copy(to[a.hidden:], below[row*a.below:(row+1)*a.below])
			}
		}
	})
}

// toTime is the gradient of toNotes: it sets dh, T×(B·N)×H, from d, N×(B·T)×(H+E).
func (a axes) toTime(dh, d []float32) {
	width := a.hidden + a.below
	parallel.Do(a.notes, func(n int) {
		for b := range a.segments {
			for t := range a.steps {
				row := (n*a.segments+b)*a.steps + t
				to := (t*a.segments+b)*a.notes + n
				copy(dh[to*a.hidden:(to+1)*a.hidden], d[row*width:row*width+a.hidden])
			}
		}
	})
}

// axesOp adds the transpose to a graph, built for the largest a; each run goes by what a says then.
func axesOp(name string, h, below *gorgonia.Node, a *axes) (*gorgonia.Node, error) {
	return nn.Apply(nn.Operation{
		Name:           name,
		Shape:          tensor.Shape{a.notes * a.segments * a.steps, a.hidden + a.below},
		Run:            func(out []float32, in [][]float32) { a.toNotes(out, in[0], in[1]) },
		Differentiable: []bool{true, false},
		Gradient: func(in gorgonia.Nodes, _, d *gorgonia.Node) (gorgonia.Nodes, error) {
			dh, err := nn.Apply(nn.Operation{
				Name:  name + ".dh",
				Shape: in[0].Shape().Clone(),
				Run:   func(dh []float32, in [][]float32) { a.toTime(dh, in[0]) },
			}, d)
			return gorgonia.Nodes{dh, nil}, err
		},
	}, h, below)
}
