package training

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
)

// train is the training loop. An epoch is train.updates_per_epoch updates on batches of random segments, or one pass
// over the pieces where that is 0; validation, samples and a checkpoint follow at the intervals of the config. Wherever
// it stops, a checkpoint has the state to continue with the same bits.
func (e *experiment) train(ctx context.Context) error {
	if err := e.openTensorBoard(); err != nil {
		return err
	}
	schedule := e.config.Train
	if e.epoch == 0 && e.updates == 0 {
		if err := e.evaluate(ctx, 0, true, true); err != nil { // the untrained network
			return err
		}
	}
	for e.epoch < schedule.Epochs && !e.stopsEarly(e.epoch) {
		epoch := e.epoch + 1

		// ---- updates ----
		batches := e.drawEpoch()
		if e.updates > len(batches) {
			return fmt.Errorf("epoch %d: %s has %d updates of it, and it has %d; remove that file to resume from the checkpoint before", epoch, e.lastCheckpoint(), e.updates, len(batches))
		}
		for e.updates < len(batches) {
			began := time.Now()
			nats, norm, err := e.model.Update(batches[e.updates], e.rate(e.updates, len(batches)), e.random.dropout)
			if err != nil {
				return fmt.Errorf("epoch %d: %w; the last good checkpoint is %s; a lower optimizer.learning_rate may help", epoch, err, e.lastCheckpoint())
			}
			e.sum = e.sum.Add(nats)
			e.gradNorm += norm
			took := time.Since(began)
			e.seconds += took.Seconds()
			e.run.Info.Seconds += took.Seconds()
			e.pace.update(took, batches[e.updates].Units())
			e.updates++
			e.showProgress(epoch, batches)
			if ctx.Err() != nil && e.updates < len(batches) {
				return e.interrupt()
			}
		}

		// ---- validation and samples ----
		last := epoch == schedule.Epochs
		due := func(every int) bool { return last || epoch%every == 0 }
		if err := e.recordTraining(epoch, len(batches)); err != nil {
			return err
		}
		if err := e.evaluate(ctx, epoch, due(schedule.ValidateEvery), due(schedule.SampleEvery)); err != nil {
			return err
		}
		last = last || e.stopsEarly(epoch)

		// ---- checkpoint ----
		interrupted := e.saved
		e.finishEpoch()
		if due(schedule.CheckpointEvery) || interrupted || e.best != nil && e.best.Epoch == epoch {
			if err := e.checkpoint(); err != nil {
				return err
			}
		}
		if (ctx.Err() != nil || e.epoch == e.until) && !last {
			return e.interrupt()
		}
	}
	return nil
}

// interrupt writes a checkpoint and prints how to resume.
func (e *experiment) interrupt() error {
	if err := e.checkpoint(); err != nil {
		return err
	}
	e.progress.Say("interrupted; to resume: %s", console.Command("-resume", filepath.ToSlash(e.run.Dir)))
	return exit.ErrInterrupted
}
