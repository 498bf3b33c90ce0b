// Package tokens
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
	s := new(sequence.Sequence)
	h := newHand(t.vocabulary, p)
	for _, number := range t.read(p.Roll, semitones) {
		s.Inputs = append(s.Inputs, h.input(nil))
		s.Targets = append(s.Targets, int16(number))
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
