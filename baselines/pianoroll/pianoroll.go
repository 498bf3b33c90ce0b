// Package pianoroll turns pieces into one vector a time step, and what a network predicts of the next one into music. Of all representations it is the simplest:
// the network hears which of the 88 keys sounded and were struck in the step before, and decides each key of the next step by itself.
//
// It is that of Sonorous (a course project of 2018: two LSTM layers of 150, batch normalisation, Adam) made well. The original has a row for every onset, without
// durations or rests, learns by squared error and plays what lies above a threshold. Here rows are steps of the grid, a struck key is told from a held
// one, the likelihood is that of yes-or-no decisions, and music is drawn from it; the threshold can be had, tuned on validation pieces. Since the keys
// are decided apart, a chord is known only as its keys' probabilities: this is what the biaxial network does better.
package pianoroll

import (
	"math/rand/v2"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/internal/nn"
)

// Options are the settings of the representation.
type Options struct {
	Articulated bool    // a head "articulate" tells struck keys from held ones; else music is which keys sound
	Top         bool    // only the highest key that sounds is heard and predicted
	Transpose   []int   // semitones, by one of which Vary moves a piece
	Threshold   float64 // composing plays the keys whose probability is above it; 0 = keys are drawn
}

// Roll is the representation.
type Roll struct{ options Options }

// New has nothing to learn.
func New(options Options) *Roll { return &Roll{options} }

// Unit is a time step.
func (*Roll) Unit() string { return "step" }

// places is how many places in the measure are told apart: sixteenths.
const places = 16

// bits is how many decisions a step is.
func (r *Roll) bits() int {
	if r.options.Articulated {
		return 2 * features.Keys
	}
	return features.Keys
}

// Inputs is I: what sounded in the step before, what was struck in it, the place in the measure of the step to be predicted, and that it is the first.
func (r *Roll) Inputs() int { return r.bits() + places + 1 }

// Heads are "play", 88 decisions, and "articulate", 88 that count where the key plays.
func (r *Roll) Heads() []sequence.Head {
	heads := []sequence.Head{{Name: "play", Classes: features.Keys, Bits: true, Weight: 1}}
	if r.options.Articulated {
		heads = append(heads, sequence.Head{Name: "articulate", Classes: features.Keys, Bits: true, Weight: 1})
	}
	return heads
}

// Tensors are none.
func (*Roll) Tensors() []nn.Parameter { return nil }

// Encode reads a piece, which has a unit for every step.
func (r *Roll) Encode(p *features.Piece) *sequence.Sequence { return r.encode(p, 0) }

// Vary is Encode of the piece moved by one of the transpositions that keep it on the keyboard.
func (r *Roll) Vary(p *features.Piece, random *rand.Rand) *sequence.Sequence {
	fitting := p.Transpositions(r.options.Transpose)
	return r.encode(p, fitting[random.IntN(len(fitting))])
}

func (r *Roll) encode(p *features.Piece, semitones int) *sequence.Sequence {
	s := &sequence.Sequence{Inputs: make([][]sequence.Input, p.Steps()), Targets: make([]int16, p.Steps()*r.bits())}
	var before *features.Frame
	for t := range p.Roll {
		s.Inputs[t] = r.input(nil, before, p.Beat(t))
		frame := r.seen(p.Roll[t].Transposed(semitones), before)
		r.target(s.Targets[t*r.bits():], frame)
		before = frame
	}
	return s
}

// seen is a frame as the network knows it: with Top, its highest key alone, which is struck where it was not the highest before.
func (r *Roll) seen(f, before *features.Frame) *features.Frame {
	if !r.options.Top {
		return f
	}
	line := new(features.Frame)
	for n := features.Keys - 1; n >= 0; n-- {
		if f[n].Play() {
			line[n] = f[n]
			if before == nil || !before[n].Play() {
				line[n] = features.Struck
			}
			break
		}
	}
	return line
}

// input adds what is heard before a step at a place in its measure, after a frame, or nil, to in.
func (r *Roll) input(in []sequence.Input, before *features.Frame, place int) []sequence.Input {
	one := func(index int) { in = append(in, sequence.Input{Index: int32(index), Value: 1}) }
	if before != nil {
		for n, cell := range before {
			if cell.Play() {
				one(n)
			}
			if cell.Articulate() && r.options.Articulated {
				one(features.Keys + n)
			}
		}
	}
	one(r.bits() + place)
	if before == nil {
		one(r.bits() + places)
	}
	return in
}

// target writes what was decided in a frame.
func (r *Roll) target(dst []int16, f *features.Frame) {
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
