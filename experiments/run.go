package main

import (
	"context"
	"flag"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/training"
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
func trainCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("experiments", flag.ContinueOnError)
	configFile := flags.String("config", "", "TOML `FILE` of the experiment; configs/default.toml explains every key")
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
		return exit.Usagef("%q is not a flag; to train: -config FILE", operands[0])
	case *resume != "" && (*configFile != "" || *dir != "" || len(set) > 0 || *seeds != 1):
		return exit.Usagef("-resume goes on with the run's own config: it goes alone")
	case *resume != "":
		return training.Resume(ctx, *resume, out)
	case *configFile == "":
		return exit.Usagef("nothing to do: -config FILE trains, -resume DIR goes on, -h has the manual")
	}
	if *seeds != 1 {
		return sweepCommand(ctx, args, out)
	}
	c, err := config.Load(*configFile, set)
	if err != nil {
		return err
	}
	return training.Start(ctx, c, *dir, out)
}
