package tokens

import (
	"math"
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
)

// mostInRow is how often a token can come in a row in composed music. Of notes and chords it is the row without its rests that counts. The start may have more.
const mostInRow = 8

// writer writes one composition.
type writer struct {
	hand
	piece       *features.Piece // as far as it is written
	given       int             // steps of the start
	length      int             // steps when it is finished
	start       []int           // the tokens of the start that are still to be heard
	temperature float64
	random      *rand.Rand

	inputs  []sequence.Input
	logits  []float32
	inRow   int // how often the last token has come in a row
	strike  int // the last token that is no rest, −1 before the first
	strikes int // how often it has come in a row of such
}

// Write goes on from the start: its roll is kept cell by cell, and what sounds at its end rings on as long as the tokens say. Where it ends with
// silence, the first token drawn leads beyond it.
func (t *Tokens) Write(start *features.Piece, steps int, temperature float64, random *rand.Rand) sequence.Writer {
	piece := *start
	piece.Roll, piece.Measures = slices.Clone(piece.Roll), slices.Clone(piece.Measures)
	piece.Articulated, piece.Played = true, nil
	w := &writer{hand: newHand(t.vocabulary, &piece), piece: &piece, given: start.Steps(), length: start.Steps() + steps,
		start: t.read(start.Roll, 0), temperature: temperature, random: random, strike: -1}
	heard := newHand(t.vocabulary, &piece)
	for _, number := range w.start {
		heard.play(number)
	}
	silence := w.given - heard.now
	w.start = append(w.start, rests(silence-silence%longestRest)...)
	return w
}

// Input is what is heard before the next token.
func (w *writer) Input() (in []sequence.Input, ok bool) {
	w.inputs = w.input(w.inputs[:0])
	return w.inputs, w.now < w.length
}

// Take hears a token of the start, or draws one.
func (w *writer) Take(_ int, logits []float32) (class int) {
	if len(w.start) > 0 {
		class, w.start = w.start[0], w.start[1:]
		w.write(class)
		if len(w.start) == 0 {
			w.leaveStart()
		}
		return class
	}
	w.logits = append(w.logits[:0], logits...)
	for number := range w.logits {
		if !w.may(number) {
			w.logits[number] = float32(math.Inf(-1))
		}
	}
	class = sequence.Draw(w.logits, w.temperature, w.random)
	w.write(class)
	return class
}

// may tells whether a token can come next. At least one always can: a rest after a strike, and else a single key.
func (w *writer) may(number int) bool {
	t := w.tokens[number]
	switch {
	case number == w.last && w.inRow >= mostInRow || number == w.strike && w.strikes >= mostInRow:
		return false
	case t.rest(): // two rests are one, unless the first is the longest
		return w.last >= longestRest-1 && w.now+t.steps >= w.given
	case w.struck == keySet{}:
		return w.now >= w.given
	}
	return w.now >= w.given && !t.keys.meets(w.struck) && t.keys.lowest() > w.tokens[w.last].keys.lowest()
}

// write takes a token, and writes the steps that go by with it.
func (w *writer) write(number int) {
	if number != w.last {
		w.inRow = 0
	}
	w.inRow++
	if t := w.tokens[number]; t.rest() {
		for step := max(w.now, w.given); step < min(w.now+t.steps, w.length); step++ {
			w.piece.Roll = append(w.piece.Roll, w.frame(step))
		}
	} else {
		if number != w.strike {
			w.strike, w.strikes = number, 0
		}
		w.strikes++
	}
	w.play(number)
}

// leaveStart silences the keys that the start leaves silent and whose durations, rounded, would lead beyond it.
func (w *writer) leaveStart() {
	for n := range w.ends {
		if !w.piece.Roll[w.given-1][n].Play() {
			w.ends[n] = min(w.ends[n], w.given)
		}
	}
}

// Piece is the composition, the start included.
func (w *writer) Piece() *features.Piece {
	w.piece.ExtendMeasures()
	return w.piece
}
