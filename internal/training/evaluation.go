package training

import (
	"context"
	"fmt"
	"io"
	"math"
	"time"

	"workbench/biaxial"
	"workbench/features"
	"workbench/features/midi"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/corpus"
	"workbench/internal/figure"
	"workbench/internal/model"
	"workbench/internal/primer"
	"workbench/internal/rundir"
	"workbench/loss"
)

// recordTraining writes the training loss of an epoch, the mean over its updates, to the metrics, and shows it.
func (e *experiment) recordTraining(epoch int, batches []model.Batch) error {
	updates := float64(len(batches))
	mean, norm := e.sum.Scale(1/updates), e.gradNorm/updates
	metric := e.metric(epoch, rundir.Train, mean, e.seconds)
	metric.GradNorm = &norm
	if err := e.record(metric); err != nil {
		return err
	}
	units := 0
	for _, b := range batches {
		units += b.Units()
	}
	e.progress.Epoch(epoch, e.config.Train.Epochs, mean.Total(), float64(units)/e.seconds, e.model.Unit())
	return nil
}

func (e *experiment) metric(epoch int, split string, nats loss.Nats, seconds float64) rundir.Metric {
	m := rundir.Metric{Epoch: epoch, Split: split, NLL: nats.Total(), Seconds: seconds}
	values := []float64{nats.Play, nats.Articulate}
	for i, part := range e.model.Parts() {
		m.Parts = append(m.Parts, rundir.Part{Name: part, Value: values[i]})
	}
	return m
}

// look examines the network as it is after an epoch: its loss on the validation pieces, what it composes, and the figures of both. An interrupt
// during validation leaves the checkpoint from which all of this is done again.
func (e *experiment) look(ctx context.Context, epoch int, validate, sample bool) error {
	if validate && len(e.valid) > 0 {
		if err := e.validate(ctx, epoch); err != nil {
			return err
		}
	}
	if sample = sample || e.exhausted(epoch); sample {
		if err := e.sample(epoch); err != nil {
			return err
		}
	}
	if validate || sample {
		return e.drawFigures()
	}
	return nil
}

func (e *experiment) validate(ctx context.Context, epoch int) error {
	began := time.Now()
	interrupted := false
	var told []*features.Piece
	units := 0
	nats := model.PerUnit(func(yield func(int, []loss.Nats) bool) {
		for i, piece := range e.model.Likelihood(e.valid) {
			if interrupted = ctx.Err() != nil; interrupted {
				return
			}
			if len(piece) > 0 {
				told = append(told, e.valid[i])
				units += len(piece)
			}
			yield(i, piece)
		}
	}, len(e.valid))
	if interrupted {
		return e.interrupt()
	}
	if units == 0 {
		return fmt.Errorf("model.kind = %q can tell nothing of the validation pieces; set data.validation = 0 or bring other music", e.config.Model.Kind)
	}
	e.run.Info.PerStep = float64(units) / float64(corpus.Steps(told))
	if n := corpus.Notes(told); n > 0 {
		e.run.Info.PerNote = float64(units) / float64(n)
	}
	if total := nats.Total(); math.IsNaN(total) || math.IsInf(total, 0) {
		return fmt.Errorf("epoch %d: the validation loss is %v; the last good checkpoint is %s", epoch, total, e.lastCheckpoint())
	}
	if err := e.record(e.metric(epoch, rundir.Valid, nats, time.Since(began).Seconds())); err != nil {
		return err
	}
	parts := ""
	if names := e.model.Parts(); len(names) == 2 {
		parts = fmt.Sprintf(" (%s %.3f, %s %.3f)", names[0], nats.Play, names[1], nats.Articulate)
	}
	e.progress.Say("epoch %d: validation %.3f %s%s", epoch, nats.Total(), e.run.Info.PerUnit(), parts)
	if epoch > 0 && (e.best == nil || nats.Total() < e.best.NLL) {
		e.best = &rundir.Best{Epoch: epoch, NLL: nats.Total()}
	}
	return nil
}

// sample composes as the config says, and writes MIDI files and pictures.
func (e *experiment) sample(epoch int) error {
	c := e.config.Compose
	random := Several(c.Count, e.streams.compose)
	starts := make([]biaxial.Start, c.Count)
	pieces, err := primer.Sources(e.config, func() ([]*features.Piece, error) { return e.training, nil })
	if err != nil {
		return err
	}
	for i := range starts {
		starts[i] = primer.New(e.config, pieces, random[i])
	}
	pieces = e.model.Continue(starts, c.Steps, c.Temperature, random)
	for i, p := range pieces {
		p.Title = fmt.Sprintf("%s, epoch %d", e.config.Name, epoch)
		music := artifacts.ScoreOf(p, c.Velocity, c.Tempo)
		data, err := midi.Write(music)
		if err != nil {
			return fmt.Errorf("sample of epoch %d: %w", epoch, err)
		}
		if err := atomicfile.Write(rundir.SamplePath(e.run.Dir, epoch, i+1, ".mid"), data); err != nil {
			return err
		}
		roll := artifacts.RollOf(p, c.Tempo, starts[i].Piece.Steps())
		picture := rundir.SamplePath(e.run.Dir, epoch, i+1, ".png")
		if err := artifacts.WritePNG(picture, func(w io.Writer) error { return figure.WriteRoll(w, roll) }); err != nil {
			return err
		}
		if err := e.board.sample(epoch, i+1, picture, music); err != nil {
			return err
		}
	}
	return nil
}
