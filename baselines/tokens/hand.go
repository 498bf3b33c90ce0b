package tokens

import (
	"workbench/baselines/sequence"
	"workbench/features"
)

// hand plays tokens one after another, and tells what is heard before the next.
type hand struct {
	*vocabulary
	metre  *features.Piece    // whose measures tell the place of a step
	now    int                // the step
	last   int                // the token before, V at the beginning
	struck keySet             // in this step
	ends   [features.Keys]int // where each key falls silent
}

func newHand(v *vocabulary, metre *features.Piece) hand {
	return hand{vocabulary: v, metre: metre, last: len(v.tokens)}
}

// The inputs: the token before or the beginning, the place in the measure, the pitch classes that sound.
const (
	places     = 16
	classes    = 12
	mostInputs = 1 + 1 + classes // that are not zero
)

func (v *vocabulary) inputs() int { return len(v.tokens) + 1 + places + classes }

// input adds what is heard before the next token to in.
func (h *hand) input(in []sequence.Input) []sequence.Input {
	place := len(h.tokens) + 1
	in = append(in, sequence.Input{Index: int32(h.last), Value: 1}, sequence.Input{Index: int32(place + h.metre.Beat(h.now)), Value: 1})
	var sounds [classes]bool
	for n, end := range h.ends {
		if end > h.now {
			sounds[(n+features.Lowest)%classes] = true
		}
	}
	for class, yes := range sounds {
		if yes {
			in = append(in, sequence.Input{Index: int32(place + places + class), Value: 1})
		}
	}
	return in
}

// play takes a token: keys are struck in this step, or steps go by.
func (h *hand) play(number int) {
	t := h.tokens[number]
	h.last = number
	if t.rest() {
		h.now += t.steps
		h.struck = keySet{}
		return
	}
	h.struck = h.struck.with(t.keys)
	for n := range t.keys.keys() {
		h.ends[n] = h.now + t.steps
	}
}

// frame is what sounds in step t of those that go by until the next strike.
func (h *hand) frame(t int) (f features.Frame) {
	for n, end := range h.ends {
		if end > t {
			f[n] = features.Held
		}
	}
	if t == h.now {
		for n := range h.struck.keys() {
			f[n] = features.Struck
		}
	}
	return f
}
