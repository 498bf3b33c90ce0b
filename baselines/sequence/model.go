package sequence

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"workbench/internal/kernel"
	"workbench/internal/nn"
)

// Model is the weights of a network.
type Model struct {
	Shape
	// Precision is the number format of the factors of matrix products, except those of the sparse inputs. Weights,
	// sums and everything else are float32.
	Precision kernel.Precision
	// Parameters are the trained weights, in the order in which the network uses them:
	//
	//	embedding                            I×D, if there is one
	//	lstm<n>.wx, .wh, .bias               input weights I×4H, recurrent weights H×4H, bias 4H
	//	norm.scale, norm.shift               H each, with batch normalization
	//	dense<n>.w, .bias; out.w, .bias      K×N and N
	//	condition.w, condition2.w, …         of head 1, 2, 3, … if it is conditioned on the head before: a row for each
	//	                                     class of that head, a column for each class of its own
	Parameters []nn.Parameter
	// Buffers are the running mean and variance of batch normalization, which training updates.
	Buffers []nn.Parameter

	layout layout
}

// New allocates a network whose weights are all zero, for Initialize or Restore to fill.
func New(shape Shape) *Model {
	shape.check()
	m := &Model{Shape: shape, layout: newLayout(shape.Heads)}
	width := shape.Inputs
	if shape.Embedding > 0 {
		m.add("embedding", width, shape.Embedding)
		width = shape.Embedding
	}
	for i, hidden := range shape.Layers {
		name := fmt.Sprint("lstm", i+1)
		m.add(name+".wx", width, 4*hidden)
		m.add(name+".wh", hidden, 4*hidden)
		m.add(name+".bias", 4*hidden)
		width = hidden
	}
	if shape.BatchNorm {
		m.add("norm.scale", width)
		m.add("norm.shift", width)
		m.Buffers = []nn.Parameter{nn.Zeros("norm.mean", width), nn.Zeros("norm.variance", width)}
	}
	for i, units := range shape.Dense {
		name := fmt.Sprint("dense", i+1)
		m.add(name+".w", width, units)
		m.add(name+".bias", units)
		width = units
	}
	m.add("out.w", width, m.layout.outputs)
	m.add("out.bias", m.layout.outputs)
	for i, h := range shape.Heads {
		if h.ConditionsOnPrevious {
			m.add(conditionName(i), shape.Heads[i-1].Classes, h.Classes)
		}
	}
	return m
}

func (m *Model) add(name string, shape ...int) {
	m.Parameters = append(m.Parameters, nn.Zeros(name, shape...))
}

// conditionName names the weights by which head i is conditioned on the one before. Saved models have these
// names.
func conditionName(i int) string {
	if i == 1 {
		return "condition.w"
	}
	return fmt.Sprintf("condition%d.w", i)
}

// Initialize draws the initial weights: Glorot input weights, orthogonal recurrent weights, forget bias 1; an
// embedding with a fan-in of 1, as one-hot inputs have. Batch normalization starts as the identity, and
// conditioned heads start independent.
func (m *Model) Initialize(random *rand.Rand) {
	w := m.weights()
	for _, e := range w.embedding {
		nn.Glorot(e.Data, 1, m.Embedding, random)
	}
	for i, hidden := range m.Layers {
		l := w.lstm[i]
		nn.Glorot(l[0].Data, l[0].Shape[0], hidden, random)
		nn.Orthogonal(l[1].Data, hidden, random)
		nn.ForgetBias(l[2].Data, hidden)
	}
	if m.BatchNorm {
		fill(w.norm[0].Data, 1)
		clear(w.norm[1].Data)
		clear(m.Buffers[0].Data)
		fill(m.Buffers[1].Data, 1)
	}
	for _, d := range append(w.dense, w.out) {
		nn.Glorot(d[0].Data, d[0].Shape[0], d[0].Shape[1], random)
		clear(d[1].Data)
	}
	for _, c := range w.condition {
		clear(c.Data)
	}
}

func fill(x []float32, v float32) {
	for i := range x {
		x[i] = v
	}
}

// weights are a model's parameters by their use; parts that it does not have are empty.
type weights struct {
	embedding []nn.Parameter   // one
	lstm      [][]nn.Parameter // of each layer: wx, wh, bias
	norm      []nn.Parameter   // scale, shift
	dense     [][]nn.Parameter // of each layer: w, bias
	out       []nn.Parameter   // w, bias
	condition []nn.Parameter   // of each head, without data if it is not conditioned
}

func (m *Model) weights() (w weights) {
	rest := m.Parameters
	next := func(n int) []nn.Parameter {
		taken := rest[:n:n]
		rest = rest[n:]
		return taken
	}
	if m.Embedding > 0 {
		w.embedding = next(1)
	}
	for range m.Layers {
		w.lstm = append(w.lstm, next(3))
	}
	if m.BatchNorm {
		w.norm = next(2)
	}
	for range m.Dense {
		w.dense = append(w.dense, next(2))
	}
	w.out = next(2)
	w.condition = make([]nn.Parameter, len(m.Heads))
	for i, h := range m.Heads {
		if h.ConditionsOnPrevious {
			w.condition[i] = next(1)[0]
		}
	}
	return w
}

// Clone is a copy with weights of its own.
func (m *Model) Clone() *Model {
	clone := New(m.Shape)
	clone.Precision = m.Precision
	nn.Copy(clone.tensors(), m.tensors())
	return clone
}

func (m *Model) tensors() []nn.Parameter { return slices.Concat(m.Parameters, m.Buffers) }

// Size is the number of parameters.
func (m *Model) Size() int { return nn.Size(m.Parameters) }

// Restore sets parameters and buffers by name. A tensor that is missing, unknown, of another shape or without
// its numbers is an error.
func (m *Model) Restore(weights map[string]nn.Parameter) error {
	return nn.Restore(m.tensors(), weights)
}
