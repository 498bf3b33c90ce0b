package tokens

import (
	"workbench/baselines/sequence"
	"workbench/features"
)

// The inputs: one-hot of the previous token or the beginning of a piece, one-hot of the sixteenth of the bar,
// and the pitch classes that sound.
const (
	sixteenths   = 16
	pitchClasses = 12
	maxInputs    = 1 + 1 + pitchClasses // other than zero
)

// OtherInputs is the number of inputs besides the tokens of the vocabulary.
const OtherInputs = 1 + sixteenths + pitchClasses

func (v *vocabulary) inputs() int { return len(v.tokens) + OtherInputs }

// unknown is the previous token of a composition that starts in the middle of a piece and has no token yet.
const unknown = -1

// state is the music so far, token by token, from which the inputs of the next token follow.
type state struct {
	*vocabulary
	bars   *features.Piece    // whose bars give the sixteenth of a step
	now    int                // the step
	last   int                // the previous token; V at the beginning of a piece, or unknown
	onsets keySet             // in this step
	ends   [features.Keys]int // the step at which each key becomes silent
}

func newState(v *vocabulary, bars *features.Piece) state {
	return state{vocabulary: v, bars: bars, last: len(v.tokens)}
}

// input appends the inputs of the next token.
func (s *state) input(in []sequence.Input) []sequence.Input {
	set := func(index int) { in = append(in, sequence.Input{Index: int32(index), Value: 1}) }
	if s.last != unknown {
		set(s.last)
	}
	offset := len(s.tokens) + 1
	set(offset + s.bars.Beat(s.now))
	var sounding [pitchClasses]bool
	for n, end := range s.ends {
		if end > s.now {
			sounding[(n+features.Lowest)%pitchClasses] = true
		}
	}
	for class, yes := range sounding {
		if yes {
			set(offset + sixteenths + class)
		}
	}
	return in
}

// advance applies a token: onsets in this step, or a rest that moves to a later step.
func (s *state) advance(number int) {
	t := s.tokens[number]
	s.last = number
	if t.rest() {
		s.now += t.steps
		s.onsets = keySet{}
		return
	}
	s.onsets = s.onsets.union(t.keys)
	for n := range t.keys.keys() {
		s.ends[n] = s.now + t.steps
	}
}

// frame is step t of the steps from now up to the next onset.
func (s *state) frame(t int) (f features.Frame) {
	for n, end := range s.ends {
		if end > t {
			f[n] = features.Held
		}
	}
	if t == s.now {
		for n := range s.onsets.keys() {
			f[n] = features.Onset
		}
	}
	return f
}
