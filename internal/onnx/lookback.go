package onnx

import (
	"slices"

	"workbench/features"
	"workbench/features/dynamics"
)

// memory is S, the number of steps that the attributes depend on. It is 0, for a free S, with match, whose reach is thousands
// of steps, and with lookback in bars, whose length varies.
func (c *Composer) memory() int {
	if slices.Contains(c.Groups, "match") {
		return 0
	}
	steps := 1
	if c.Model.Velocity {
		steps = dynamics.Memory
	}
	if !slices.Contains(c.Groups, "lookback") {
		return steps
	}
	if len(c.Lookback.Bars) > 0 {
		return 0
	}
	return max(steps, slices.Max(append([]int{0}, c.Lookback.Steps...))+features.LookbackMemory)
}

// lookback is, for each distance, play and articulate of the note that many steps before the predicted step,
// and the similarity of the last steps to those the distance before.
func (r *reader) lookback() value {
	D := len(r.Lookback.Steps) + len(r.Lookback.Bars)
	if D == 0 {
		return r.slice(r.last, 2, 0, 0)
	}
	distances := r.distances()                                                            // P×D
	padded := r.padded(r.past, r.shapeOf(r.past, 1, notes, r.cell()))                     // P×(1+S)×N×2
	play := r.reshape(r.slice(padded, -1, 0, 1), 0, 0, -1)                                // P×(1+S)×N
	recent := r.gather(play, r.index(r.list(upTo(features.LookbackMemory)...)), 1)        // P×8×N
	earlier := r.add(r.unsqueeze(distances, 2), r.list(upTo(features.LookbackMemory)...)) // P×D×8
	now, then := r.unsqueeze(recent, 1), r.pick(play, r.index(earlier))                   // P×1×8×N, P×D×8×N
	either := r.max(r.sum(r.max(now, then)), r.scalar(1))                                 // P×D
	alike := r.unsqueeze(r.div(r.sum(r.mul(now, then)), either), 1, 3)                    // P×1×D×1
	cells := r.pick(padded, r.index(r.sub(distances, r.list(1))))                         // P×D×N×2
	cells = r.transpose(r.slice(cells, -1, 0, 2), 0, 2, 1, 3)                             // P×N×D×2
	each := r.concat(3, cells, r.expand(alike, r.shapeOf(r.past, notes, D, 1)))           // P×N×D×3
	return r.reshape(each, 0, 0, -1)
}

// distances are those of the group lookback in steps, P×D.
func (r *reader) distances() value {
	var all []value
	if steps := r.Lookback.Steps; len(steps) > 0 {
		all = append(all, r.expand(r.list(steps...), r.shapeOf(r.past, len(steps))))
	}
	if bars := r.Lookback.Bars; len(bars) > 0 {
		all = append(all, r.mul(r.unsqueeze(r.place.barSteps, 1), r.list(bars...)))
	}
	return r.concat(1, all...)
}

// padded is a value of the last steps, P×S×…, with a silent step before them.
func (r *reader) padded(steps, shape value) value { return r.concat(1, r.zeros(shape), steps) }

// index is the place in padded of a number of steps back from the last one; steps before the first are the silent step.
func (r *reader) index(back value) value { return r.max(r.sub(r.steps, back), r.list(0)) }

// pick takes from v, P×A×B×…, the elements or slices at indices into A, B, …, which have one shape P×….
func (g *graph) pick(v value, indices ...value) value {
	places := make([]value, len(indices))
	for i, index := range indices {
		places[i] = g.unsqueeze(index, -1)
	}
	return g.op("GatherND", []value{v, g.concat(-1, places...)}, number("batch_dims", 1))
}

// sum adds the steps and keys of a value P×D×8×N.
func (r *reader) sum(v value) value {
	return r.op("ReduceSum", []value{v, r.list(2, 3)}, number("keepdims", 0))
}
