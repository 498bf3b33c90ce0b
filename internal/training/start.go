package training

import (
	"cmp"
	"context"
	"errors"
	"syscall"
	"time"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/model"
	"workbench/internal/notify"
	"workbench/internal/rundir"
)

// Start trains from the beginning in the new directory dir; empty is runs/NAME-DATE-TIME. With until above 0 it
// is interrupted after that epoch, unless it is the last. At the end it runs the command notify, if it is not
// empty; see package notify.
func Start(ctx context.Context, c *config.Config, dir string, until int, notify string, out *console.Streams) error {
	if dir != "" {
		if err := rundir.CheckFree(dir); err != nil { // before the corpus is read, which may take long
			return err
		}
	}
	e, err := openExperiment(ctx, c, "", out.Progress)
	if err != nil {
		return err
	}
	defer e.model.Close()
	e.until, e.notify = until, notify
	defer model.LimitGarbage(c)()
	if err := e.transfer(); err != nil {
		return err
	}
	if err := e.checkRoom(cmp.Or(dir, "runs")); err != nil {
		return err
	}
	info := e.info()
	e.measureBaseline(&info)
	if dir == "" {
		e.run, err = rundir.CreateNamed("runs", c.Name, time.Now(), c.TOML(), info)
	} else {
		e.run, err = rundir.Create(dir, c.TOML(), info)
	}
	if err != nil {
		return err
	}
	e.progress = console.NewProgress(out.Progress, e.run.Log)
	for _, note := range c.Notes {
		e.progress.Say("note: %s", note)
	}
	e.describe()
	if err := e.recordPieces(); err != nil {
		return e.finish(err)
	}
	return e.finish(e.train(ctx))
}

// finish closes the run's directory with the status of a training that ended with err.
func (e *experiment) finish(err error) error {
	status, message := rundir.Finished, ""
	switch {
	case errors.Is(err, exit.ErrInterrupted):
		status = rundir.Interrupted
	case err != nil:
		status, message = rundir.Failed, err.Error()
		e.progress.Fail(err)
		if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
			e.progress.Say("once there is space, resume with: %s", console.Command("-resume", e.run.Dir))
		}
	default:
		e.printResult()
	}
	// An interruption is no error to the user; failing to close the run is.
	closing := errors.Join(e.tensorBoard.close(), e.run.End(status, message), e.run.Close())
	e.notifyUser(status)
	if closing != nil {
		if errors.Is(err, exit.ErrInterrupted) {
			return closing
		}
		return errors.Join(err, closing)
	}
	return err
}

// notifyUser runs the user's command. Its failure is a warning: the training is done.
func (e *experiment) notifyUser(status rundir.Status) {
	event := notify.Event{Run: e.run.Dir, Status: string(status), Epoch: e.epoch}
	if e.best != nil {
		event.Best = &e.best.NLL
	}
	if err := notify.Run(e.notify, event, e.screen); err != nil {
		(&console.Streams{Progress: e.screen}).Warn("", err.Error())
	}
}
