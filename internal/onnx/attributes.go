package onnx

import (
	"slices"

	"workbench/features"
)

const (
	notes        = features.Keys
	reach        = 12 // keys to each side that the groups vicinity and window show
	similarSteps = 8  // steps whose similarity with earlier ones is part of the group lookback
)

// reader encodes the last steps as the attributes of notes.
type reader struct {
	*graph
	past      value // P×S×N×2
	last      value // P×N×2: the last step of past
	sixteenth value // P: its place in the bar
	steps     int   // S
	distances []int // of the group lookback
}

// groups are the forms of the feature groups: each adds a value P×N×W to the graph.
var groups = map[string]func(r *reader) value{
	"position":    (*reader).position,
	"pitch-class": (*reader).pitchClass,
	"vicinity":    (*reader).vicinity,
	"beat":        (*reader).beat,
	"context":     (*reader).context,
	"window":      (*reader).window,
	"lookback":    (*reader).lookback,
	"register":    (*reader).register,
}

// memory is S, the number of steps that the attributes depend on.
func memory(names []string, distances []int) int {
	if !slices.Contains(names, "lookback") {
		return 1
	}
	return slices.Max(distances) + similarSteps
}

// keys is a table of the keys, N×W, for every piece: P×N×W.
func (r *reader) keys(width int, at func(n, i int) float32) value {
	data := make([]float32, 0, notes*width)
	for n := range notes {
		for i := range width {
			data = append(data, at(n, i))
		}
	}
	return r.expand(r.table(data, notes, width), r.shapeOf(r.past, notes, width))
}

func (r *reader) position() value {
	return r.keys(1, func(n, _ int) float32 { return float32(n+1) / notes })
}

func (r *reader) pitchClass() value { return r.keys(12, isClass) }

// isClass is 1 where key n is of a pitch class.
func isClass(n, class int) float32 {
	if (n+features.Lowest)%12 == class {
		return 1
	}
	return 0
}

func (r *reader) register() value {
	return r.keys(features.Highest/12-features.Lowest/12+1, func(n, i int) float32 {
		if (n+features.Lowest)/12-features.Lowest/12 == i {
			return 1
		}
		return 0
	})
}

// around is the 25 keys around each key, zero beyond the keyboard: P×N×25×2.
func (r *reader) around() value {
	beyond := r.zeros(r.shapeOf(r.past, reach, 2))
	var indices []int
	for n := range notes {
		for i := range 2*reach + 1 {
			indices = append(indices, n+i)
		}
	}
	return r.gather(r.concat(1, beyond, r.last, beyond), r.indices(2*reach+1, indices...), 1)
}

func (r *reader) vicinity() value { return r.reshape(r.around(), 0, 0, -1) }

func (r *reader) window() value { return r.reshape(r.split(r.around(), 2)[0], 0, 0, -1) }

func (r *reader) beat() value {
	rows := make([]float32, 16*15) // the downbeat is all zero
	for place := 1; place < 16; place++ {
		rows[place*15+place-1] = 1
	}
	return r.expand(r.unsqueeze(r.gather(r.table(rows, 16, 15), r.sixteenth, 0), 1), r.shapeOf(r.past, notes, 15))
}

func (r *reader) context() value {
	var classes []float32
	var rotation []int
	for n := range notes {
		for i := range 12 {
			classes = append(classes, isClass(n, i))
			rotation = append(rotation, (n+features.Lowest+i)%12)
		}
	}
	play := r.reshape(r.split(r.last, 2)[0], 0, -1)
	return r.gather(r.matMul(play, r.table(classes, notes, 12)), r.indices(12, rotation...), 1)
}

// lookback is, for each distance, play and articulate of the note that many steps before the predicted step,
// and the similarity of the last steps to those the distance before.
func (r *reader) lookback() value {
	var then, earlier, recent []int
	for _, d := range r.distances {
		then = append(then, r.steps-d)
		for back := range similarSteps {
			earlier = append(earlier, r.steps-1-back-d)
		}
	}
	for back := range similarSteps {
		recent = append(recent, r.steps-1-back)
	}
	D := len(r.distances)
	play := r.reshape(r.split(r.past, 2)[0], 0, 0, -1)                          // P×S×N
	now := r.unsqueeze(r.gather(play, r.indices(0, recent...), 1), 1)           // P×1×8×N
	before := r.gather(play, r.indices(similarSteps, earlier...), 1)            // P×D×8×N
	either := r.max(r.sum(r.max(now, before)), r.table([]float32{1}, 1))        // P×D
	alike := r.unsqueeze(r.div(r.sum(r.mul(now, before)), either), 1, 3)        // P×1×D×1
	cells := r.gather(r.past, r.indices(0, then...), 1)                         // P×D×N×2
	cells = r.op("Transpose", []value{cells}, numbers("perm", 0, 2, 1, 3))      // P×N×D×2
	each := r.concat(3, cells, r.expand(alike, r.shapeOf(r.past, notes, D, 1))) // P×N×D×3
	return r.reshape(each, 0, 0, -1)
}

// sum adds the steps and keys of a value P×D×8×N.
func (r *reader) sum(v value) value {
	return r.op("ReduceSum", []value{v, r.indices(0, 2, 3)}, number("keepdims", 0))
}
