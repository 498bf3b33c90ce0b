package sequence

import (
	"slices"

	"workbench/features"
	"workbench/internal/memory"
)

// Cost is the memory of a network of this shape. Its rows are units: for each LSTM its four gates, cells and
// outputs, the gradient of its input, and twice its outputs with dropout.
func (s Shape) Cost() (c memory.Cost) {
	c.RowsPerStep, c.EvaluationRows = 1, readRows*readUnits
	inputs, outputs := float64(s.Inputs), 0
	for _, h := range s.Heads {
		outputs += h.Classes
	}
	if e := float64(s.Embedding); e > 0 {
		c.Weights += inputs * e
		c.Training, c.Evaluating = 2*e, e
		inputs = e
	} else {
		c.Training, c.Evaluating = 4*float64(s.Layers[0]), 4*float64(s.Layers[0])
	}
	dropped := 0.0
	if s.Dropout > 0 {
		dropped = 2
	}
	for i, units := range s.Layers {
		hidden := float64(units)
		c.Weights += 4 * hidden * (inputs + hidden + 1)
		c.Training += (6 + dropped) * hidden
		if i > 0 {
			c.Training += inputs
		}
		c.Evaluating += 6 * hidden
		inputs = hidden
	}
	for _, units := range append(slices.Clone(s.Dense), outputs) {
		c.Weights += inputs * float64(units)
		c.Training += inputs + 4*float64(units)
		c.Evaluating += 2 * float64(units)
		inputs = float64(units)
	}
	c.Composing = c.Evaluating / features.Keys
	return c
}
