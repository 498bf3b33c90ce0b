package biaxial

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/kernel"
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

// toNotes16 is toNotes in bfloat16: h and out have rows of Width16(H) and Width16(H+E).
func (a axes) toNotes16(out, h []kernel.BF16, lower []float32) {
	width, from := kernel.Width16(a.hidden+a.lower), kernel.Width16(a.hidden)
	a.rows(func(time, note int) {
		to := out[note*width : (note+1)*width]
		copy(to[:a.hidden], h[time*from:])
		kernel.ConvertBF16(to[a.hidden:], lower[note*a.lower:(note+1)*a.lower])
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
// those that it has then. Where h is there in bfloat16, so is the output, and only that.
func axesOp(name string, h, lower *gorgonia.Node, a *axes) (*gorgonia.Node, error) {
	rows, columns := a.notes*a.segments*a.steps, a.hidden+a.lower
	h16 := nn.Half(h)
	var out16 []kernel.BF16
	if h16 != nil {
		out16 = nn.NewHalf(rows, columns)
	}
	return nn.Apply(nn.Operation{
		Name:       name,
		Shape:      tensor.Shape{rows, columns},
		Half:       out16,
		SkipsFirst: h16 != nil,
		Run: func(out []float32, in [][]float32) {
			if h16 != nil {
				a.toNotes16(out16, h16, in[1])
				return
			}
			a.toNotes(out, in[0], in[1])
		},
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
