// Package tokens encodes pieces as a text of notes, chords and rests, and turns the text that a network
// writes into music. A token is one or more keys with an onset in the same step and one duration in steps,
// such as C4:2 or C3.E3.G3:4; or a rest, such as rest:8, which moves to the step of the next onset. Notes
// sound for their duration whatever rests follow, so any music can be encoded; it is decoded exactly but for
// the rounding of durations. The tokens of a step are in the order of their lowest keys, and have no key in
// common.
//
//	vocabulary  V tokens: rests of 1 to 16 steps, each key with each duration, and the chords that are
//	            frequent in the training pieces; other chords are written as the largest known chords within
//	            them, and single keys
//	input       I = V + 1 previous token or the beginning of a piece, 16 sixteenths of the bar, 12 pitch
//	            classes that sound
//	output      one of V classes
//
// It follows the Keras programs that write notes and chords (three LSTM layers of 256, Albéniz; Skuldur's
// Classical-Piano-Composer of 2017), with these differences. There a token is a note, or a chord of pitch
// classes without octaves; here it has octaves and a duration. There tokens follow at intervals of half a
// quarter note, and only the first part of a file is read; here rhythm and all parts are encoded. There the
// input is the index of a token as one number; here it is an embedding. There the most likely token is taken,
// which often repeats one note for ever; here tokens are sampled under rules: a key has one onset in a step,
// the tokens of a step are in order, and no token comes more than eight times in a row.
package tokens

import (
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
)

// Options are the settings of the representation.
type Options struct {
	Transpose []int // semitones; Augment draws one of them
}

// Tokens is the representation.
type Tokens struct {
	*vocabulary
	options Options
}

var _ sequence.Representation = (*Tokens)(nil)

// New learns the vocabulary of the training pieces.
func New(training []*features.Piece, options Options) *Tokens {
	return &Tokens{learn(training, options.Transpose), options}
}

// Unit is a token.
func (*Tokens) Unit() string { return "token" }

// Inputs is I.
func (t *Tokens) Inputs() int { return t.inputs() }

// Heads is the choice of a token.
func (t *Tokens) Heads() []sequence.Head {
	return []sequence.Head{{Name: "token", Classes: len(t.tokens), Weight: 1}}
}

// Encode encodes a piece. A piece without a note has no tokens.
func (t *Tokens) Encode(p *features.Piece) *sequence.Sequence { return t.encode(p, 0) }

// Augment is Encode of the piece, transposed by one of the intervals that keep it on the keyboard.
func (t *Tokens) Augment(p *features.Piece, random *rand.Rand) *sequence.Sequence {
	fitting := p.Transpositions(t.options.Transpose)
	return t.encode(p, fitting[random.IntN(len(fitting))])
}

func (t *Tokens) encode(p *features.Piece, semitones int) *sequence.Sequence {
	numbers := t.tokenize(p.Roll, semitones)
	s := &sequence.Sequence{Inputs: make([][]sequence.Input, len(numbers)), Targets: make([]int16, len(numbers))}
	all := make([]sequence.Input, 0, len(numbers)*maxInputs)
	music := newState(t.vocabulary, p)
	for i, number := range numbers {
		from := len(all)
		all = music.input(all)
		s.Inputs[i], s.Targets[i] = all[from:], int16(number)
		music.advance(number)
	}
	return s
}

// tokenize returns the tokens of a transposed roll: by step, and within a step by their lowest keys.
func (v *vocabulary) tokenize(roll features.Roll, semitones int) (numbers []int) {
	now := 0
	for _, o := range onsets(roll, semitones) {
		numbers = append(numbers, rests(o.step-now)...)
		now = o.step
		first := len(numbers)
		for d, keys := range o.keys {
			numbers = append(numbers, v.chordsOf(keys, d)...)
		}
		slices.SortFunc(numbers[first:], func(a, b int) int { return v.tokens[a].keys.lowest() - v.tokens[b].keys.lowest() })
	}
	return numbers
}

// rests are the tokens of a given number of steps: the longest rests, and one for what remains.
func rests(steps int) (numbers []int) {
	for steps > 0 {
		n := min(steps, longestRest)
		numbers = append(numbers, n-1)
		steps -= n
	}
	return numbers
}
