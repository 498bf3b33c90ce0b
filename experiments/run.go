package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"runtime"
	"time"

	"workbench/internal/kernel"
	"workbench/runs"
)

const trainManual = `
experiments trains a model as a config says, a biaxial LSTM unless it names another, and composes with it while it learns.

	go run ./experiments -config configs/quickstart.toml
	go run ./experiments -config configs/deep-jammer.toml -set data.midi=FOLDER -run runs/jammer
	go run ./experiments -resume runs/jammer
	go run ./experiments -config configs/quickstart.toml -seeds 5

The first trains on the corpus inside the program, in under two minutes. The second takes a folder of MIDI and ABC files, and names
the run directory; the third goes on after an interruption, to the same bits as if there had been none. The fourth trains five
runs, which differ in their seeds alone, in one directory, and prints their median, best and spread; it is short for sweep.

Other commands: compare, compose, corpus, evaluate, export, report, roll, stats, sweep, watch; each has a manual, for example: go run ./experiments compose -h
`

// trainCommand starts or resumes a run.
func trainCommand(args []string, out *output) error {
	flags := flag.NewFlagSet("experiments", flag.ContinueOnError)
	config := flags.String("config", "", "TOML `FILE` of the experiment; configs/default.toml explains every key")
	dir := flags.String("run", "", "new directory `DIR` for the run; runs/<name>-<UTC date and time> without it")
	seeds := flags.Int("seeds", 1, "train `N` runs, with the config's seed and those that follow it, side by side in one directory")
	resume := flags.String("resume", "", "go on with the run in `DIR`")
	var set repeated
	flags.Var(&set, "set", "`KEY=VALUE` that overrides a key of the config, such as train.epochs=200; may be repeated")
	operands, err := parse(flags, args, out, trainManual)
	switch {
	case err != nil:
		return err
	case len(operands) > 0:
		return usagef("%q is not a flag; to train: -config FILE", operands[0])
	case *resume != "" && (*config != "" || *dir != "" || len(set) > 0 || *seeds != 1):
		return usagef("-resume goes on with the run's own config: it goes alone")
	case *resume != "":
		return resumeRun(*resume, out)
	case *config == "":
		return usagef("nothing to do: -config FILE trains, -resume DIR goes on, -h has the manual")
	}
	if *seeds != 1 {
		return sweepCommand(args, out)
	}
	c, err := LoadConfig(*config, set)
	if err != nil {
		return err
	}
	return startRun(c, *dir, out)
}

// startRun trains from the beginning, in a new directory.
func startRun(c *Config, dir string, out *output) error {
	if dir != "" {
		if err := runs.CheckFree(dir); err != nil { // before the corpus is read, which may take long
			return err
		}
	}
	e, err := newExperiment(c, out.progress)
	if err != nil {
		return err
	}
	defer e.model.Close()
	defer c.boundGarbage()()
	if err := e.transfer(); err != nil {
		return err
	}
	if err := e.checkRoom(cmp.Or(dir, "runs")); err != nil {
		return err
	}
	info := e.info()
	if dir == "" {
		e.run, err = runs.CreateNamed("runs", c.Name, time.Now(), c.TOML(), info)
	} else {
		e.run, err = runs.Create(dir, c.TOML(), info)
	}
	if err != nil {
		return err
	}
	e.progress = newProgress(out.progress, e.run.Log)
	e.describe()
	return e.finish(e.train(out))
}

// resumeRun goes on from the last checkpoint of a run, or from its start if it has none.
func resumeRun(dir string, out *output) error {
	run, err := runs.Open(dir)
	if err != nil {
		return err
	}
	c, err := LoadConfig(runs.ConfigPath(dir), nil)
	if err != nil {
		return errors.Join(err, run.Close())
	}
	e, err := newExperiment(c, out.progress)
	if err != nil {
		return errors.Join(err, run.Close())
	}
	defer e.model.Close()
	defer c.boundGarbage()()
	e.run, e.progress = run, newProgress(out.progress, run.Log)

	checkpoint, warnings, err := runs.Latest(dir)
	for _, w := range warnings {
		e.progress.say("warning: %s", w)
	}
	if err != nil && !errors.Is(err, runs.ErrNoCheckpoint) {
		return errors.Join(err, run.Close())
	}
	here := e.info()
	if run.Info.Corpus != here.Corpus {
		return errors.Join(fmt.Errorf("%s: the corpus is not the one that the run began with; bring its files back, or start a new run", dir), run.Close())
	}
	const otherBits = "from here on its bits are not those of a straight run"
	if run.Info.Arch != runtime.GOARCH { // a compiler for another processor may round x·y + z once instead of twice
		e.progress.say("note: the run began on %s, and this machine is %s: %s", run.Info.Arch, runtime.GOARCH, otherBits)
	}
	if here.Kernel != run.Info.Kernel {
		bits := otherBits
		if kernel.SameBits(here.Kernel, run.Info.Kernel) {
			bits = "which gives the same bits"
		}
		e.progress.say("note: the run began with %s kernels, and this machine has %s: %s", run.Info.Kernel, here.Kernel, bits)
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
		e.progress.say("%s has all its %d epochs; for more, raise train.epochs in %s and resume", dir, e.epoch, runs.ConfigPath(dir))
		if run.Info.Status == runs.Finished {
			return run.Close()
		}
	}
	if err := e.checkRoom(dir); err != nil {
		return errors.Join(err, run.Close())
	}
	if err := run.Resume(checkpoint); err != nil {
		return errors.Join(err, run.Close())
	}
	e.progress.say("going on in %s after epoch %d", dir, e.epoch)
	return e.finish(e.train(out))
}

// finish closes the run's directory with the status that the training ended with.
func (e *experiment) finish(err error) error {
	status, message := runs.Finished, ""
	switch {
	case errors.Is(err, errInterrupted):
		status = runs.Interrupted
	case err != nil:
		status, message = runs.Failed, err.Error()
		e.progress.wipe()
		fmt.Fprintln(e.run.Log, message)
	default:
		e.sayResult()
	}
	// A run that could not be closed in order is not merely interrupted, which would pass without a word.
	if closing := errors.Join(e.board.close(), e.run.End(status, message), e.run.Close()); closing != nil {
		if errors.Is(err, errInterrupted) {
			return closing
		}
		return errors.Join(err, closing)
	}
	return err
}
