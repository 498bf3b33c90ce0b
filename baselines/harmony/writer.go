package harmony

import (
	"math"
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
)

// writer is the state of one composition. Its lines have their full length from the beginning.
type writer struct {
	primer      *features.Piece
	piece       *features.Piece // as long as the composition, without notes
	grid        grid
	lines       *lines
	given       int // steps of the primer
	step        int // the step to read or compose
	temperature float64
	random      *rand.Rand
	in          []sequence.Input
	logits      []float32
}

// Write continues the melody and the harmony of a primer. If it has no melody, the highest key of its roll is
// read; if it has no harmony, no chords are.
func (t *Tune) Write(primer features.Primer, steps int, temperature float64, random *rand.Rand) sequence.Writer {
	p := primer.Piece
	given := linesOf(p)
	if !given.hasMelody {
		given.setMelody(p.Roll)
	}
	piece := *p
	piece.Roll, piece.Measures = make(features.Roll, p.Steps()+steps), slices.Clone(p.Measures)
	piece.ExtendMeasures()
	w := &writer{primer: p, piece: &piece, grid: newGrid(&piece), lines: newLines(piece.Steps()), given: p.Steps(), temperature: temperature, random: random}
	w.lines.octaves = given.octaves
	copy(w.lines.harmony, given.harmony)
	copy(w.lines.melody, given.melody)
	copy(w.lines.sounds, given.sounds)
	if !primer.Silence && w.given > 0 {
		w.step = 1
	}
	return w
}

// Input implements [sequence.Writer].
func (w *writer) Input() (in []sequence.Input, ok bool) {
	if w.step == len(w.grid) {
		return nil, false
	}
	w.in = w.grid.inputs(w.in[:0], w.lines, w.step)
	return w.in, true
}

// Take implements [sequence.Writer]. The harmony is first, and the melody ends the step.
func (w *writer) Take(head int, logits []float32) int {
	l, t := w.lines, w.step
	composing := t >= w.given
	if head == harmonyHead {
		if composing {
			l.harmony[t] = int16(sequence.Draw(logits, w.temperature, w.random))
		}
		return int(l.harmony[t])
	}
	if composing {
		l.setStep(t, w.drawMelody(logits))
	}
	w.step++
	return int(l.melody[t])
}

// drawMelody samples a class. Silence cannot be held.
func (w *writer) drawMelody(logits []float32) int {
	w.logits = append(w.logits[:0], logits...)
	if w.step == 0 || w.lines.sounds[w.step-1] == silent {
		w.logits[hold] = float32(math.Inf(-1))
	}
	return sequence.Draw(w.logits, w.temperature, w.random)
}
