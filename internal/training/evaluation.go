package training

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"
	"time"

	"workbench/features"
	"workbench/features/midi"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/corpus"
	"workbench/internal/exit"
	"workbench/internal/figure"
	"workbench/internal/model"
	"workbench/internal/piecelosses"
	"workbench/internal/primer"
	"workbench/internal/rundir"
	"workbench/loss"
)

// recordTraining writes the training loss of an epoch, the mean over its updates, to the metrics.
func (e *experiment) recordTraining(epoch, updates int) error {
	n := float64(updates)
	mean, norm := e.sum.Scale(1/n), e.gradNorm/n
	metric := e.metric(epoch, rundir.Train, mean, e.seconds)
	metric.GradNorm = &norm
	return e.record(metric)
}

func (e *experiment) metric(epoch int, split string, nats loss.Nats, seconds float64) rundir.Metric {
	m := rundir.Metric{Epoch: epoch, Split: split, NLL: nats.Total(), Seconds: seconds}
	for i, part := range e.model.Parts() {
		m.Parts = append(m.Parts, rundir.Part{Name: part, Value: nats[i]})
	}
	return m
}

// evaluate measures the model after an epoch: its loss on the validation pieces, samples, and the figures of
// both. An interrupt during validation leaves the checkpoint from which all of this is repeated.
func (e *experiment) evaluate(ctx context.Context, epoch int, validate, sample bool) error {
	began := time.Now()
	if validate && len(e.valid) > 0 {
		if err := e.validate(ctx, epoch); err != nil {
			return err
		}
		e.pace.validation = time.Since(began)
	}
	began = time.Now()
	if sample = sample || e.stopsEarly(epoch); sample {
		if err := e.sample(ctx, epoch); err != nil {
			return err
		}
	}
	if validate || sample {
		if err := e.drawFigures(); err != nil {
			return err
		}
	}
	if sample {
		e.pace.sample = time.Since(began)
	}
	return nil
}

// validate records the loss per unit on the validation pieces.
func (e *experiment) validate(ctx context.Context, epoch int) error {
	began := time.Now()
	scored, units := 0, 0
	var pieces []*features.Piece // those that the model can represent
	losses := piecelosses.Losses{Epoch: epoch, Unit: e.model.Unit()}
	nats := model.PerUnit(func(yield func(int, []loss.Nats) bool) {
		for i, piece := range untilDone(ctx, e.model.Likelihood(e.valid)) {
			scored++
			if len(piece) > 0 {
				pieces = append(pieces, e.valid[i])
				units += len(piece)
				losses.Add(e.valid[i].Name, piece)
			}
			yield(i, piece)
		}
	}, len(e.valid))
	if scored < len(e.valid) {
		return e.interrupt()
	}
	if units == 0 {
		return fmt.Errorf("model.kind = %q can represent none of the validation pieces; set data.validation = 0 or use other music", e.config.Model.Kind)
	}
	e.run.Info.PerStep = float64(units) / float64(corpus.Steps(pieces))
	if n := corpus.Notes(pieces); n > 0 {
		e.run.Info.PerNote = float64(units) / float64(n)
	}
	if total := nats.Total(); math.IsNaN(total) || math.IsInf(total, 0) {
		return fmt.Errorf("epoch %d: the validation loss is %v; the last good checkpoint is %s", epoch, total, e.lastCheckpoint())
	}
	if err := e.record(e.metric(epoch, rundir.Valid, nats, time.Since(began).Seconds())); err != nil {
		return err
	}
	e.progress.Say("epoch %d: validation %.3f %s%s", epoch, nats.Total(), e.run.Info.PerUnit(), partsText(e.model.Parts(), nats))
	if epoch > 0 && (e.best == nil || nats.Total() < e.best.NLL) {
		e.best = &rundir.Best{Epoch: epoch, NLL: nats.Total()}
		return piecelosses.Write(e.run.Dir, losses)
	}
	return nil
}

// untilDone ends a sequence of likelihoods when the context is done.
func untilDone(ctx context.Context, likelihood iter.Seq2[int, []loss.Nats]) iter.Seq2[int, []loss.Nats] {
	return func(yield func(int, []loss.Nats) bool) {
		for i, piece := range likelihood {
			if ctx.Err() != nil || !yield(i, piece) {
				return
			}
		}
	}
}

// partsText lists the parts of a loss in brackets; empty for a single part.
func partsText(names []string, nats loss.Nats) string {
	if len(names) < 2 {
		return ""
	}
	var parts []string
	for i, name := range names {
		parts = append(parts, fmt.Sprintf("%s %.3f", name, nats[i]))
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// sample composes as the config says, and writes MIDI files and pictures. The model composes by itself, without what
// the compose command adds: guards, the range of keys, compose.parallels and compose.cadence.
func (e *experiment) sample(ctx context.Context, epoch int) error {
	c := e.config.Compose
	before := e.random.states()
	random := primer.Generators(c.Count, e.random.compose)
	primers, err := primer.Draw(e.config, random, false, func() ([]*features.Piece, error) { return e.training, nil })
	if err != nil {
		return err
	}
	pieces, ok := exit.UntilCancelled(ctx, func() []*features.Piece { return e.model.Compose(primers, c.Steps, c.Temperature, random) })
	if !ok { // the checkpoint is taken as before the sample, which is then composed again
		return errors.Join(e.random.restore(before), e.interrupt())
	}
	for i, p := range pieces {
		p.Title = fmt.Sprintf("%s, epoch %d", e.config.Name, epoch)
		if err := e.writeSample(epoch, i+1, p, primers[i].Piece.Steps()); err != nil {
			return err
		}
	}
	return nil
}

// writeSample writes the i-th sample of an epoch, whose first steps are the primer.
func (e *experiment) writeSample(epoch, i int, p *features.Piece, primerSteps int) error {
	c := e.config.Compose
	music := artifacts.ScoreOf(p, c.Velocity, c.Tempo)
	data, err := midi.Write(music)
	if err != nil {
		return fmt.Errorf("sample of epoch %d: %w", epoch, err)
	}
	if err := atomicfile.Write(rundir.SamplePath(e.run.Dir, epoch, i, ".mid"), data); err != nil {
		return err
	}
	roll := artifacts.RollOf(p, c.Tempo, primerSteps)
	picture := rundir.SamplePath(e.run.Dir, epoch, i, ".png")
	if err := artifacts.WriteFigure(picture, roll, figure.Style{}); err != nil {
		return err
	}
	return e.tensorBoard.sample(epoch, i, picture, music)
}
