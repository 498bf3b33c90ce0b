// Package harmony encodes a melody with chords step by step, as music_rnn does (yoavz 2016, on the Nottingham
// tunes), and turns sampled steps into scores. A piece needs a melody, and chords as symbols or as a track.
//
//	input   I = 36 melody, 34 key that sounded and 49 harmony of the step before; 16 sixteenths of the bar,
//	        1 begins a bar, 8 bars of a strain, 16 steps since the last onset; 36, 34 and 49 of the melody,
//	        key and harmony a strain before; 7 for how long the melody has repeated the strain before: 286
//	output  harmony, one of 49 classes, and melody, one of 36 classes
//
// Differences from the original, whose classes are the thirty most frequent chord names and 35 sounding
// pitches:
//   - the harmony is no chord, or a major or minor triad, a diminished triad or a dominant seventh on one of
//     twelve roots, in any inversion;
//   - the melody is a rest, a hold, or an onset of one of 34 keys, so repeated notes are distinct;
//   - the inputs include the place in the bar and in a strain of eight bars, and the step a strain before;
//   - the melody may be conditioned on the harmony of its own step, see [Options].
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

// The classes of the melody. onset is that of the lowest key; the keys above follow.
const (
	rest = iota
	hold
	onset
	melodyClasses = onset + keys
)

// The keys of the melody, as MIDI numbers: those of the Nottingham tunes.
const (
	lowest  = 55
	highest = 88
	keys    = highest - lowest + 1
)

// Options are the settings of the representation.
type Options struct {
	// MelodyGivenHarmony conditions the melody on the harmony of its step. Otherwise both are predicted from
	// the steps before alone, as in the original.
	MelodyGivenHarmony bool
	HarmonyWeight      float64 // of the harmony in the training loss, 0 to 1; the melody has the rest
	Transpose          []int   // semitones; Augment draws one for melody and chords together
}

// Tune is the representation.
type Tune struct{ options Options }

var (
	_ sequence.Representation = (*Tune)(nil)
	_ sequence.Evaluator      = (*Tune)(nil)
)

// New returns the representation. It panics if Options are invalid.
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
		melodyHead: {Name: "melody", Classes: melodyClasses, Weight: 1 - t.options.HarmonyWeight,
			ConditionsOnPrevious: t.options.MelodyGivenHarmony},
	}
}

// Tensors are none: the classes are fixed.
func (*Tune) Tensors() []nn.Parameter { return nil }

// Encode encodes a piece with a melody and chords; see [linesOf]. Other pieces have no units.
func (t *Tune) Encode(p *features.Piece) *sequence.Sequence {
	return t.encode(p, func(*lines) int { return 0 })
}

// Augment transposes melody and chords by one of the intervals that keep the melody on its keys.
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
	l := linesOf(p)
	if !l.hasMelody || !l.hasHarmony {
		return new(sequence.Sequence)
	}
	l.transpose(semitones(l))
	g := newGrid(p)
	s := &sequence.Sequence{Inputs: make([][]sequence.Input, p.Steps())}
	all := make([]sequence.Input, 0, maxInputs*p.Steps())
	for i := range s.Inputs {
		from := len(all)
		all = g.inputs(all, l, i)
		s.Inputs[i] = all[from:len(all):len(all)]
		s.Targets = append(s.Targets, l.harmony[i], l.melody[i])
	}
	return s
}
