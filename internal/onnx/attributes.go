package onnx

import "workbench/features"

const (
	notes = features.Keys
	reach = features.Reach
)

// reader encodes the last steps as the attributes of notes.
type reader struct {
	*graph
	*Composer
	past  value // P×S×N×2, or ×3 with velocities
	last  value // P×N×2: play and articulate of the last step of past
	steps value // 1: S
	place place
}

// place is where the next step lies in the bars of its piece: whole numbers P.
type place struct {
	sixteenth                      value // place in its bar of the last step
	barSteps, inBar, bar, barsLeft value // empty where no group reads them
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
	"match":       (*reader).match,
	"register":    (*reader).register,
	"form":        (*reader).form,
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
	return r.keys(features.Octaves, func(n, i int) float32 {
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
	return r.gather(r.concat(1, beyond, r.last, beyond), r.matrix(2*reach+1, indices...), 1)
}

func (r *reader) vicinity() value { return r.reshape(r.around(), 0, 0, -1) }

func (r *reader) window() value { return r.reshape(r.split(r.around(), 2)[0], 0, 0, -1) }

func (r *reader) beat() value {
	rows := make([]float32, 16*15) // the downbeat is all zero
	for place := 1; place < 16; place++ {
		rows[place*15+place-1] = 1
	}
	return r.everyKey(r.gather(r.table(rows, 16, 15), r.place.sixteenth, 0), 15)
}

// everyKey is attributes that are the same for all keys, P×W, as P×N×W.
func (r *reader) everyKey(row value, width int) value {
	return r.expand(r.unsqueeze(row, 1), r.shapeOf(r.past, notes, width))
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
	return r.gather(r.matMul(play, r.table(classes, notes, 12)), r.matrix(12, rotation...), 1)
}
