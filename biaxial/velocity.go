package biaxial

import (
	"math/rand/v2"

	"workbench/features"
	"workbench/features/dynamics"
	"workbench/internal/categorical"
	"workbench/internal/kernel"
	"workbench/internal/nn"
)

// A network with velocities predicts how hard a key is struck, given the lower keys of the step and that it is
// struck: from the output of the note stack, what the note axis reads of the lower notes, and the dynamics of the
// key's attributes. A dense layer with ReLU and another one give the logits of the V velocities. Only struck keys
// are computed, which are one or two in a hundred.

// velocityUnits is U, the number of hidden units.
const velocityUnits = 64

// velocityInputs is D, the width of the input, for note stacks of the given width of output.
func (s Shape) velocityInputs(hidden int) int { return hidden + s.lowerInputs() + dynamics.Width }

// Parts is the number of parts of a likelihood: one for each output, and one for velocities.
func (s Shape) Parts() int {
	if s.Velocity {
		return s.Outputs + 1
	}
	return s.Outputs
}

// addVelocity adds the two layers: D×U, U, U×V and V.
func (m *Model) addVelocity(hidden int) {
	if !m.Velocity {
		return
	}
	m.add("velocity1.w", m.velocityInputs(hidden), velocityUnits)
	m.add("velocity1.bias", velocityUnits)
	m.add("velocity2.w", velocityUnits, features.Velocities)
	m.add("velocity2.bias", features.Velocities)
}

// velocityLayers are the weights and biases of the two layers.
func (m *Model) velocityLayers() (w1, b1, w2, b2 Parameter) {
	last := m.Parameters[len(m.Parameters)-4:]
	return last[0], last[1], last[2], last[3]
}

func (m *Model) initializeVelocity(random *rand.Rand) {
	if !m.Velocity {
		return
	}
	w1, b1, w2, b2 := m.velocityLayers()
	for _, w := range []Parameter{w1, w2} {
		nn.Glorot(w.Data, w.Shape[0], w.Shape[1], random)
	}
	clear(b1.Data)
	clear(b2.Data)
}

// copyVelocityInput writes the input for a struck key, D: its row h of the note stack's output, and those of the
// lower-note context and of the attributes.
func (s Shape) copyVelocityInput(dst, h, lower, x []float32) {
	dst = dst[copy(dst, h):]
	dst = dst[copy(dst, lower):]
	copy(dst, x[s.Attributes-dynamics.Width:s.Attributes])
}

// strike is a struck key: its rows in note-major order, N×R, and in time-major order, T×(B·N), and its velocity
// as a class, from 0.
type strike struct{ note, time, class int }

// appendStrikes appends the keys of known velocity that are struck in a frame, which is row r of R in note-major
// order, and whose first key is a row of the time axis.
func appendStrikes(all []strike, f *features.Frame, r, rows, time int) []strike {
	for n, cell := range f {
		if v := cell.Velocity(); v > 0 {
			all = append(all, strike{n*rows + r, time + n, int(v) - 1})
		}
	}
	return all
}

// rowOf is row i of a matrix.
func rowOf(matrix []float32, i, width int) []float32 { return matrix[i*width : (i+1)*width] }

// velocityHead are the packed layers, for use without a graph.
type velocityHead struct {
	w1, w2 kernel.PackedB
	b1, b2 []float32
	x      []float32 // rows of D inputs
	hidden []float32 // rows of U
	logits []float32 // rows of V
}

func (m *Model) packVelocity() *velocityHead {
	if !m.Velocity {
		return nil
	}
	w1, b1, w2, b2 := m.velocityLayers()
	h := &velocityHead{b1: b1.Data, b2: b2.Data}
	h.w1.Pack(w1.Data, w1.Shape[0], w1.Shape[1])
	h.w2.Pack(w2.Data, w2.Shape[0], w2.Shape[1])
	return h
}

// clone is a head with the same weights and rows of its own.
func (h *velocityHead) clone() *velocityHead {
	if h == nil {
		return nil
	}
	return &velocityHead{w1: h.w1, w2: h.w2, b1: h.b1, b2: h.b2}
}

// inputs are m rows of D, to be filled.
func (h *velocityHead) inputs(m int) []float32 {
	if size := m * h.w1.K; len(h.x) < size {
		h.x, h.hidden, h.logits = make([]float32, size), make([]float32, m*velocityUnits), make([]float32, m*features.Velocities)
	}
	return h.x
}

// run computes the logits of the first m rows, V each.
func (h *velocityHead) run(m int) []float32 {
	nn.Affine(h.hidden, h.x, &h.w1, h.b1, m)
	nn.ReLU(h.hidden, h.hidden[:m*velocityUnits])
	nn.Affine(h.logits, h.hidden, &h.w2, h.b2, m)
	return h.logits[:m*features.Velocities]
}

// drawVelocity draws a velocity with a random number in [0, 1).
func drawVelocity(logits []float32, random float64) features.Velocity {
	return features.Velocity(categorical.FromLogits(logits, 1, random) + 1)
}
