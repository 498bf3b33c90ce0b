package main

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"workbench/runs"
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
func sweepCommand(args []string, out *output) error {
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
		return usagef("sweep: %q is not a flag", operands[0])
	case *config == "":
		return usagef("sweep: -config FILE is missing (-h has the manual)")
	case *seeds < 1:
		return usagef("sweep: -seeds %d: must be 1 or more", *seeds)
	case *jobs < 1:
		return usagef("sweep: -jobs %d: must be 1 or more", *jobs)
	}
	name, trials, err := prepareSweep(*config, *parent, set, *seeds)
	if err != nil {
		return err
	}
	s, err := newSweeper(name, filepath.Dir(trials[0].dir), trials, *jobs, *failFast, out)
	if err != nil {
		return err
	}
	err = s.run()
	if s.interrupted {
		s.progress.say("interrupted; to go on: go run ./experiments sweep %s", shellQuote(args))
		return errInterrupted
	}
	return errors.Join(err, s.compare())
}

// prepareSweep checks all that can be checked, and makes the directory of the sweep. name is that of the config.
func prepareSweep(config, parent string, set []string, seeds int) (name string, trials []*trial, err error) {
	base, err := LoadConfig(config, nil)
	if err != nil {
		return "", nil, err
	}
	axes, err := newAxes(set)
	if err != nil {
		return "", nil, err
	}
	if axes, err = withSeeds(axes, base.Seed, seeds); err != nil {
		return "", nil, err
	}
	if parent == "" {
		parent = filepath.Join("runs", base.Name+"-sweep")
	}
	if trials, err = grid(config, parent, axes); err != nil {
		return "", nil, err
	}
	if err := checkParent(parent, base, trials); err != nil {
		return "", nil, err
	}
	return base.Name, trials, makeParent(parent, config)
}

// withSeeds adds the seeds as the last axis.
func withSeeds(axes []axis, first, count int) ([]axis, error) {
	switch {
	case count == 1:
		return axes, nil
	case count > mostTrials:
		return nil, tooMany()
	}
	seeds := axis{key: "seed"}
	for _, a := range axes {
		if a.key == seeds.key {
			return nil, usagef("sweep: -seeds and -set seed do not go together")
		}
	}
	for i := range count {
		seeds.values = append(seeds.values, strconv.Itoa(first+i))
	}
	return append(axes, seeds), nil
}

// compare prints the comparison of all runs of the sweep, if there are any.
func (s *sweeper) compare() error {
	for _, t := range s.trials {
		if _, err := runs.ReadInfo(t.dir); err == nil {
			return compareCommand([]string{s.parent}, s.out)
		}
	}
	return nil
}

// shellQuote is a command's arguments as one types them.
func shellQuote(args []string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = arg
		if arg == "" || strings.ContainsFunc(arg, func(r rune) bool { return !strings.ContainsRune(shellSafe, r) }) {
			quoted[i] = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}

const shellSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=.,/:+@%" + string(os.PathSeparator)
