package biaxial

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/nn"
	"workbench/internal/parallel"
)

// axes holds the sizes of the transpose from time-major to note-major.
type axes struct {
	segments, steps, notes int // B, T, N
	hidden, lower          int // H, and E: inputs from the lower notes
}

// toNotes transposes h, T×(B·N)×H, to note-major order, appends the lower-note context, N×(B·T)×E, and writes
// the result to out, N×(B·T)×(H+E).
func (a axes) toNotes(out, h, lower []float32) {
	width := a.hidden + a.lower
	a.rows(func(time, note int) {
		to := out[note*width : (note+1)*width]
		copy(to, h[time*a.hidden:(time+1)*a.hidden])
		copy(to[a.hidden:], lower[note*a.lower:(note+1)*a.lower])
	})
}

// toTime is the gradient of toNotes: it sets dh, T×(B·N)×H, from d, N×(B·T)×(H+E).
func (a axes) toTime(dh, d []float32) {
	width := a.hidden + a.lower
	a.rows(func(time, note int) {
		copy(dh[time*a.hidden:(time+1)*a.hidden], d[note*width:note*width+a.hidden])
	})
}

// rows calls move, in parallel, with the index of each row in time-major order, T×(B·N), and in note-major
// order, N×(B·T). It goes through the notes of a few steps at a time, which are contiguous on both sides.
func (a axes) rows(move func(time, note int)) {
	const together = 16
	blocks := (a.steps + together - 1) / together
	parallel.Do(a.segments*blocks, func(i int) {
		b, first := i/blocks, i%blocks*together
		for n := range a.notes {
			for t := first; t < min(first+together, a.steps); t++ {
				move((t*a.segments+b)*a.notes+n, (n*a.segments+b)*a.steps+t)
			}
		}
	})
}

// axesOp adds the transpose to a graph. The output is allocated for the sizes that a has now; each run uses
// those that it has then.
func axesOp(name string, h, lower *gorgonia.Node, a *axes) (*gorgonia.Node, error) {
	return nn.Apply(nn.Operation{
		Name:           name,
		Shape:          tensor.Shape{a.notes * a.segments * a.steps, a.hidden + a.lower},
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
	}, h, lower)
}
