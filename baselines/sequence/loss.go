package sequence

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/nn"
	"workbench/internal/parallel"
	"workbench/loss"
)

// batch is what the operations of a graph read of the loaded windows: one row for each of the T·R units, in the
// order of the graph's matrices.
type batch struct {
	nn.Extent
	inputs  nn.Sparse
	targets []int16 // (T·R)×targets
	scored  []bool  // T·R: false for the padding behind windows that are shorter than others
	units   int     // number of units that are scored

	nats loss.Nats // of the last run, of each head, without weights
	each []float64 // T·R×heads: the same of each unit
}

// score computes the nats of the batch and sets d to the gradient with respect to the logits, both (T·R)×O.
// The sum goes through the rows in their order.
func (b *batch) score(l layout, d, logits []float32) {
	const rows = 64 // of a part
	n, O, K, H := len(b.scored), l.outputs, l.targets, len(l.heads)
	if len(b.each) < n*H {
		b.each = make([]float64, n*H)
	}
	parallel.Do((n+rows-1)/rows, func(i int) {
		for r := i * rows; r < min((i+1)*rows, n); r++ {
			nats := b.each[r*H : (r+1)*H]
			if b.scored[r] {
				l.score(nats, d[r*O:(r+1)*O], logits[r*O:(r+1)*O], b.targets[r*K:(r+1)*K])
			} else {
				clear(nats)
				clear(d[r*O : (r+1)*O])
			}
		}
	})
	b.nats = make(loss.Nats, H)
	for r := range n {
		for i, v := range b.each[r*H : (r+1)*H] {
			b.nats[i] += v
		}
	}
}

// lossOp adds the loss to a graph: a scalar, the sum of the heads' nats times their weights. The forward pass
// computes the gradient too, and the backward pass scales it.
func lossOp(name string, logits *gorgonia.Node, l layout, b *batch, reduction loss.Reduction) (*gorgonia.Node, error) {
	d := make([]float32, logits.Shape().TotalSize())
	return nn.Apply(nn.Operation{
		Name:  name,
		Shape: tensor.ScalarShape(),
		Out:   make([]float32, 1),
		Run: func(out []float32, in [][]float32) {
			b.score(l, d, in[0])
			total := 0.0
			for i, h := range l.heads {
				total += h.Weight * b.nats[i]
			}
			out[0] = float32(total) * reduction.Scale(float32(b.units))
		},
		Differentiable: []bool{true},
		Gradient: func(_ gorgonia.Nodes, out, dloss *gorgonia.Node) (gorgonia.Nodes, error) {
			// out is an input so that the forward pass comes first.
			dlogits, err := nn.Apply(nn.Operation{
				Name:  name + ".dlogits",
				Shape: logits.Shape().Clone(),
				Out:   d,
				Run: func(d []float32, in [][]float32) {
					scale := in[0][0] * reduction.Scale(float32(b.units))
					for i := range d[:len(b.scored)*l.outputs] {
						d[i] *= scale
					}
				},
			}, dloss, out)
			return gorgonia.Nodes{dlogits}, err
		},
	}, logits)
}
