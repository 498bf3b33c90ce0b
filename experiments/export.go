package main

import (
	"context"
	"flag"
	"fmt"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

const exportManual = `
experiments export makes a small copy of a run, to give away or to keep: one checkpoint without what only training needs, config.toml, run.json
and the metrics.

	go run ./experiments export -run runs/first -out models/first
	go run ./experiments export -run runs/mine -out models/mine -set data.midi=FOLDER

One can compose from the copy, evaluate and compare it, and begin other runs with its weights (train.init_from), but not resume it. Its
compositions begin with a step of the starter corpus, so that they need no other. Host and command line are left out of run.json, and -set changes what config.toml would tell
of your folders. The folders in models were made in this way.
`

// exportCommand makes a copy of a run that holds what composing needs and no more.
func exportCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	dir := flags.String("run", "", "run in `DIR`; required")
	which := flags.String("checkpoint", "", "`WHICH`: best (by validation), last, or an epoch; best where something was validated, otherwise last")
	to := flags.String("out", "", "new directory `DIR` for the copy; required")
	set := repeated{"compose.primer=" + config.PrimerStarter}
	flags.Var(&set, "set", "`KEY=VALUE` to put into the copy's config.toml; may be repeated")
	operands, err := parse(flags, args, out, exportManual)
	switch {
	case err != nil:
		return err
	case len(operands) > 0:
		return exit.Usagef("export: %q is not a flag (-h has the manual)", operands[0])
	case *dir == "" || *to == "":
		return exit.Usagef("export: wants -run DIR, and -out DIR for the copy (-h has the manual)")
	}
	path, checkpoint, err := rundir.LoadCheckpoint(*dir, *which)
	if err != nil {
		return err
	}
	config, err := config.Load(rundir.ConfigPath(*dir), set)
	if err != nil {
		return err
	}
	if err := rundir.Export(*dir, checkpoint, config.TOML(), *to); err != nil {
		return err
	}
	fmt.Fprintf(out.Results, "%s: the weights of %s\n", *to, path)
	return nil
}
