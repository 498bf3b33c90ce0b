package training

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/kernel"
	"workbench/internal/model"
	"workbench/internal/rundir"
	"workbench/internal/trained"
)

// Resume continues the run in dir after its last checkpoint, or from its start if it has none. Its config may
// have been edited, and overrides, each KEY=VALUE, change it as well. Changes are recorded in run.json; an
// override is also written to config.toml. With until above 0 it stops after that epoch, as [Start] does. At the
// end it runs the command notify, as [Start] does.
func Resume(ctx context.Context, dir string, overrides []string, until int, notify string, out *console.Streams) (err error) {
	run, err := rundir.Open(dir)
	if err != nil {
		return err
	}
	resumed := false
	defer func() {
		if !resumed {
			err = errors.Join(err, run.Close())
		}
	}()
	progress := console.NewProgress(out.Progress, run.Log)
	checkpoint, err := latest(dir, progress)
	if err != nil {
		return err
	}
	if checkpoint != nil && len(checkpoint.Generators) == 0 {
		return fmt.Errorf("%s is an exported copy, which cannot be resumed; start a new run from its weights with -set train.init_from=%[1]s", dir)
	}
	c, changes, err := resumedConfig(dir, checkpoint, overrides)
	if err != nil {
		return err
	}
	if !trained.Relocates(overrides) {
		c.Directory = run.Info.Directory
	} else if err := trained.CheckLocation(dir, c); err != nil {
		return err
	}
	e, err := openExperiment(ctx, c, run.Info.Corpus, out.Progress)
	if err != nil {
		return err
	}
	defer e.model.Close()
	defer model.LimitGarbage(c)()
	e.run, e.progress, e.until, e.notify = run, progress, until, notify
	if err := e.continueFrom(checkpoint, changes); err != nil {
		return err
	}
	if e.epoch >= c.Train.Epochs && run.Info.Status == rundir.Finished {
		e.progress.Say("%s has all its %d epochs; for more: %s", dir, e.epoch, console.Command("-resume", dir, "-set", "train.epochs=N"))
		return nil
	}
	if e.stopsEarly(e.epoch) && run.Info.Status == rundir.Finished {
		e.progress.Say("%s; to go on: %s", e.stoppedEarly(), console.Command("-resume", dir, "-set", "train.patience=N"))
		return nil
	}
	if until > 0 && e.epoch >= until {
		return exit.Usagef("-until %d: %s has %d epochs already", until, dir, e.epoch)
	}
	if err := e.checkRoom(dir); err != nil {
		return err
	}
	for _, change := range changes {
		e.progress.Say("%v", change)
	}
	if err := e.openRun(checkpoint, overrides, changes); err != nil {
		return err
	}
	resumed = true // from here on, finish closes the run

	if checkpoint == nil { // the first session may have ended before it recorded them
		if err := e.recordPieces(); err != nil {
			return e.finish(err)
		}
	}
	e.progress.Say("resuming %s after epoch %d", dir, e.epoch)
	return e.finish(e.train(ctx))
}

// openRun records the overrides and changes of the config, and opens the run for writing after the checkpoint.
func (e *experiment) openRun(checkpoint *rundir.Checkpoint, overrides []string, changes []rundir.Change) error {
	if trained.Relocates(overrides) {
		e.run.RelocateData()
	}
	if len(overrides) > 0 {
		if err := e.run.SaveConfig(e.config.TOML()); err != nil {
			return err
		}
	}
	e.run.RecordChanges(e.epoch, changes)
	return e.run.Resume(checkpoint)
}

// latest loads the last intact checkpoint of the run in dir, nil if there is none yet, and warns of damage.
func latest(dir string, progress *console.Progress) (*rundir.Checkpoint, error) {
	if _, warning, err := rundir.ReadMetrics(rundir.MetricsPath(dir)); err == nil && warning != "" {
		progress.Say("warning: %s", warning)
	}
	checkpoint, warnings, err := rundir.Latest(dir)
	for _, w := range warnings {
		progress.Say("warning: %s", w)
	}
	if errors.Is(err, rundir.ErrNoCheckpoint) {
		return nil, nil
	}
	return checkpoint, err
}

// resumedConfig reads the config of the run in dir, and lists how it differs from that of the checkpoint, which
// may be nil.
func resumedConfig(dir string, checkpoint *rundir.Checkpoint, overrides []string) (*config.Config, []rundir.Change, error) {
	text, err := rundir.ReadConfig(dir)
	if err != nil {
		return nil, nil, err
	}
	c, err := config.Parse(rundir.ConfigPath(dir), text, overrides)
	if err != nil || checkpoint == nil {
		return c, nil, err
	}
	// Parse translates keys and values of earlier versions, so that a renamed one is no change.
	earlier, err := config.Parse(fmt.Sprintf("%s: config of the checkpoint of epoch %d", dir, checkpoint.Epoch), []byte(checkpoint.Config), nil)
	if err != nil {
		return nil, nil, err
	}
	changes := changesOf(earlier, c)
	var problems []string
	for i := range changes {
		change := &changes[i]
		change.Epoch = max(checkpoint.Done(), 0)
		if !mayChange(change.Key) {
			where, remedy := rundir.ConfigPath(dir)+":", "set it back"
			if config.Overridden(overrides, change.Key) {
				where, remedy = "-set", "leave -set out"
			}
			problems = append(problems, fmt.Sprintf("%s %s = %s: the run was started with %s, which cannot change; %s, or start a new run (train.init_from = %q starts with this run's weights)",
				where, change.Key, change.To, change.From, remedy, dir))
		}
	}
	if len(problems) > 0 {
		return nil, nil, &config.Error{Problems: problems}
	}
	return c, changes, nil
}

// continueFrom takes the experiment to a checkpoint of its run, or to the start if that is nil, after the
// changes of its config.
func (e *experiment) continueFrom(checkpoint *rundir.Checkpoint, changes []rundir.Change) error {
	dir, here := e.run.Dir, e.info()
	if e.run.Info.Corpus != here.Corpus {
		return fmt.Errorf("%s: the corpus is not the one that the run was started with; restore its files, or start a new run", dir)
	}
	e.noteMachine(here.Kernel)
	if checkpoint == nil {
		e.run.Info.Model, e.run.Info.Seed, e.run.Info.Counts, e.run.Info.Keys, e.run.Info.Styles = here.Model, here.Seed, here.Counts, here.Keys, here.Styles
		return e.transfer()
	}
	if err := e.restore(checkpoint); err != nil {
		return fmt.Errorf("%s: checkpoint of epoch %d: %w", dir, checkpoint.Epoch, err)
	}
	for _, change := range changes {
		if e.updates > 0 && changesBatches(change.Key) {
			e.progress.Say("epoch %d starts again, with other batches", e.epoch+1)
			e.state = state{epoch: e.epoch, saved: e.saved}
		}
	}
	return nil
}

// noteMachine says whether this machine gives the same bits as the one that the run was started on.
func (e *experiment) noteMachine(instructions string) {
	const otherBits = "from here on the result is not bit-identical to an uninterrupted run"
	started := &e.run.Info
	if started.Arch != runtime.GOARCH { // a compiler for another processor may round x·y + z once instead of twice
		e.progress.Say("note: the run was started on %s, and this machine is %s: %s", started.Arch, runtime.GOARCH, otherBits)
	}
	if instructions != started.Kernel {
		bits := otherBits
		same := kernel.SameBits
		if e.config.Train.Precision == kernel.BFloat16.String() {
			same = kernel.SameBits16
		}
		if started.Arch == runtime.GOARCH && same(instructions, started.Kernel) {
			bits = "both give the same bits"
		}
		e.progress.Say("note: the run was started with %s kernels, and this machine has %s: %s", started.Kernel, instructions, bits)
		started.Kernel = instructions
	}
}
