// Package pianoroll encodes pieces as one vector per time step, and turns the predictions of a network for
// the next step into music. It is the simplest representation:
//
//	input   I = 88 keys that sounded in the step before, 88 onsets in it (with articulation), 16 sixteenths
//	        of the bar, 1 at the beginning of a piece
//	output  88 binary variables "play", and 88 "articulate" that are scored where the key plays
//
// The keys of a step are independent given the past, so a chord is known only by the probabilities of its
// keys; the biaxial network models the keys of a step jointly.
//
// It follows Sonorous (a course project of 2018: two LSTM layers of 150 units, batch normalization, Adam),
// with these differences. The original has a row for each onset, without durations or rests; here a row is a
// step of the grid, and an onset differs from a held key. The original minimizes the squared error; here the
// loss is the negative log-likelihood of the binary variables. The original plays each key above a threshold;
// here keys are sampled, and the threshold is an option, with the best one on validation pieces among the
// metrics.
package pianoroll

import (
	"math/rand/v2"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/internal/nn"
)

// Options are the settings of the representation.
type Options struct {
	Articulated bool    // with a head "articulate", which distinguishes onsets from held keys
	Top         bool    // only the highest key that sounds is an input and predicted
	Transpose   []int   // semitones; Augment draws one of them
	Threshold   float64 // composing plays the keys with a probability above it; 0 = keys are sampled
}

// Roll is the representation.
type Roll struct{ options Options }

var (
	_ sequence.Representation = (*Roll)(nil)
	_ sequence.Evaluator      = (*Roll)(nil)
)

// New returns the representation.
func New(options Options) *Roll { return &Roll{options} }

// Unit is a time step.
func (*Roll) Unit() string { return "step" }

// sixteenths is the number of positions in a bar.
const sixteenths = 16

// variables is the number of binary variables of a step.
func (r *Roll) variables() int {
	if r.options.Articulated {
		return 2 * features.Keys
	}
	return features.Keys
}

// Inputs is I.
func (r *Roll) Inputs() int { return r.variables() + sixteenths + 1 }

// Heads are "play", 88 binary variables, and "articulate", 88 that are scored where the key plays.
func (r *Roll) Heads() []sequence.Head {
	heads := []sequence.Head{{Name: "play", Classes: features.Keys, Binary: true, Weight: 1}}
	if r.options.Articulated {
		heads = append(heads, sequence.Head{Name: "articulate", Classes: features.Keys, Binary: true, Weight: 1})
	}
	return heads
}

// Tensors are none.
func (*Roll) Tensors() []nn.Parameter { return nil }

// Encode encodes a piece, with a unit for each step.
func (r *Roll) Encode(p *features.Piece) *sequence.Sequence { return r.encode(p, 0) }

// Augment is Encode of the piece, transposed by one of the intervals that keep it on the keyboard.
func (r *Roll) Augment(p *features.Piece, random *rand.Rand) *sequence.Sequence {
	fitting := p.Transpositions(r.options.Transpose)
	return r.encode(p, fitting[random.IntN(len(fitting))])
}

func (r *Roll) encode(p *features.Piece, semitones int) *sequence.Sequence {
	s := &sequence.Sequence{Inputs: make([][]sequence.Input, p.Steps()), Targets: make([]int16, p.Steps()*r.variables())}
	var previous *features.Frame
	for t := range p.Roll {
		s.Inputs[t] = r.inputs(nil, previous, p.Beat(t))
		frame := r.voice(p.Roll[t].Transposed(semitones), previous)
		r.targets(s.Targets[t*r.variables():], frame)
		previous = frame
	}
	return s
}

// voice is the part of a frame that the network reads and predicts. With Top it is the highest key, with an
// onset if it was not the highest in the previous frame, which is nil at the beginning of a piece.
func (r *Roll) voice(f, previous *features.Frame) *features.Frame {
	if !r.options.Top {
		return f
	}
	top := new(features.Frame)
	for n := features.Keys - 1; n >= 0; n-- {
		if f[n].Play() {
			top[n] = f[n]
			if previous == nil || !previous[n].Play() {
				top[n] = features.Onset
			}
			break
		}
	}
	return top
}

// inputs appends the inputs of a step on a sixteenth of its bar, after the previous frame; nil at the
// beginning of a piece.
func (r *Roll) inputs(in []sequence.Input, previous *features.Frame, sixteenth int) []sequence.Input {
	set := func(index int) { in = append(in, sequence.Input{Index: int32(index), Value: 1}) }
	if previous != nil {
		for n, cell := range previous {
			if cell.Play() {
				set(n)
			}
			if cell.Articulate() && r.options.Articulated {
				set(features.Keys + n)
			}
		}
	}
	set(r.variables() + sixteenth)
	if previous == nil {
		set(r.variables() + sixteenths)
	}
	return in
}

// targets writes the targets of a frame.
func (r *Roll) targets(dst []int16, f *features.Frame) {
	for n, cell := range f {
		if cell.Play() {
			dst[n] = 1
		}
		if !r.options.Articulated {
			continue
		}
		switch {
		case !cell.Play():
			dst[features.Keys+n] = sequence.Unscored
		case cell.Articulate():
			dst[features.Keys+n] = 1
		}
	}
}
