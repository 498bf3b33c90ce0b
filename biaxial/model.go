package biaxial

import (
	"fmt"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/nn"
)

// Shape is what a network is made of.
type Shape struct {
	Attributes int     // F
	TimeLayers []int   // units of each LSTM along time, first to last; at least one
	NoteLayers []int   // units of each LSTM along the keys; at least one
	Outputs    int     // K. 2: play and articulate; 1: play alone, for music that does not tell struck from held
	Below      int     // E, the numbers that the note axis hears of the keys below; K where it hears play and articulate of the next key alone
	Dropout    float64 // share of each LSTM's outputs that is dropped in training, 0 to below 1
}

// Parameter is a named tensor of weights.
type Parameter = nn.Parameter

// Model is a network's weights.
type Model struct {
	Shape
	// Parameters are in the order in which the network uses them: for each LSTM, time layers first, its input weights I×4H, recurrent weights H×4H
	// and bias 4H; then weights and bias of the dense layer.
	Parameters []Parameter
}

// layer is one LSTM of a model.
type layer struct {
	name           string
	inputs, hidden int
	wx, wh, bias   []float32
}

// New makes a network of the given shape: Glorot input weights, orthogonal recurrent weights, forget bias 1.
func New(shape Shape, random *rand.Rand) *Model {
	m := Zero(shape)
	m.Initialise(random)
	return m
}

// Zero makes a network whose weights are all zero, to be restored.
func Zero(shape Shape) *Model {
	if shape.Attributes < 1 || len(shape.TimeLayers) == 0 || len(shape.NoteLayers) == 0 || shape.Outputs < 1 || shape.Outputs > 2 || shape.Below < 1 ||
		shape.Dropout < 0 || shape.Dropout >= 1 {
		panic(fmt.Sprintf("biaxial: no network has the shape %+v", shape))
	}
	m := &Model{Shape: shape}
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
	inputs += shape.Below
	for i, hidden := range shape.NoteLayers {
		lstm(fmt.Sprintf("note%d", i+1), inputs, hidden)
		inputs = hidden
	}
	m.add("dense.w", inputs, shape.Outputs)
	m.add("dense.bias", shape.Outputs)
	return m
}

func (m *Model) add(name string, shape ...int) {
	size := 1
	for _, n := range shape {
		size *= n
	}
	m.Parameters = append(m.Parameters, Parameter{Name: name, Shape: shape, Data: make([]float32, size)})
}

// Initialise draws the weights as New does.
func (m *Model) Initialise(random *rand.Rand) {
	time, note, w, bias := m.layers()
	for _, l := range append(time, note...) {
		nn.Glorot(l.wx, l.inputs, l.hidden, random)
		nn.Orthogonal(l.wh, l.hidden, random)
		nn.ForgetBias(l.bias, l.hidden)
	}
	nn.Glorot(w.Data, w.Shape[0], w.Shape[1], random)
	clear(bias.Data)
}

// Clone is a network of the same shape with weights of its own, the same for now.
func (m *Model) Clone() *Model {
	clone := Zero(m.Shape)
	for i, p := range m.Parameters {
		copy(clone.Parameters[i].Data, p.Data)
	}
	return clone
}

// Size is the number of parameters.
func (m *Model) Size() int {
	size := 0
	for _, p := range m.Parameters {
		size += len(p.Data)
	}
	return size
}

// Restore takes over weights by name. A tensor that is missing, too many or of another shape is an error.
func (m *Model) Restore(weights map[string]Parameter) error {
	for _, p := range m.Parameters {
		w, ok := weights[p.Name]
		if !ok {
			return fmt.Errorf("no weights named %s", p.Name)
		}
		if fmt.Sprint(w.Shape) != fmt.Sprint(p.Shape) {
			return fmt.Errorf("weights %s are %v, and the model wants %v", p.Name, w.Shape, p.Shape)
		}
	}
	if len(weights) != len(m.Parameters) {
		return fmt.Errorf("%d tensors of weights, and the model has %d", len(weights), len(m.Parameters))
	}
	for _, p := range m.Parameters {
		copy(p.Data, weights[p.Name].Data)
	}
	return nil
}

// layers returns the LSTMs along time, those along the keys, and the dense layer's weights and bias.
func (m *Model) layers() (time, note []layer, w, bias Parameter) {
	at := func(i int) layer {
		p := m.Parameters[3*i : 3*i+3]
		name := p[0].Name[:len(p[0].Name)-len(".wx")]
		return layer{name, p[0].Shape[0], p[1].Shape[0], p[0].Data, p[1].Data, p[2].Data}
	}
	for i := range m.TimeLayers {
		time = append(time, at(i))
	}
	for i := range m.NoteLayers {
		note = append(note, at(len(m.TimeLayers)+i))
	}
	n := len(m.Parameters)
	return time, note, m.Parameters[n-2], m.Parameters[n-1]
}

// notes is N.
const notes = features.Keys
