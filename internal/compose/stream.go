package compose

import (
	"iter"
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/model"
)

// Step is a composed step with its position in the piece.
type Step struct {
	At    int
	Frame features.Frame
}

// Stream composes what [Composition.Compose] does for one primer. It yields steps as they are drawn where the model
// can tell (see [model.Streamer]), and the ending of compose.cadence, or all steps under constraints, when they are
// found. A position that was yielded before says that the piece is composed again from there on. An error comes last.
func (c *Composition) Stream(primer features.Primer, o Options, random *rand.Rand, out *console.Streams) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		given := primer.Piece.Steps()
		m, streams := c.Model.Model.(model.Streamer)
		if !streams || !o.free() {
			pieces, err := c.Compose([]features.Primer{primer}, o, []*rand.Rand{random}, out)
			if err != nil {
				yield(Step{}, err)
				return
			}
			if piece := pieces[0]; piece.Played != nil { // the model has composed velocities beside the roll
				piece.TakeVelocities(piece.Played)
			}
			yieldFrom(given, pieces[0].Roll, yield)
			return
		}
		ending := 0
		if c.Config.Compose.Cadence {
			ending = c.endingSteps(primer.Piece)
		}
		start := primer.Before(c.Config.Compose.Steps)
		controls, piece := c.controls(&o, out), *start.Piece
		piece.Roll, piece.Measures, piece.Played = slices.Clone(piece.Roll), slices.Clone(piece.Measures), nil
		for at, frame := range m.Stream(start, c.Config.Compose.Steps-ending, controls, random) {
			if piece.Roll = append(piece.Roll[:at], frame); !yield(Step{at, frame}, nil) {
				return
			}
		}
		if ending == 0 {
			return
		}
		piece.ExtendMeasures()
		ended, err := c.composeEnding(m, features.Primer{Piece: &piece, Silence: start.Silence}, ending, controls, random, out, 1)
		if err != nil {
			yield(Step{}, err)
			return
		}
		yieldFrom(piece.Steps(), ended.Piece.Roll, yield)
	}
}

func yieldFrom(at int, roll features.Roll, yield func(Step, error) bool) {
	for ; at < len(roll); at++ {
		if !yield(Step{at, roll[at]}, nil) {
			return
		}
	}
}
