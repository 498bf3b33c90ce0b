package biaxial

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/features"
	"workbench/internal/nn"
	"workbench/loss"
)

// velocities are the struck keys of a loaded batch, S of them.
type velocities struct {
	strikes []strike
	classes []int     // of the strikes
	extent  nn.Extent // S rows
	nats    float64   // of the last run
}

// load finds the struck keys of segments of up to T steps. Row b·T+t counts where mask is 1.
func (v *velocities) load(segments []features.Segment, mask []float32, T int) {
	v.strikes, v.classes = v.strikes[:0], v.classes[:0]
	for row := range len(segments) * T {
		b, t := row/T, row%T
		if mask[row] == 1 {
			label, _ := segments[b].Label(t)
			v.strikes = appendStrikes(v.strikes, label, row, len(segments)*T, (t*len(segments)+b)*notes)
		}
	}
	for _, s := range v.strikes {
		v.classes = append(v.classes, s.class)
	}
	v.extent.Rows = len(v.strikes)
}

// addVelocity adds the likelihood of velocities to the cost. h is the output of the note stack, and the others
// are inputs of the graph.
func (b *builder) addVelocity(cost, h, lower, x, mask *gorgonia.Node, reduction loss.Reduction) *gorgonia.Node {
	w1, b1, w2, b2 := b.model.velocityLayers()
	v := &b.velocities
	v.extent = nn.Extent{Steps: 1, Rows: h.Shape()[0]} // every key may be struck
	y, err := b.gatherOp("velocity", h, lower, x, w1.Shape[0])
	if err == nil {
		y, err = nn.AffineOp("velocity1", y, b.Weight(w1), b.Weight(b1), &v.extent)
	}
	if err == nil {
		y, err = nn.ReLUOp("velocity.relu", y, &v.extent)
	}
	if err == nil {
		y, err = nn.AffineOp("velocity2", y, b.Weight(w2), b.Weight(b2), &v.extent)
	}
	if err == nil {
		y, err = loss.ClassOp("velocity.loss", y, mask, &v.classes, &b.note, reduction, &v.nats)
	}
	if err == nil {
		y, err = gorgonia.Add(cost, y)
	}
	return b.try(y, err)
}

// gatherOp adds the inputs of the velocities of struck keys to a graph, S×D. The gradient of h is that of its
// gathered rows, and zero in the others.
func (g *Graph) gatherOp(name string, h, lower, x *gorgonia.Node, width int) (*gorgonia.Node, error) {
	m, rows, hidden := g.model, h.Shape()[0], h.Shape()[1]
	return nn.Apply(nn.Operation{
		Name:  name,
		Shape: tensor.Shape{rows, width},
		Run: func(out []float32, in [][]float32) {
			for i, s := range g.velocities.strikes {
				m.copyVelocityInput(rowOf(out, i, width), rowOf(in[0], s.note, hidden), rowOf(in[1], s.note, m.lowerInputs()), rowOf(in[2], s.time, m.inputs()))
			}
		},
		Differentiable: []bool{true, false, false},
		Gradient: func(in gorgonia.Nodes, _, d *gorgonia.Node) (gorgonia.Nodes, error) {
			dh, err := nn.Apply(nn.Operation{
				Name:  name + ".dh",
				Shape: h.Shape().Clone(),
				Run: func(dh []float32, in [][]float32) {
					clear(dh[:g.note.Steps*g.note.Rows*hidden])
					for i, s := range g.velocities.strikes {
						copy(rowOf(dh, s.note, hidden), rowOf(in[0], i, width))
					}
				},
			}, d)
			return gorgonia.Nodes{dh, nil, nil}, err
		},
	}, h, lower, x)
}
