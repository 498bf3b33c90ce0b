package biaxial

import (
	"workbench/features"
	"workbench/internal/memory"
)

// Cost is the memory of a network of this shape. It follows the graph.
func (s Shape) Cost() memory.Cost {
	attributes, extra := float64(s.inputs()), float64(s.lowerInputs()+s.Outputs)
	c := memory.Cost{RowsPerStep: notes, EvaluationRows: window * notes, Training: attributes + extra, Evaluating: attributes + extra, Composing: attributes}
	inputs := attributes
	stack := func(layers []int, first float64) {
		c.AddLSTMs(layers, inputs, s.Dropout > 0)
		widest := 0.0
		for _, units := range layers {
			hidden := float64(units)
			c.Evaluating += 2 * hidden
			c.Composing += 4 * hidden
			widest, inputs = max(widest, hidden), hidden
		}
		c.Training += first
		c.Evaluating += 4 * widest
		c.Composing += 4 * widest
	}
	stack(s.TimeLayers, 0)
	inputs += float64(s.lowerInputs())
	c.Training += inputs + inputs // inputs of the note stack, and their gradient
	c.Evaluating += inputs
	stack(s.NoteLayers, inputs)
	c.Weights += inputs * float64(s.Outputs)
	c.Training += inputs + 3*float64(s.Outputs)
	if s.Velocity { // the gradient of the note stack's output; there are few struck keys
		c.Weights += velocityUnits * (float64(s.velocityInputs(int(inputs))) + features.Velocities)
		c.Training += inputs
	}
	return c
}
