package main

import (
	"context"
	"errors"
	"flag"
	"path/filepath"

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

// sweepCommand trains a grid of runs.
func sweepCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("sweep", flag.ContinueOnError)
	configPath := flags.String("config", "", "TOML `FILE` of the experiment")
	parent := flags.String("run", "", "directory `DIR` for the runs; runs/<name>-sweep without it")
	seeds := flags.Int("seeds", 1, "train each combination with `N` seeds: the config's and those that follow it")
	jobs := flags.Int("jobs", 1, "train `N` runs side by side")
	after := flags.String("notify", "", "`COMMAND` to run in the shell at the end: BIAXIAL_RUN is the directory of the runs, BIAXIAL_STATUS finished, interrupted or failed")
	failFast := flags.Bool("fail-fast", false, "stop when a run fails")
	var searching searchFlags
	searching.add(flags)
	var set repeated
	flags.Var(&set, "set", "`KEY=VALUE,VALUE…`: values for a key of the config; may be repeated, for all combinations")
	cluster := newClusterFlags(flags)
	operands, err := parse(flags, args, out, sweepManual+sweepSlurmManual)
	if err == nil {
		err = errors.Join(cluster.check(flags), searching.check(givenFlags(flags)))
	}
	switch {
	case err != nil:
		return err
	case len(operands) > 0:
		return exit.Usagef("sweep: %q is not a flag", operands[0])
	case searching.report != "":
		return sweep.Report(searching.report, out.Results)
	case cluster.alone():
		return cluster.run(ctx, out)
	case *configPath == "":
		return exit.Usagef("sweep: -config FILE is missing (-h has the manual)")
	case *seeds < 1:
		return exit.Usagef("sweep: -seeds %d: must be 1 or more", *seeds)
	case *jobs < 1:
		return exit.Usagef("sweep: -jobs %d: must be 1 or more", *jobs)
	}
	text, err := readConfig(ctx, *configPath)
	if err != nil {
		return err
	}
	file := sweep.ConfigFile{Name: *configPath, Text: text}
	if searching.method != grid {
		dir, err := searching.run(ctx, file, *parent, set, sweep.Workers{Jobs: *jobs, FailFast: *failFast}, args, out)
		notifyOf(*after, dir, err, out)
		return err
	}
	name, trials, err := sweep.Prepare(file, *parent, set, *seeds)
	if err != nil {
		return err
	}
	dir := filepath.Dir(trials[0].Dir)
	if done, err := cluster.submitted(ctx, name, dir, trials, out); done || err != nil {
		return err
	}
	limited, cancel := searching.limit(ctx)
	defer cancel()
	s, err := sweep.New(limited, name, dir, trials, *jobs, *failFast, out)
	if err != nil {
		return err
	}
	err = s.Run()
	notifyOf(*after, dir, err, out)
	switch {
	case errors.Is(err, exit.ErrInterrupted) && ctx.Err() == nil:
		searching.sayBudgetSpent(out)
		err = nil
	case errors.Is(err, exit.ErrInterrupted):
		sayResume(*configPath, dir, args, out)
		return err
	}
	if !s.HasRuns() {
		return err
	}
	return errors.Join(err, compareCommand(ctx, []string{operand(dir)}, out))
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
