package model

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/memory"
)

// checkMemory returns an error if training with this config on segments of up to so many steps needs more memory than the machine has left.
// Where the system does not tell, there is none.
func CheckMemory(c *config.Config, steps int) error {
	needed := TrainingMemory(c, steps)
	left, ok := memory.Left("/")
	if !ok || needed <= left {
		return nil
	}
	layers := fmt.Sprintf("model.time_layers = [%s]", config.Sizes(c.Model.TimeLayers))
	if c.Model.Kind == config.KindBiaxial {
		layers += fmt.Sprintf(" and model.note_layers = [%s]", config.Sizes(c.Model.NoteLayers))
	}
	return fmt.Errorf("training needs about %v of memory, and %v are left here; lower train.batch = %d or train.segment = %d (%d steps at most), or the sizes in %s",
		needed, left, c.Train.Batch, c.Train.Segment, steps, layers)
}

// checkComposing is checkMemory for the compose command.
func CheckComposing(c *config.Config) error {
	needed := passingMemory(c)
	left, ok := memory.Left("/")
	if !ok || needed <= left {
		return nil
	}
	return fmt.Errorf("composing needs about %v of memory, and %v are left here; lower -count %d or -steps %d", needed, left, c.Compose.Count, c.Compose.Steps)
}

// How often each weight is there: all the time itself, its gradient, two numbers of the optimizer, its average, and what the kernels have packed,
// forwards and backwards; for a while what they pack to judge and compose, and a checkpoint with its copy of the optimizer's numbers.
const (
	lastingWeights = 7
	passingWeights = 7
)

const floatBytes = 4

// programMemory is what the program takes before it does anything, and leaves to the garbage collector.
const programMemory = 60e6

// trainingMemory is about what training on segments of so many steps needs: the tensors of biaxial's graph, which stay, and beside them either the
// buffers in which pieces are judged or those in which they are composed.
func TrainingMemory(c *config.Config, steps int) memory.Amount {
	s := sizesOf(c)
	if s.weights == 0 {
		return programMemory
	}
	rows := float64(c.Train.Batch) * float64(steps)
	if c.Model.Kind == config.KindBiaxial {
		rows *= features.Keys
	}
	return memory.Amount(floatBytes*(rows*s.training+lastingWeights*s.weights)) + passingMemory(c)
}

// passingMemory is about what a training needs for a while, beside what it holds all the time: to judge pieces or to compose, and to write a checkpoint.
func passingMemory(c *config.Config) memory.Amount {
	s, count := sizesOf(c), float64(c.Compose.Count)
	const judged = 128 * features.Keys // rows; more than the 96 pieces of the sequence network, 32 units at a time
	composing := count*features.Keys*s.composing + count*float64(c.Compose.Steps)*features.Keys/floatBytes
	return memory.Amount(floatBytes*(max(judged*s.judging, composing)+passingWeights*s.weights) + programMemory)
}

// boundGarbage keeps the heap from growing beyond what it holds now and what passes. The collector would otherwise let garbage fill as much again as the
// network does. What it returns undoes it.
func BoundGarbage(c *config.Config) (undo func()) {
	if sizesOf(c).weights == 0 { // small, and not estimated
		return func() {}
	}
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	before := debug.SetMemoryLimit(-1)
	if limit := int64(now.HeapAlloc) + int64(passingMemory(c)); limit < before {
		debug.SetMemoryLimit(limit)
	}
	return func() { debug.SetMemoryLimit(before) }
}

// networkSizes counts numbers: the weights, and those that are kept for each row of the activations, which is a key in a step of a segment.
type networkSizes struct{ weights, training, judging, composing float64 }

// networkSizes follows the construction of the graph in biaxial: for each LSTM its four gates, cells and outputs, the gradient of its input, and
// twice its outputs with dropout.
func sizesOf(c *config.Config) (s networkSizes) {
	if config.IsSequential(c.Model.Kind) {
		return sequentialSizesOf(c)
	}
	if c.Model.Kind != config.KindBiaxial {
		return s
	}
	_, shape, err := networkOf(c)
	if err != nil { // the network itself says what is wrong
		return s
	}
	attributes, extra := float64(shape.Attributes), float64(shape.Below+shape.Outputs)
	s = networkSizes{training: attributes + extra, judging: attributes + extra, composing: attributes}
	dropped := 0.0
	if c.Model.Dropout > 0 {
		dropped = 2
	}
	inputs := attributes
	stack := func(layers []int, first float64) {
		widest := 0.0
		for i, units := range layers {
			hidden := float64(units)
			s.weights += 4 * hidden * (inputs + hidden + 1)
			s.training += (6 + dropped) * hidden
			if i > 0 {
				s.training += inputs
			}
			s.judging += 2 * hidden
			s.composing += 4 * hidden
			widest, inputs = max(widest, hidden), hidden
		}
		s.training += first
		s.judging += 4 * widest
		s.composing += 4 * widest
	}
	stack(c.Model.TimeLayers, 0)
	inputs += float64(shape.Below)
	s.training += inputs + inputs // in the order of the keys, and back
	s.judging += inputs
	stack(c.Model.NoteLayers, inputs)
	s.weights += inputs * float64(shape.Outputs)
	s.training += inputs + 3*float64(shape.Outputs)
	return s
}

// tokenClasses is a guess at the size of a vocabulary that the pieces will give.
const tokenClasses = 2000

// sequentialSizes are those of the sequence network, whose rows are units: for each LSTM its four gates, cells and outputs, the gradient of its input, and
// twice its outputs with dropout.
func sequentialSizesOf(c *config.Config) (s networkSizes) {
	inputs, outputs := float64(tokenClasses+32), float64(tokenClasses)
	if r := representationOf(c); r != nil {
		inputs, outputs = float64(r.Inputs()), 0
		for _, h := range r.Heads() {
			outputs += float64(h.Classes)
		}
	}
	if e := float64(c.Model.Embedding); e > 0 {
		s.weights += inputs * e
		s.training, s.judging = 2*e, e
		inputs = e
	} else {
		s.training, s.judging = 4*float64(c.Model.TimeLayers[0]), 4*float64(c.Model.TimeLayers[0])
	}
	dropped := 0.0
	if c.Model.Dropout > 0 {
		dropped = 2
	}
	for i, units := range c.Model.TimeLayers {
		hidden := float64(units)
		s.weights += 4 * hidden * (inputs + hidden + 1)
		s.training += (6 + dropped) * hidden
		if i > 0 {
			s.training += inputs
		}
		s.judging += 6 * hidden
		inputs = hidden
	}
	for _, units := range append(slices.Clone(c.Model.Dense), int(outputs)) {
		s.weights += inputs * float64(units)
		s.training += inputs + 4*float64(units)
		s.judging += 2 * float64(units)
		inputs = float64(units)
	}
	s.composing = s.judging / features.Keys
	return s
}
