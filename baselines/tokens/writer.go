package tokens

import (
	"math"
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
)

// maxRepeats is the number of times that a token may come in a row in composed music. Notes and chords are
// also counted without the rests between them. A primer may have more.
const maxRepeats = 8

// writer is the state of one composition.
type writer struct {
	state
	piece       *features.Piece // so far
	given       int             // steps of the primer
	length      int             // steps of the finished piece
	unread      []int           // the tokens of the primer that are still to be read
	temperature float64
	random      *rand.Rand

	in          []sequence.Input
	logits      []float32
	repeats     int // times that the last token has come in a row
	lastNote    int // the last token that is not a rest; −1 before the first
	noteRepeats int // times that it has come in a row, not counting rests
}

// Write continues a primer. The roll of the primer is kept; notes that sound at its end go on for the
// durations of their tokens. If it ends in silence, the first sampled token is a rest that ends after it.
func (t *Tokens) Write(primer features.Primer, steps int, temperature float64, random *rand.Rand) sequence.Writer {
	piece := *primer.Piece
	piece.Roll, piece.Measures = slices.Clone(piece.Roll), slices.Clone(piece.Measures)
	piece.Articulated, piece.Played = true, nil
	w := &writer{state: newState(t.vocabulary, &piece), piece: &piece, given: piece.Steps(), length: piece.Steps() + steps,
		unread: t.tokenize(piece.Roll, 0), temperature: temperature, random: random, lastNote: -1}
	end := newState(t.vocabulary, &piece)
	for _, number := range w.unread {
		end.advance(number)
	}
	silence := w.given - end.now
	w.unread = append(w.unread, rests(silence-silence%longestRest)...)
	if !primer.Silence {
		w.last = unknown
		if len(w.unread) > 0 {
			w.read()
		}
	}
	return w
}

// Input implements [sequence.Writer].
func (w *writer) Input() (in []sequence.Input, ok bool) {
	w.in = w.input(w.in[:0])
	return w.in, w.now < w.length
}

// Take implements [sequence.Writer].
func (w *writer) Take(_ int, logits []float32) (class int) {
	if len(w.unread) > 0 {
		return w.read()
	}
	w.logits = append(w.logits[:0], logits...)
	for number := range w.logits {
		if !w.allowed(number) {
			w.logits[number] = float32(math.Inf(-1))
		}
	}
	class = sequence.Draw(w.logits, w.temperature, w.random)
	w.write(class)
	return class
}

// read takes the next token of the primer.
func (w *writer) read() (number int) {
	number, w.unread = w.unread[0], w.unread[1:]
	w.write(number)
	if len(w.unread) == 0 {
		w.cutEnds()
	}
	return number
}

// allowed tells whether a token can come next. At least one always can: a rest after an onset, otherwise a
// single key.
func (w *writer) allowed(number int) bool {
	t := w.tokens[number]
	switch {
	case number == w.last && w.repeats >= maxRepeats || number == w.lastNote && w.noteRepeats >= maxRepeats:
		return false
	case t.rest(): // two rests are one, unless the first is the longest
		afterRest := w.last != unknown && w.last < longestRest-1
		return !afterRest && w.now+t.steps >= w.given
	case w.onsets == keySet{}:
		return w.now >= w.given
	}
	return w.now >= w.given && !t.keys.intersects(w.onsets) && t.keys.lowest() > w.tokens[w.last].keys.lowest()
}

// write applies a token, and appends the steps that it moves past.
func (w *writer) write(number int) {
	if number != w.last {
		w.repeats = 0
	}
	w.repeats++
	if t := w.tokens[number]; t.rest() {
		for step := max(w.now, w.given); step < min(w.now+t.steps, w.length); step++ {
			w.piece.Roll = append(w.piece.Roll, w.frame(step))
		}
	} else {
		if number != w.lastNote {
			w.lastNote, w.noteRepeats = number, 0
		}
		w.noteRepeats++
	}
	w.advance(number)
}

// cutEnds ends the keys that are silent in the last step of the primer, although their rounded durations are
// longer.
func (w *writer) cutEnds() {
	for n := range w.ends {
		if !w.piece.Roll[w.given-1][n].Play() {
			w.ends[n] = min(w.ends[n], w.given)
		}
	}
}

// Piece implements [sequence.Writer].
func (w *writer) Piece() *features.Piece {
	w.piece.ExtendMeasures()
	return w.piece
}
