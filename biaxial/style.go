package biaxial

import (
	"fmt"
	"slices"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/features"
	"workbench/internal/nn"
)

// A network with styles (Mao, Shin and Cottrell, DeepJ, 2018) has two vectors for each: one is added to the
// products of the first time layer with its inputs, the other to those of the first note layer. A mixture of
// styles adds the weighted mean of their vectors. So the weights of the styles are further inputs of the two
// layers, and the vectors further rows of their input weights.
const (
	timeStyle = "style.time." // followed by the name of the style: 4H of the first time layer
	noteStyle = "style.note." // the same of the first note layer
)

// StylesOf lists the styles of stored weights in the order of their names.
func StylesOf(weights map[string]Parameter) (names []string) {
	for name := range weights {
		if style, ok := strings.CutPrefix(name, timeStyle); ok {
			names = append(names, style)
		}
	}
	slices.Sort(names)
	return names
}

// IsStyle reports whether a parameter belongs to a style.
func IsStyle(name string) bool {
	return strings.HasPrefix(name, timeStyle) || strings.HasPrefix(name, noteStyle)
}

// inputs is the width of the rows of the time axis: F attributes and the weights of the styles.
func (s Shape) inputs() int { return s.Attributes + len(s.Styles) }

// lowerInputs is the width of what the note axis reads beside the output of the time axis: E inputs from the lower
// notes and the weights of the styles.
func (s Shape) lowerInputs() int { return s.LowerNotes + len(s.Styles) }

// addStyles adds the vectors of the styles, which are zero.
func (m *Model) addStyles() {
	for _, style := range m.Styles {
		m.add(timeStyle+style, 4*m.TimeLayers[0])
		m.add(noteStyle+style, 4*m.NoteLayers[0])
	}
}

// styleWeights are the weights of the network's styles in a piece of the given style. Of a style that the
// network does not know, they are those of an even mixture of all.
func (s Shape) styleWeights(style features.Style) []float32 {
	weights, sum := make([]float32, len(s.Styles)), 0.0
	for _, name := range s.Styles {
		sum += style[name]
	}
	for i, name := range s.Styles {
		if sum > 0 {
			weights[i] = float32(style[name] / sum)
		} else {
			weights[i] = 1 / float32(len(weights))
		}
	}
	return weights
}

// Stacked are the parameters with the vectors of the styles as the last rows of time1.wx, (F+S)×4H, and
// note1.wx, (H+E+S)×4H. Without styles they are the Parameters.
func (m *Model) Stacked() []Parameter {
	timeStyles, noteStyles, layers := m.split()
	if len(timeStyles) == 0 {
		return layers
	}
	stacked := slices.Clone(layers)
	note1 := 3 * len(m.TimeLayers) // the index of note1.wx
	stacked[0] = withRows(stacked[0], timeStyles)
	stacked[note1] = withRows(stacked[note1], noteStyles)
	return stacked
}

// withRows returns a matrix with vectors as its last rows.
func withRows(matrix Parameter, vectors []Parameter) Parameter {
	for _, v := range vectors {
		matrix.Data = slices.Concat(matrix.Data, v.Data)
	}
	matrix.Shape = []int{matrix.Shape[0] + len(vectors), matrix.Shape[1]}
	return matrix
}

// split returns the vectors of the styles for the time axis and for the note axis, which alternate in Parameters, and the
// parameters of the layers.
func (m *Model) split() (timeStyles, noteStyles, layers []Parameter) {
	n := 2 * len(m.Styles)
	for i := 0; i < n; i += 2 {
		timeStyles, noteStyles = append(timeStyles, m.Parameters[i]), append(noteStyles, m.Parameters[i+1])
	}
	return timeStyles, noteStyles, m.Parameters[n:]
}

// stackOp adds the matrix whose rows are those of the first input, I×W, and then the others, W each. The
// gradient of an input is its rows of the gradient.
func stackOp(name string, in gorgonia.Nodes) (*gorgonia.Node, error) {
	rows, width := in[0].Shape()[0], in[0].Shape()[1]
	differentiable := make([]bool, len(in))
	for i := range differentiable {
		differentiable[i] = true
	}
	return nn.Apply(nn.Operation{
		Name:  name,
		Shape: tensor.Shape{rows + len(in) - 1, width},
		Run: func(out []float32, in [][]float32) {
			for _, data := range in {
				out = out[copy(out, data):]
			}
		},
		Differentiable: differentiable,
		Gradient: func(in gorgonia.Nodes, _, d *gorgonia.Node) (gorgonia.Nodes, error) {
			gradients := make(gorgonia.Nodes, len(in))
			from := 0
			for i, n := range in {
				at := from
				var err error
				gradients[i], err = nn.Apply(nn.Operation{
					Name:  fmt.Sprintf("%s.d%d", name, i),
					Shape: n.Shape().Clone(),
					Run:   func(out []float32, in [][]float32) { copy(out, in[0][at:]) },
				}, d)
				if err != nil {
					return nil, err
				}
				from += n.Shape().TotalSize()
			}
			return gradients, nil
		},
	}, in...)
}
