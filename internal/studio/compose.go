package studio

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"time"

	"workbench/features"
	"workbench/internal/compose"
)

// drawnSteps are steps of a piece from position At on. They replace what the page had from there on.
type drawnSteps struct {
	At     int     `json:"at"`
	Frames []frame `json:"frames"`
}

// serveCompose composes a piece and sends its steps as they are drawn. Its events are queued, start, steps,
// done, and error. The job ends when the page closes the connection.
func (s *Studio) serveCompose(reply http.ResponseWriter, request *http.Request) {
	var asked settings
	s.job(reply, request, &asked, func() (string, error) { return asked.Run, asked.check() },
		func(ctx context.Context, e events, run listed) error { return s.compose(ctx, e, run, &asked) })
}

func (s *Studio) compose(ctx context.Context, e events, run listed, asked *settings) error {
	c, err := asked.open(run.Dir)
	if err != nil {
		return err
	}
	o := asked.options(func() bool { return ctx.Err() != nil })
	if _, err := o.Constraints(c.primer.Piece, asked.Steps); err != nil {
		return err // before the page gives up the piece in the roll
	}
	whole := *c.primer.Piece // with all measures of the piece to come
	given := whole.Steps()
	whole.Roll, whole.Measures = append(slices.Clone(whole.Roll), make(features.Roll, asked.Steps)...), slices.Clone(whole.Measures)
	whole.ExtendMeasures()
	whole.Title = fmt.Sprintf("%s, epoch %d, seed %d", c.Config.Name, c.Epoch, asked.Seed)
	piece := newPiece(&whole, c.Tempo, c.Config.Compose.Velocity, given, c.transposed)
	piece.Frames = piece.Frames[:given]
	if asked.Primer.Kind == primerPiece {
		piece.keepVelocities(asked.Primer.Piece)
		piece.markings = asked.Primer.Piece.markings
	} else {
		whole.Played = nil // its notes end with the primer
		piece.markings = markingsOf(c.Score(&whole), whole.StepsPerQuarter)
	}
	command, err := asked.shownCommand(run.Dir)
	if err != nil {
		return err
	}
	err = e.send("start", struct {
		Piece    *Piece   `json:"piece"`
		Steps    int      `json:"steps"` // to be composed
		Command  string   `json:"command"`
		Warnings []string `json:"warnings"`
	}{piece, asked.Steps, command, c.warnings})
	if err != nil {
		return err
	}
	if err := sendSteps(ctx, e, c.Stream(c.primer, o, c.random, silent), c.transposed); err != nil {
		return err
	}
	return e.send("done", struct{}{})
}

// sendEvery is the longest time that drawn steps are held back to be sent together.
const sendEvery = 30 * time.Millisecond

// sendSteps sends steps soon after they are drawn, a few at a time. Composing ends when the context does.
func sendSteps(ctx context.Context, e events, steps iter.Seq2[compose.Step, error], transposed int) error {
	var waiting drawnSteps
	sent := time.Time{}
	flush := func() error {
		if len(waiting.Frames) == 0 {
			return nil
		}
		err := e.send("steps", waiting)
		waiting, sent = drawnSteps{}, time.Now()
		return err
	}
	for step, err := range steps {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if len(waiting.Frames) > 0 && step.At != waiting.At+len(waiting.Frames) {
			if err := flush(); err != nil {
				return err
			}
		}
		if len(waiting.Frames) == 0 {
			waiting.At = step.At
		}
		waiting.Frames = append(waiting.Frames, newFrame(step.Frame.Transposed(-transposed)))
		if time.Since(sent) > sendEvery {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
