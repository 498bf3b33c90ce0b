package main

import (
	"context"
	"errors"
	"flag"
	"math"
	"path/filepath"

	"workbench/internal/commandline"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/notify"
	"workbench/internal/rundir"
	"workbench/internal/sweep"
)

const sweepManual = `
experiments sweep trains a config with every combination of some values, each in its own run directory, and compares the runs.

	go run ./experiments sweep -config configs/quickstart.toml -set model.dropout=0,0.2,0.5 -set model.time_layers=[64],[96,96] -seeds 3

These are 3 × 2 × 3 = 18 runs, one after the other, in runs/quickstart-sweep:

	runs/quickstart-sweep/
	  sweep.toml                                      the config; the runs start from this copy, so you may edit yours meanwhile
	  time_layers=64,dropout=0-seed=1/                a run directory: config.toml, run.json, log.txt, metrics.jsonl …
	  time_layers=64,dropout=0-seed=2/
	  …

Commas within brackets or quotes belong to the value. Each combination is checked before the first run starts. In a shell
such as zsh, put values with brackets into quotes: -set 'model.time_layers=[64],[96,96]'.

The same command again continues: finished runs are left alone; interrupted, killed and failed runs are resumed from their
last checkpoint; the rest is started. More values, or more seeds, add runs. A failed run does not stop the others, unless
-fail-fast. Several processes may work on the same sweep.

With -jobs 2 two runs train side by side and share the processors. That is faster for small networks; large ones use all
processors anyway. The results do not depend on it. Interrupting (Ctrl-C) writes a checkpoint of each run in training, and
so does the death of the sweep itself.

At the end it prints the table of: go run ./experiments compare runs/quickstart-sweep
`

// sweepFlags are the flags of sweep.
type sweepFlags struct {
	config, parent, notify string
	seeds                  int
	workers                sweep.Workers
	set                    commandline.Repeated
	searching              searchFlags
	cluster                *clusterFlags
}

func (f *sweepFlags) add(flags *flag.FlagSet) {
	flags.StringVar(&f.config, "config", "", "TOML `FILE` of the experiment")
	flags.StringVar(&f.parent, "run", "", "directory `DIR` for the runs; runs/<name>-sweep without it")
	commandline.Number(flags, &f.seeds, "seeds", 1, 1, math.MaxInt, "train each combination with `N` seeds: the config's and those that follow it")
	commandline.Number(flags, &f.workers.Jobs, "jobs", 1, 1, math.MaxInt, "train `N` runs side by side; with -slurm only where there is no Slurm")
	flags.StringVar(&f.notify, "notify", "", "`COMMAND` to run in the shell at the end: BIAXIAL_RUN is the directory of the runs, BIAXIAL_STATUS finished, interrupted or failed")
	flags.BoolVar(&f.workers.FailFast, "fail-fast", false, "stop when a run fails")
	f.searching.add(flags)
	flags.Var(&f.set, "set", "`KEY=VALUE,VALUE…`: values for a key of the config, or KEY=LOW..HIGH for a search; may be repeated, for all combinations")
	f.cluster = newClusterFlags(flags)
}

// sweepCommand trains a grid of runs, or searches.
func sweepCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("sweep", flag.ContinueOnError)
	var f sweepFlags
	f.add(flags)
	operands, err := commandline.Parse(flags, args, out, sweepManual+sweepSearchManual+sweepSlurmManual)
	if err == nil {
		err = errors.Join(f.cluster.check(flags), f.searching.check(commandline.Given(flags)))
	}
	switch {
	case err != nil:
		return err
	case len(operands) > 0:
		return exit.Usagef("sweep: %q is not a flag", operands[0])
	case f.searching.report != "":
		return sweep.Report(f.searching.report, out.Results)
	case f.cluster.alone():
		return f.cluster.run(ctx, out)
	case f.config == "":
		return exit.Usagef("sweep: -config FILE is missing (-h has the manual)")
	}
	text, err := config.ReadPipe(ctx, f.config)
	if err != nil {
		return err
	}
	file := sweep.ConfigFile{Name: f.config, Text: text}
	if f.searching.method == grid {
		return f.trainAll(ctx, file, args, out)
	}
	dir, err := f.searching.run(ctx, file, f.parent, f.set, f.workers, f.cluster, args, out)
	notifyOf(f.notify, dir, err, out)
	return err
}

// trainAll trains all combinations, and compares them.
func (f *sweepFlags) trainAll(ctx context.Context, file sweep.ConfigFile, args []string, out *console.Streams) error {
	name, trials, err := sweep.Prepare(file, f.parent, f.set, f.seeds)
	if err != nil {
		return err
	}
	dir := filepath.Dir(trials[0].Dir)
	submit := func() error { return sweep.Submit(ctx, name, dir, trials, f.cluster.options, out) }
	if done, err := f.cluster.submitted(dir, submit, out); done || err != nil {
		return err
	}
	limited, cancel := f.searching.limit(ctx)
	defer cancel()
	s := sweep.New(limited, name, dir, trials, f.workers.Jobs, f.workers.FailFast, out)
	err = f.searching.spent(ctx, s.Run(), out)
	notifyOf(f.notify, dir, err, out)
	if errors.Is(err, exit.ErrInterrupted) {
		sayResume(f.config, dir, args, out)
		return err
	}
	if !s.HasRuns() {
		return err
	}
	return errors.Join(err, compareCommand(ctx, []string{commandline.Operand(dir)}, out))
}

// notifyOf runs the user's command at the end of a sweep that ended with err.
func notifyOf(command, dir string, err error, out *console.Streams) {
	if dir == "" { // nothing has begun
		return
	}
	if err := notify.Run(command, notify.Event{Run: dir, Status: statusOf(err), Epoch: -1}, out.Progress); err != nil {
		out.Warn("", err.Error())
	}
}

// statusOf says how a sweep ended.
func statusOf(err error) string {
	switch {
	case errors.Is(err, exit.ErrInterrupted):
		return string(rundir.Interrupted)
	case err != nil:
		return string(rundir.Failed)
	}
	return string(rundir.Finished)
}
