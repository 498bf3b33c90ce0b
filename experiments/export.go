package main

import (
	"context"
	"flag"
	"fmt"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/evaluate"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

const exportManual = `
experiments export makes a small copy of a run, to give away or to keep: one checkpoint without what only training needs,
config.toml, run.json, the metrics, and pieces.json: names and fingerprints of the pieces that the weights have learned from,
by which evaluate recognizes them.

	go run ./experiments export -run runs/first -out models/first
	go run ./experiments export -run runs/mine -out models/mine -set data.midi=FOLDER

You can compose from the copy, evaluate and compare it, and start other runs with its weights (train.init_from), but not
resume it. Its compositions begin with a step of the starter corpus, so they need no other. Host and command line are left
out of run.json; -set replaces what config.toml says about your folders. The directories in models were made this way.
`

// exportCommand makes a copy of a run with only what composing needs.
func exportCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	dir := flags.String("run", "", "run in `DIR`; required")
	which := flags.String("checkpoint", "", "`WHICH`: best (by validation), last, or an epoch; best where something was validated, otherwise last")
	to := flags.String("out", "", "new directory `DIR` for the copy; required")
	midi := flags.String("midi", "", "`DIR` where the run's music is now, for the fingerprints of its pieces")
	frames := flags.String("frames", "", "`FILE` where the run's frames are now")
	set := repeated{"compose.primer=" + config.PrimerStarter}
	flags.Var(&set, "set", "`KEY=VALUE` to put into the copy's config.toml; may be repeated")
	operands, err := parse(flags, args, out, exportManual)
	switch {
	case err != nil:
		return err
	case len(operands) > 0:
		return exit.Usagef("export: %q is not a flag (-h has the manual)", operands[0])
	case *midi != "" && *frames != "":
		return exit.Usagef("export: -midi and -frames exclude each other")
	case *dir == "" || *to == "":
		return exit.Usagef("export: needs -run DIR, and -out DIR for the copy (-h has the manual)")
	}
	path, checkpoint, err := rundir.LoadCheckpoint(*dir, *which)
	if err != nil {
		return err
	}
	text, err := rundir.ReadConfig(*dir)
	if err != nil {
		return err
	}
	config, err := config.Parse(rundir.ConfigPath(*dir), text, set)
	if err != nil {
		return err
	}
	pieces, err := evaluate.TrainingPieces(*dir, *midi, *frames, out)
	if err != nil {
		return err
	}
	if err := rundir.Export(*dir, checkpoint, config.TOML(), pieces, *to); err != nil {
		return err
	}
	fmt.Fprintf(out.Results, "%s: the weights of %s\n", console.Printable(*to), console.Printable(path))
	return nil
}
