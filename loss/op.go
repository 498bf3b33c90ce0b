package loss

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/nn"
)

// Reduction is what training makes small.
type Reduction string

const (
	SumOverBatch Reduction = "sum"  // over segments, steps and keys, as in Deep Jammer
	MeanPerStep  Reduction = "mean" // the sum divided by the number of steps that count
)

// Op adds the loss to a graph: a scalar. logits and labels are (N·R)×K matrices and mask has R numbers, as in
// Sum; e tells N and R. After each run, nats holds the unreduced likelihood.
func Op(name string, logits, labels, mask *gorgonia.Node, e *nn.Extent, reduction Reduction, nats *Nats) (*gorgonia.Node, error) {
	outputs := logits.Shape()[1]
	// used cuts the tensors down to what the run uses.
	used := func(in [][]float32) (logits, labels, mask []float32) {
		size := e.Steps * e.Rows * outputs
		return in[0][:size], in[1][:size], in[2][:e.Rows]
	}
	return nn.Apply(nn.Operation{
		Name:  name,
		Shape: tensor.ScalarShape(),
		Out:   make([]float32, 1),
		Run: func(out []float32, in [][]float32) {
			logits, labels, mask := used(in)
			*nats = Sum(logits, labels, mask, outputs)
			out[0] = float32(nats.Total()) * reduction.Scale(counted(mask))
		},
		Differentiable: []bool{true, false, false},
		Gradient: func(in gorgonia.Nodes, _, dloss *gorgonia.Node) (gorgonia.Nodes, error) {
			d, err := nn.Apply(nn.Operation{
				Name:  name + ".dlogits",
				Shape: logits.Shape().Clone(),
				Run: func(d []float32, in [][]float32) {
					logits, labels, mask := used(in)
					Gradient(d, logits, labels, mask, outputs, in[3][0]*reduction.Scale(counted(mask)))
				},
			}, in[0], in[1], in[2], dloss)
			return gorgonia.Nodes{d, nil, nil}, err
		},
	}, logits, labels, mask)
}

// Scale is the factor of the loss, and of its gradient, of a batch with a number of steps that count.
func (r Reduction) Scale(steps float32) float32 {
	if r == SumOverBatch {
		return 1
	}
	return 1 / max(steps, 1)
}

// counted is the number of steps that count.
func counted(mask []float32) (steps float32) {
	for _, m := range mask {
		steps += m
	}
	return steps
}
