package loss

import (
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/nn"
	"workbench/internal/parallel"
)

// Class is the softmax cross-entropy of a class given the logits of all C, in nats. If d is not nil, it receives
// the gradient with respect to the logits, times a weight: p, less 1 for the class.
func Class(d, logits []float32, class int, weight float64) (nats float64) {
	highest, sum := Exponentials(d, logits)
	nats = math.Log(sum) + highest - float64(logits[class])
	if d != nil {
		scale := float32(weight / sum)
		for j := range d {
			d[j] *= scale
		}
		d[class] -= float32(weight)
	}
	return nats
}

// Exponentials sets e, if it is not nil, to exp(z − highest) of the logits z, and returns the highest logit and the
// sum: numerators and denominator of the softmax.
func Exponentials(e, logits []float32) (highest, sum float64) {
	highest = math.Inf(-1)
	for _, z := range logits {
		highest = max(highest, float64(z))
	}
	for j, z := range logits {
		x := math.Exp(float64(z) - highest)
		sum += x
		if e != nil {
			e[j] = float32(x)
		}
	}
	return highest, sum
}

// ClassOp adds the sum of [Class] over rows to a graph: a scalar. A run uses the first rows of logits, M×C, as
// many as it has classes then. mask and e are those of [Op], for the number of steps. After each run, nats holds
// the unreduced likelihood.
func ClassOp(name string, logits, mask *gorgonia.Node, classes *[]int, e *nn.Extent, reduction Reduction, nats *float64) (*gorgonia.Node, error) {
	C := logits.Shape()[1]
	return nn.Apply(nn.Operation{
		Name:  name,
		Shape: tensor.ScalarShape(),
		Out:   make([]float32, 1),
		Run: func(out []float32, in [][]float32) {
			*nats = 0
			for i, class := range *classes {
				*nats += Class(nil, in[0][i*C:(i+1)*C], class, 1)
			}
			out[0] = float32(*nats) * reduction.Scale(counted(in[1][:e.Rows]))
		},
		Differentiable: []bool{true, false},
		Gradient: func(in gorgonia.Nodes, _, dloss *gorgonia.Node) (gorgonia.Nodes, error) {
			d, err := nn.Apply(nn.Operation{
				Name:  name + ".dlogits",
				Shape: logits.Shape().Clone(),
				Run: func(d []float32, in [][]float32) {
					scale := float64(in[2][0] * reduction.Scale(counted(in[1][:e.Rows])))
					parallel.Do(len(*classes), func(i int) {
						Class(d[i*C:(i+1)*C], in[0][i*C:(i+1)*C], (*classes)[i], scale)
					})
				},
			}, in[0], in[1], dloss)
			return gorgonia.Nodes{d, nil}, err
		},
	}, logits, mask)
}
