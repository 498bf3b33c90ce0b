package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/sweep"
)

const sweepManual = `
experiments sweep trains a config with every combination of some values, each in a run directory of its own, and compares the runs.

	go run ./experiments sweep -config configs/quickstart.toml -set model.dropout=0,0.2,0.5 -set model.time_layers=[64],[96,96] -seeds 3

These are 3 × 2 × 3 = 18 runs, one after the other, in runs/quickstart-sweep:

	runs/quickstart-sweep/
	  sweep.toml                                      the config; the runs start from this copy, so you may edit yours meanwhile
	  time_layers=64,dropout=0-seed=1/                a run directory: config.toml, run.json, log.txt, metrics.jsonl …
	  time_layers=64,dropout=0-seed=2/
	  …

Commas within brackets or quotes belong to the value. Each combination is checked before the first run starts. In a shell such as zsh, put
values with brackets into quotes: -set 'model.time_layers=[64],[96,96]'.

The same command again goes on: what is finished is left alone, what was interrupted, killed or has failed is resumed from its last checkpoint,
the rest is started. More values, or more seeds, add runs to those that are there. A failed run does not stop the others, unless -fail-fast.

With -jobs 2 two runs train side by side and share the processors. That is faster where the networks are small; large ones use all processors
anyway. The result of a run does not depend on it. Interrupting (Ctrl-C) writes a checkpoint of each run that is being trained.

At the end comes the table of: go run ./experiments compare runs/quickstart-sweep
`

// sweepCommand trains a grid of runs.
func sweepCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("sweep", flag.ContinueOnError)
	config := flags.String("config", "", "TOML `FILE` of the experiment")
	parent := flags.String("run", "", "directory `DIR` for the runs; runs/<name>-sweep without it")
	seeds := flags.Int("seeds", 1, "train each combination with `N` seeds: the config's and those that follow it")
	jobs := flags.Int("jobs", 1, "train `N` runs side by side")
	failFast := flags.Bool("fail-fast", false, "stop when a run fails")
	var set repeated
	flags.Var(&set, "set", "`KEY=VALUE,VALUE…`: values for a key of the config; may be repeated, for all combinations")
	operands, err := parse(flags, args, out, sweepManual)
	switch {
	case err != nil:
		return err
	case len(operands) > 0:
		return exit.Usagef("sweep: %q is not a flag", operands[0])
	case *config == "":
		return exit.Usagef("sweep: -config FILE is missing (-h has the manual)")
	case *seeds < 1:
		return exit.Usagef("sweep: -seeds %d: must be 1 or more", *seeds)
	case *jobs < 1:
		return exit.Usagef("sweep: -jobs %d: must be 1 or more", *jobs)
	}
	name, trials, err := sweep.Prepare(*config, *parent, set, *seeds)
	if err != nil {
		return err
	}
	dir := filepath.Dir(trials[0].Dir)
	s, err := sweep.New(ctx, name, dir, trials, *jobs, *failFast, out)
	if err != nil {
		return err
	}
	err = s.Run()
	switch {
	case errors.Is(err, exit.ErrInterrupted):
		fmt.Fprintf(out.Progress, "interrupted; to go on: go run ./experiments sweep %s\n", console.ShellQuote(args))
		return err
	case !s.HasRuns():
		return err
	}
	return errors.Join(err, compareCommand(ctx, []string{dir}, out))
}
