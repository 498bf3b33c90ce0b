// Package harmony tells a tune with its chords step by step, as the Nottingham system music_rnn does (yoavz, 2016): in each step of the grid one class for
// the harmony, and one for the melody, each with a softmax of its own. It turns scores whose chords are known, by symbols or by a track of chords, into
// units for the network of [sequence], and what that draws back into scores.
//
// It differs from the original, whose classes are the thirty commonest names of chords and 35 sounding pitches, where that loses or confuses:
//   - the harmony is one of 49 classes: none, or one of twelve roots with a major or minor triad, a diminished one, or a dominant seventh, in any inversion;
//   - the melody is one of 36: rest, hold, or a strike of one of 34 keys, so that repeated notes stay apart;
//   - besides the step before, the network hears where in its measure and in a strain of eight measures a step lies, and what stood there a strain before;
//   - the melody may be drawn given the harmony of its own step, see [Options].
package harmony

import (
	"math/rand/v2"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/internal/nn"
)

// The heads, in the order in which they are decided.
const (
	harmonyHead = iota
	melodyHead
)

// The classes of the melody; strike is that of a strike of the lowest key, and the keys above follow.
const (
	rest = iota
	hold
	strike
	melodyClasses = strike + keys
)

// The keys of the melody, as MIDI numbers: those of the Nottingham tunes.
const (
	lowest  = 55
	highest = 88
	keys    = highest - lowest + 1
)

// Options say how tunes are learned.
type Options struct {
	MelodyGivenHarmony bool    // the melody is predicted given the harmony of its step; otherwise both given only what came before, as in the original
	HarmonyWeight      float64 // of the harmony in what training lowers, 0 to 1; the melody has the rest
	Transpose          []int   // semitones, of which training draws one for melody and harmony together
}

// Tune is the representation.
type Tune struct{ options Options }

var (
	_ sequence.Representation = (*Tune)(nil)
	_ sequence.Evaluator      = (*Tune)(nil)
)

// New returns the representation.
func New(o Options) *Tune {
	if o.HarmonyWeight < 0 || o.HarmonyWeight > 1 {
		panic("harmony: weight of the harmony outside 0 to 1")
	}
	return &Tune{options: o}
}

// Unit is a step of the grid.
func (*Tune) Unit() string { return "step" }

// Inputs is I.
func (*Tune) Inputs() int { return inputs }

// Heads are the harmony and the melody.
func (t *Tune) Heads() []sequence.Head {
	return []sequence.Head{
		harmonyHead: {Name: "harmony", Classes: harmonyClasses, Weight: t.options.HarmonyWeight},
		melodyHead:  {Name: "melody", Classes: melodyClasses, Weight: 1 - t.options.HarmonyWeight, ConditionsOnPrevious: t.options.MelodyGivenHarmony},
	}
}

// Tensors are none: the classes are the same for all music.
func (*Tune) Tensors() []nn.Parameter { return nil }

// Encode reads a piece with a melody and chords; see [lines]. Another gives an empty sequence.
func (t *Tune) Encode(p *features.Piece) *sequence.Sequence {
	return t.encode(p, func(*lines) int { return 0 })
}

// Vary transposes melody and chords together by one of the semitones of the options that keep the melody on its keys.
func (t *Tune) Augment(p *features.Piece, random *rand.Rand) *sequence.Sequence {
	return t.encode(p, func(l *lines) int {
		var fitting []int
		for _, k := range t.options.Transpose {
			if l.fits(k) {
				fitting = append(fitting, k)
			}
		}
		if len(fitting) == 0 {
			return 0
		}
		return fitting[random.IntN(len(fitting))]
	})
}

func (t *Tune) encode(p *features.Piece, semitones func(*lines) int) *sequence.Sequence {
	l := read(p)
	if !l.melodic || !l.harmonic {
		return new(sequence.Sequence)
	}
	l.transpose(semitones(l))
	g := newGrid(p)
	s := &sequence.Sequence{Inputs: make([][]sequence.Input, p.Steps())}
	all := make([]sequence.Input, 0, mostInputs*p.Steps())
	for i := range s.Inputs {
		from := len(all)
		all = g.inputs(all, l, i)
		s.Inputs[i] = all[from:len(all):len(all)]
		s.Targets = append(s.Targets, l.harmony[i], l.melody[i])
	}
	return s
}
