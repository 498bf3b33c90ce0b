package sequence

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"workbench/internal/nn"
)

// Shape is what a network is made of.
type Shape struct {
	Inputs       int     // I
	Embedding    int     // D numbers that each input is turned into; 0: the inputs meet the first LSTM's weights as they are
	Layers       []int   // units of each LSTM, first to last; at least one
	Residual     bool    // each LSTM but the first adds its inputs to its outputs, for which all have one size (He et al. 2016); deep stacks learn sooner
	Dense        []int   // units of each dense layer after them
	BatchNorm    bool    // of the last LSTM's outputs
	InputDropout float64 // share of the inputs that is dropped in training, 0 to below 1
	Dropout      float64 // share of each LSTM's outputs that is dropped in training, 0 to below 1
	FreshDropout bool    // it is drawn anew for each unit (Zaremba et al. 2014), not once for a window (Gal & Ghahramani 2016)
	Heads        []Head  // one or two
}

// Model is a network's weights.
type Model struct {
	Shape
	// Parameters are what training moves, in the order in which the network uses them: the embedding, I×D, or none; for each LSTM its input weights, I×4H,
	// recurrent weights, H×4H, and bias, 4H; the normalisation's scale and shift; weights and bias of the dense layers and of the heads; and what a head
	// hears of the one before it, a row for each of that one's classes.
	Parameters []nn.Parameter
	// Buffers are the running mean and variance of the normalisation, which the runs of a graph move.
	Buffers []nn.Parameter

	heads layout
}

// Zero makes a network whose weights are all zero, to be restored.
func Zero(shape Shape) *Model {
	m := &Model{Shape: shape, heads: layOut(shape.Heads)}
	sizes := slices.Concat([]int{shape.Inputs}, shape.Layers, shape.Dense)
	if slices.Min(sizes) < 1 || len(shape.Layers) == 0 || shape.Embedding < 0 || !share(shape.InputDropout) || !share(shape.Dropout) {
		panic(fmt.Sprintf("sequence: no network has the shape %+v", shape))
	}
	if shape.Residual && slices.Max(shape.Layers) != slices.Min(shape.Layers) {
		panic(fmt.Sprintf("sequence: residual layers of sizes %v", shape.Layers))
	}
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
	m.add("out.w", width, m.heads.outputs)
	m.add("out.bias", m.heads.outputs)
	if m.heads.hears() {
		m.add("hears.w", m.Heads[0].Classes, m.Heads[1].Classes)
	}
	return m
}

func share(p float64) bool { return p >= 0 && p < 1 }

func (m *Model) add(name string, shape ...int) {
	m.Parameters = append(m.Parameters, nn.Zeros(name, shape...))
}

// Initialise draws the weights: Glorot input weights, orthogonal recurrent weights, forget bias 1; an embedding as if each input were the only one that is
// not zero; and the normalisation does nothing yet. A head begins as if it did not hear the one before it.
func (m *Model) Initialise(random *rand.Rand) {
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
	for _, h := range w.hears {
		clear(h.Data)
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
	hears     []nn.Parameter   // one
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
	w.out, w.hears = next(2), rest
	return w
}

// Clone is a network of the same shape with weights of its own, the same for now.
func (m *Model) Clone() *Model {
	clone := Zero(m.Shape)
	nn.Copy(clone.tensors(), m.tensors())
	return clone
}

func (m *Model) tensors() []nn.Parameter { return slices.Concat(m.Parameters, m.Buffers) }

// Size is the number of parameters.
func (m *Model) Size() int { return nn.Size(m.Parameters) }

// Restore takes over parameters and buffers by name. A tensor that is missing, too many, of another shape or without its numbers is an error.
func (m *Model) Restore(weights map[string]nn.Parameter) error {
	return nn.Restore(m.tensors(), weights)
}
