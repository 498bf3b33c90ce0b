package pianoroll

import (
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/loss"
)

// writer is the state of one composition.
type writer struct {
	*Roll
	piece       *features.Piece // so far
	given       int             // steps of the primer
	length      int             // steps of the finished piece
	step        int             // the step to read or compose
	previous    *features.Frame // the step before it; nil at the beginning of a piece
	temperature float64
	random      *rand.Rand

	in    []sequence.Input
	frame features.Frame // the keys decided in this step
}

// Write continues a primer. A key that was silent before cannot be held: it gets an onset. With Top the
// highest of the sampled keys plays. Without articulation there are held keys only.
func (r *Roll) Write(primer features.Primer, steps int, temperature float64, random *rand.Rand) sequence.Writer {
	piece := *primer.Piece
	piece.Roll, piece.Measures, piece.Played = slices.Clone(piece.Roll), slices.Clone(piece.Measures), nil
	w := &writer{Roll: r, piece: &piece, given: piece.Steps(), length: piece.Steps() + steps, temperature: temperature, random: random}
	if !primer.Silence {
		w.previous = new(features.Frame) // in the middle of a piece
		if w.given > 0 {
			w.advance()
		}
	}
	return w
}

// Input implements [sequence.Writer].
func (w *writer) Input() (in []sequence.Input, ok bool) {
	w.in = w.inputs(w.in[:0], w.previous, w.piece.Beat(w.step))
	return w.in, w.step < w.length
}

// Take implements [sequence.Writer]: the first head decides which keys play, the second which of them have an
// onset.
func (w *writer) Take(head int, logits []float32) int {
	if w.step >= w.given {
		if head == 0 {
			w.play(logits)
		} else {
			w.articulate(logits)
		}
	}
	if head == len(w.Heads())-1 {
		if w.step >= w.given {
			w.piece.Roll = append(w.piece.Roll, w.frame)
		}
		w.advance()
	}
	return 0
}

// play decides which keys play, from the highest down.
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

// articulate decides which keys have an onset. Threshold is one for play: with it, a key that may be held has
// an onset if that is more likely than not.
func (w *writer) articulate(logits []float32) {
	threshold := 0.0
	if w.options.Threshold > 0 {
		threshold = 0.5
	}
	for n, cell := range w.frame {
		if cell.Play() && (w.previous == nil || !w.previous[n].Play() || w.decide(logits[n], threshold)) {
			w.frame[n] = features.Onset
		}
	}
}

// decide compares the probability with a threshold; 0 = samples.
func (w *writer) decide(logit float32, threshold float64) bool {
	if threshold > 0 {
		return float64(loss.Probability(float32(float64(logit)/w.temperature))) > threshold
	}
	return sequence.DrawBinary(logit, w.temperature, w.random)
}

// advance moves on to the next step.
func (w *writer) advance() {
	w.previous = w.voice(&w.piece.Roll[w.step], w.previous)
	w.step++
}

// Piece implements [sequence.Writer].
func (w *writer) Piece() *features.Piece {
	w.piece.ExtendMeasures()
	return w.piece
}
