// Package tokens turns pieces into a text of notes, chords and rests, and what a network draws of such a text into music. A token is one or more keys struck
// together that sound equally long, such as C4:2 or C3.E3.G3:4, in steps; or a rest, such as rest:8, after which the next strike comes. Notes sound as
// long as they say whatever rests go by, so that any music can be told, and comes back up to the rounding of its durations. Within a step tokens go
// up by their lowest keys, and share none.
//
// The vocabulary has all rests of 1 to 16 steps, every key with every duration, and the chords that are common in the training pieces; rarer ones
// are spelled as the largest chords in them that are known, and single keys. Beside the token before, the network hears which sixteenth of the
// measure it is, and which pitch classes sound.
//
// It is the family of programs in Keras that write notes and chords (three LSTM layers of 256, Albéniz; Skuldur's Classical-Piano-Composer of 2017) made well.
// There a token is a note, or a chord of pitch classes without octaves; each stands half a quarter note after the one before and all are equally long;
// only the first part of a file is read; a token goes in as one number, its place in the alphabet; the likeliest token is always taken, and many
// users report one note repeated for ever. Here rhythm, octaves and all parts are told, a token has a row of weights of its own, and music is drawn from the
// probabilities under rules: a key is struck once in a step, strikes go up, and no token comes more than eight times in a row.
package tokens

import (
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
)

// Options are the settings of the representation.
type Options struct {
	Transpose []int // semitones, by one of which Vary moves a piece
}

// Tokens is the representation.
type Tokens struct {
	*vocabulary
	options Options
}

// New learns the vocabulary from training pieces.
func New(training []*features.Piece, options Options) *Tokens {
	return &Tokens{learn(training, options.Transpose), options}
}

// Unit is a token.
func (*Tokens) Unit() string { return "token" }

// Inputs is I: one for each token and the beginning, the place in the measure, the pitch classes that sound.
func (t *Tokens) Inputs() int { return t.inputs() }

// Heads is the choice of a token.
func (t *Tokens) Heads() []sequence.Head {
	return []sequence.Head{{Name: "token", Classes: len(t.tokens), Weight: 1}}
}

// Encode reads a piece; one without a note has no tokens.
func (t *Tokens) Encode(p *features.Piece) *sequence.Sequence { return t.encode(p, 0) }

// Vary is Encode of the piece moved by one of the transpositions that keep it on the keyboard.
func (t *Tokens) Vary(p *features.Piece, random *rand.Rand) *sequence.Sequence {
	fitting := p.Transpositions(t.options.Transpose)
	return t.encode(p, fitting[random.IntN(len(fitting))])
}

func (t *Tokens) encode(p *features.Piece, semitones int) *sequence.Sequence {
	numbers := t.read(p.Roll, semitones)
	s := &sequence.Sequence{Inputs: make([][]sequence.Input, len(numbers)), Targets: make([]int16, len(numbers))}
	all := make([]sequence.Input, 0, len(numbers)*mostInputs)
	h := newHand(t.vocabulary, p)
	for i, number := range numbers {
		from := len(all)
		all = h.input(all)
		s.Inputs[i], s.Targets[i] = all[from:], int16(number)
		h.play(number)
	}
	return s
}

// read gives the tokens of a roll moved up by so many semitones, in the order in which they are written: by step, and within one by their lowest keys.
func (v *vocabulary) read(roll features.Roll, semitones int) (numbers []int) {
	now := 0
	for _, s := range strikes(roll, semitones) {
		numbers = append(numbers, rests(s.step-now)...)
		now = s.step
		first := len(numbers)
		for d, keys := range s.keys {
			numbers = append(numbers, v.spell(keys, d)...)
		}
		slices.SortFunc(numbers[first:], func(a, b int) int { return v.tokens[a].keys.lowest() - v.tokens[b].keys.lowest() })
	}
	return numbers
}

// rests are the tokens by which so many steps go by: the longest, and what is left.
func rests(steps int) (numbers []int) {
	for steps > 0 {
		n := min(steps, longestRest)
		numbers = append(numbers, n-1)
		steps -= n
	}
	return numbers
}
