package training

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/kernel"
	"workbench/internal/model"
	"workbench/internal/rundir"
)

// startRun trains from the beginning, in a new directory.
func Start(ctx context.Context, c *config.Config, dir string, out *console.Streams) error {
	if dir != "" {
		if err := rundir.CheckFree(dir); err != nil { // before the corpus is read, which may take long
			return err
		}
	}
	e, err := newExperiment(c, "", out.Progress)
	if err != nil {
		return err
	}
	defer e.model.Close()
	defer model.LimitGarbage(c)()
	if err := e.transfer(); err != nil {
		return err
	}
	if err := e.checkRoom(cmp.Or(dir, "runs")); err != nil {
		return err
	}
	info := e.info()
	if dir == "" {
		e.run, err = rundir.CreateNamed("runs", c.Name, time.Now(), c.TOML(), info)
	} else {
		e.run, err = rundir.Create(dir, c.TOML(), info)
	}
	if err != nil {
		return err
	}
	e.progress = console.NewProgress(out.Progress, e.run.Log)
	e.describe()
	return e.finish(e.train(ctx))
}

// resumeRun goes on from the last checkpoint of a run, or from its start if it has none.
func Resume(ctx context.Context, dir string, out *console.Streams) error {
	run, err := rundir.Open(dir)
	if err != nil {
		return err
	}
	c, err := config.Load(rundir.ConfigPath(dir), nil)
	if err != nil {
		return errors.Join(err, run.Close())
	}
	e, err := newExperiment(c, run.Info.Corpus, out.Progress)
	if err != nil {
		return errors.Join(err, run.Close())
	}
	defer e.model.Close()
	defer model.LimitGarbage(c)()
	e.run, e.progress = run, console.NewProgress(out.Progress, run.Log)

	checkpoint, warnings, err := rundir.Latest(dir)
	for _, w := range warnings {
		e.progress.Say("warning: %s", w)
	}
	if err != nil && !errors.Is(err, rundir.ErrNoCheckpoint) {
		return errors.Join(err, run.Close())
	}
	here := e.info()
	if run.Info.Corpus != here.Corpus {
		return errors.Join(fmt.Errorf("%s: the corpus is not the one that the run began with; bring its files back, or start a new run", dir), run.Close())
	}
	const otherBits = "from here on its bits are not those of a straight run"
	if run.Info.Arch != runtime.GOARCH { // a compiler for another processor may round x·y + z once instead of twice
		e.progress.Say("note: the run began on %s, and this machine is %s: %s", run.Info.Arch, runtime.GOARCH, otherBits)
	}
	if here.Kernel != run.Info.Kernel {
		bits := otherBits
		if kernel.SameBits(here.Kernel, run.Info.Kernel) {
			bits = "which gives the same bits"
		}
		e.progress.Say("note: the run began with %s kernels, and this machine has %s: %s", run.Info.Kernel, here.Kernel, bits)
		run.Info.Kernel = here.Kernel
	}
	if checkpoint == nil {
		if err := e.transfer(); err != nil {
			return errors.Join(err, run.Close())
		}
	} else {
		if err := e.restore(checkpoint); err != nil {
			return errors.Join(fmt.Errorf("%s: checkpoint of epoch %d: %w", dir, checkpoint.Epoch, err), run.Close())
		}
	}
	if e.epoch >= c.Train.Epochs {
		e.progress.Say("%s has all its %d epochs; for more, raise train.epochs in %s and resume", dir, e.epoch, rundir.ConfigPath(dir))
		if run.Info.Status == rundir.Finished {
			return run.Close()
		}
	}
	if err := e.checkRoom(dir); err != nil {
		return errors.Join(err, run.Close())
	}
	if err := run.Resume(checkpoint); err != nil {
		return errors.Join(err, run.Close())
	}
	e.progress.Say("going on in %s after epoch %d", dir, e.epoch)
	return e.finish(e.train(ctx))
}

// finish closes the run's directory with the status that the training ended with.
func (e *experiment) finish(err error) error {
	status, message := rundir.Finished, ""
	switch {
	case errors.Is(err, exit.ErrInterrupted):
		status = rundir.Interrupted
	case err != nil:
		status, message = rundir.Failed, err.Error()
		e.progress.Clear()
		fmt.Fprintln(e.run.Log, message)
	default:
		e.sayResult()
	}
	// A run that could not be closed in order is not merely interrupted, which would pass without a word.
	if closing := errors.Join(e.tensorBoard.close(), e.run.End(status, message), e.run.Close()); closing != nil {
		if errors.Is(err, exit.ErrInterrupted) {
			return closing
		}
		return errors.Join(err, closing)
	}
	return err
}
