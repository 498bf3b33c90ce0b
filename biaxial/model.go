package biaxial

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/internal/kernel"
	"workbench/internal/nn"
)

// Shape holds the sizes of a network.
type Shape struct {
	Attributes int      // F
	TimeLayers []int    // hidden units of each LSTM along time, first to last; at least one
	NoteLayers []int    // hidden units of each LSTM along the notes; at least one
	Outputs    int      // K. 2: play and articulate; 1: play alone, for music without articulation
	LowerNotes int      // E, size of the lower-note context; K for the next lower key alone
	Styles     []string // names of the S styles; nil for none
	Velocity   bool     // struck keys have velocities; the attributes and the lower notes end with those of package dynamics
	Dropout    float64  // share of each LSTM's outputs that is dropped in training, 0 to below 1
}

// Parameter is a named tensor of weights.
type Parameter = nn.Parameter

// Model is a network's weights.
type Model struct {
	Shape
	// Precision is the number format of the factors of matrix products. Weights, sums and everything else are
	// float32.
	Precision kernel.Precision
	// Parameters are in the order of use: for each LSTM, time layers first, the input weights I×4H, recurrent
	// weights H×4H and bias 4H; then weights and bias of the dense layer, and those of the two layers for
	// velocities. Two vectors for each style come before all of these.
	Parameters []Parameter
}

// layer is one LSTM of a model: wx is I×4H, wh H×4H and bias 4H.
type layer struct{ wx, wh, bias Parameter }

func (l layer) inputs() int { return l.wx.Shape[0] }
func (l layer) hidden() int { return l.wh.Shape[0] }

// New returns a network with random weights: Glorot input weights, orthogonal recurrent weights, forget bias 1.
// The vectors of styles are zero. It panics on an impossible shape.
func New(shape Shape, random *rand.Rand) *Model {
	m := Zero(shape)
	m.Initialize(random)
	return m
}

// Zero returns a network whose weights are zero, to be restored. It panics on an impossible shape.
func Zero(shape Shape) *Model {
	if shape.Attributes < 1 || len(shape.TimeLayers) == 0 || len(shape.NoteLayers) == 0 ||
		shape.Outputs < 1 || shape.Outputs > 2 || shape.LowerNotes < 1 ||
		shape.Dropout < 0 || shape.Dropout >= 1 || shape.Velocity && shape.Outputs < 2 {
		panic(fmt.Sprintf("biaxial: no network has the shape %+v", shape))
	}
	m := &Model{Shape: shape}
	m.addStyles()
	lstm := func(name string, inputs, hidden int) {
		m.add(name+".wx", inputs, 4*hidden)
		m.add(name+".wh", hidden, 4*hidden)
		m.add(name+".bias", 4*hidden)
	}
	inputs := shape.Attributes
	for i, hidden := range shape.TimeLayers {
		lstm(fmt.Sprintf("time%d", i+1), inputs, hidden)
		inputs = hidden
	}
	inputs += shape.LowerNotes
	for i, hidden := range shape.NoteLayers {
		lstm(fmt.Sprintf("note%d", i+1), inputs, hidden)
		inputs = hidden
	}
	m.add("dense.w", inputs, shape.Outputs)
	m.add("dense.bias", shape.Outputs)
	m.addVelocity(inputs)
	return m
}

func (m *Model) add(name string, shape ...int) {
	m.Parameters = append(m.Parameters, nn.Zeros(name, shape...))
}

// Initialize draws the weights as New does.
func (m *Model) Initialize(random *rand.Rand) {
	timeStyles, noteStyles, own := m.split()
	time, note, w, bias := layersOf(m.Shape, own)
	for _, l := range append(time, note...) {
		nn.Glorot(l.wx.Data, l.inputs(), l.hidden(), random)
		nn.Orthogonal(l.wh.Data, l.hidden(), random)
		nn.ForgetBias(l.bias.Data, l.hidden())
	}
	nn.Glorot(w.Data, w.Shape[0], w.Shape[1], random)
	clear(bias.Data)
	m.initializeVelocity(random)
	for _, p := range slices.Concat(timeStyles, noteStyles) {
		clear(p.Data)
	}
}

// Clone returns a copy of the network.
func (m *Model) Clone() *Model {
	clone := Zero(m.Shape)
	clone.Precision = m.Precision
	nn.Copy(clone.Parameters, m.Parameters)
	return clone
}

// Size is the number of parameters.
func (m *Model) Size() int { return nn.Size(m.Parameters) }

// Restore sets the weights by name. A tensor that is missing, unknown, of another shape or without data is an
// error.
func (m *Model) Restore(weights map[string]Parameter) error { return nn.Restore(m.Parameters, weights) }

// layers returns the LSTMs along time, those along the notes, and the dense layer's weights and bias, with the
// vectors of the styles as rows of input weights.
func (m *Model) layers() (time, note []layer, w, bias Parameter) {
	return layersOf(m.Shape, m.Stacked())
}

// layersOf divides parameters into layers.
func layersOf(s Shape, rest []Parameter) (time, note []layer, w, bias Parameter) {
	take := func(layers int) (taken []layer) {
		for range layers {
			taken, rest = append(taken, layer{rest[0], rest[1], rest[2]}), rest[3:]
		}
		return taken
	}
	time, note = take(len(s.TimeLayers)), take(len(s.NoteLayers))
	return time, note, rest[0], rest[1]
}

// notes is N.
const notes = features.Keys
