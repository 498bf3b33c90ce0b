package pianoroll

import (
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/loss"
)

// writer writes one composition.
type writer struct {
	*Roll
	piece       *features.Piece // as far as it is written
	given       int             // steps of the start
	length      int             // steps when it is finished
	heard       int             // steps heard
	before      *features.Frame // the last of them, nil before the first
	temperature float64
	random      *rand.Rand

	inputs []sequence.Input
	frame  features.Frame // as far as it is decided
}

// Write goes on from the steps of start. A key that was silent before cannot be held: it is struck. With Top the highest of the keys drawn is taken. A network
// without articulate knows held keys only.
func (r *Roll) Write(start *features.Piece, steps int, temperature float64, random *rand.Rand) sequence.Writer {
	piece := *start
	piece.Roll, piece.Measures, piece.Played = slices.Clone(piece.Roll), slices.Clone(piece.Measures), nil
	return &writer{Roll: r, piece: &piece, given: start.Steps(), length: start.Steps() + steps, temperature: temperature, random: random}
}

// Input is what is heard before the next step.
func (w *writer) Input() (in []sequence.Input, ok bool) {
	w.inputs = w.input(w.inputs[:0], w.before, w.piece.Beat(w.heard))
	return w.inputs, w.heard < w.length
}

// Take hears a step of the start, or decides one: its keys from the logits of play, and which are struck from those of articulate.
func (w *writer) Take(head int, logits []float32) int {
	if w.heard >= w.given {
		if head == 0 {
			w.play(logits)
		} else {
			w.articulate(logits)
		}
	}
	if head == len(w.Heads())-1 {
		w.finish()
	}
	return 0
}

// play decides which keys sound, from the highest down.
func (w *writer) play(logits []float32) {
	w.frame = features.Frame{}
	for n := features.Keys - 1; n >= 0; n-- {
		if w.decide(logits[n], w.options.Threshold) {
			w.frame[n] = features.Held
			if w.options.Top {
				return
			}
		}
	}
}

// articulate decides which of them are struck. Where nothing is drawn, those are that are likelier struck than held: the threshold is one for play.
func (w *writer) articulate(logits []float32) {
	threshold := 0.0
	if w.options.Threshold > 0 {
		threshold = 0.5
	}
	for n, cell := range w.frame {
		if cell.Play() && (w.before == nil || !w.before[n].Play() || w.decide(logits[n], threshold)) {
			w.frame[n] = features.Struck
		}
	}
}

// decide draws, or where there is a threshold sees whether the probability is above it.
func (w *writer) decide(logit float32, threshold float64) bool {
	if threshold > 0 {
		return float64(loss.Probability(float32(float64(logit)/w.temperature))) > threshold
	}
	return sequence.Flip(logit, w.temperature, w.random)
}

// finish goes on to the next step.
func (w *writer) finish() {
	if w.heard >= w.given {
		w.piece.Roll = append(w.piece.Roll, w.frame)
	}
	w.before = w.seen(&w.piece.Roll[w.heard], w.before)
	w.heard++
}

// Piece is the composition, the start included.
func (w *writer) Piece() *features.Piece {
	w.piece.ExtendMeasures()
	return w.piece
}
