package sequence

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/nn"
	"workbench/internal/parallel"
	"workbench/loss"
)

// batch is what the operations of a graph read of the windows that are loaded, step by step as the tensors are.
type batch struct {
	nn.Extent
	inputs  nn.Sparse
	targets []int16 // (T·R)×targets
	counts  []bool  // T·R: the units; the others are padding behind shorter windows
	units   int     // how many count

	nats [most]float64 // of the last run, of each head, not weighted
}

// scale is what the loss and its gradient are multiplied with.
func (b *batch) scale(reduction loss.Reduction) float32 {
	if reduction == loss.SumOverBatch {
		return 1
	}
	return 1 / float32(max(b.units, 1))
}

// score works out the nats of the batch and sets d to the gradient with respect to the logits, both (T·R)×O. The sum goes through the rows in their order.
func (b *batch) score(l layout, d, logits []float32) {
	const rows = 64 // of a part
	O, K := l.outputs, l.targets
	each := make([][most]float64, len(b.counts))
	parallel.Do((len(each)+rows-1)/rows, func(i int) {
		for r := i * rows; r < min((i+1)*rows, len(each)); r++ {
			if b.counts[r] {
				each[r] = l.score(d[r*O:(r+1)*O], logits[r*O:(r+1)*O], b.targets[r*K:(r+1)*K])
			} else {
				clear(d[r*O : (r+1)*O])
			}
		}
	})
	b.nats = [most]float64{}
	for _, nats := range each {
		for i, v := range nats {
			b.nats[i] += v
		}
	}
}

// lossOp adds the loss to a graph: a scalar, the heads' nats with their weights. The forward run leaves the gradient, and the backward run scales it.
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
			out[0] = float32(total) * b.scale(reduction)
		},
		Differentiable: []bool{true},
		Gradient: func(_ gorgonia.Nodes, out, dloss *gorgonia.Node) (gorgonia.Nodes, error) {
			// out is an input so that the forward run comes first.
			dlogits, err := nn.Apply(nn.Operation{
				Name:  name + ".dlogits",
				Shape: logits.Shape().Clone(),
				Out:   d,
				Run: func(d []float32, in [][]float32) {
					scale := in[0][0] * b.scale(reduction)
					for i := range d[:len(b.counts)*l.outputs] {
						d[i] *= scale
					}
				},
			}, dloss, out)
			return gorgonia.Nodes{dlogits}, err
		},
	}, logits)
}

// hearsOp adds to the second head's logits what it hears of the first, in training the class that stands there: w has a row for each.
func hearsOp(name string, logits, w *gorgonia.Node, l layout, b *batch) (*gorgonia.Node, error) {
	O, second := l.outputs, l.heads[1]
	return nn.Apply(nn.Operation{
		Name:  name,
		Shape: logits.Shape().Clone(),
		Run: func(out []float32, in [][]float32) {
			copy(out, in[0][:len(b.counts)*O])
			for r := range b.counts {
				l.hear(out[r*O:(r+1)*O], in[1], int(b.targets[r*l.targets]))
			}
		},
		Differentiable: []bool{true, true},
		Gradient: func(_ gorgonia.Nodes, _, d *gorgonia.Node) (gorgonia.Nodes, error) {
			dw, err := nn.Apply(nn.Operation{
				Name:  name + ".dw",
				Shape: w.Shape().Clone(),
				Run: func(dw []float32, in [][]float32) {
					clear(dw)
					for r, counts := range b.counts {
						class := int(b.targets[r*l.targets])
						if !counts || class == Unscored {
							continue
						}
						row := dw[class*second.Classes:][:second.Classes]
						for j, v := range second.part(in[0][r*O : (r+1)*O]) {
							row[j] += v
						}
					}
				},
			}, d)
			return gorgonia.Nodes{d, dw}, err
		},
	}, logits, w)
}
