package sequence

import (
	"slices"

	"workbench/features"
	"workbench/internal/memory"
)

// Cost is the memory of a network of this shape. Its rows are units.
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
	c.AddLSTMs(s.Layers, inputs, s.Dropout > 0)
	for _, units := range s.Layers {
		c.Evaluating += 6 * float64(units)
		inputs = float64(units)
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
