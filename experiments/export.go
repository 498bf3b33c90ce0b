package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"

	"workbench/internal/atomicfile"
	"workbench/internal/commandline"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/evaluate"
	"workbench/internal/exit"
	"workbench/internal/model"
	"workbench/internal/rundir"
	"workbench/internal/trained"
)

const exportManual = `
experiments export makes a small copy of a run, to give away or to keep: one checkpoint without what only training needs,
config.toml, run.json, the metrics, and pieces.json: names and fingerprints of the pieces that the weights have learned from,
by which evaluate recognizes them.

	go run ./experiments export -run runs/first -out models/first
	go run ./experiments export -run runs/mine -out models/mine -set data.midi=FOLDER
	go run ./experiments export -run runs/first -onnx first.onnx

You can compose from the copy, evaluate and compare it, and start other runs with its weights (train.init_from), but not
resume it. Its compositions begin with a step of the starter corpus, so they need no other. Host, command line and the earlier
places of the music are left out of run.json; -set changes the copy's config.toml: its name, your folders, train.precision and
the keys of composing. The directories in models were made this way.

-onnx writes the network as an ONNX model that composes one step at a time, for programs in other languages; docs/python.md
describes its inputs and outputs.
`

// exportCommand makes a copy of a run with only what composing needs.
func exportCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	dir := flags.String("run", "", "the run in `DIR`; DIR without -run means the same")
	which := flags.String("checkpoint", "", "`WHICH`: best (by validation), last, or an epoch; best where something was validated, otherwise last")
	to := flags.String("out", "", "new directory `DIR` for the copy; required, unless there is -onnx")
	graph := flags.String("onnx", "", "new `FILE` for an ONNX model that composes one step")
	midi := flags.String("midi", "", "`DIR` where the run's music is now, for the fingerprints of its pieces")
	frames := flags.String("frames", "", "`FILE` where the run's frames are now")
	set := commandline.Repeated{"compose.primer=" + config.PrimerStarter}
	flags.Var(&set, "set", "`KEY=VALUE` to put into the copy's config.toml; may be repeated")
	operands, err := commandline.Parse(flags, args, out, exportManual)
	if err != nil {
		return err
	}
	if *dir, err = commandline.Run("export", *dir, operands); err != nil {
		return err
	}
	switch {
	case *midi != "" && *frames != "":
		return exit.Usagef("export: -midi and -frames exclude each other")
	case *to == "" && *graph == "":
		return exit.Usagef("export: -out DIR is missing, the new directory for the copy, or -onnx FILE (-h has the manual)")
	}
	if err := commandline.Needs(flags, "out", "set", "midi", "frames"); err != nil { // an ONNX model has none of these
		return err
	}
	if err := checkExport(set); err != nil {
		return err
	}
	m, err := trained.Open(*dir, *which) // fails where the weights do not fit the config
	if err != nil {
		return err
	}
	if *graph != "" {
		if err := exportONNX(m, *dir, *graph, out); err != nil || *to == "" {
			return err
		}
	}
	path, checkpoint, err := rundir.LoadCheckpoint(*dir, *which)
	if err != nil {
		return err
	}
	text, err := rundir.ReadConfig(*dir)
	if err != nil {
		return err
	}
	c, err := config.Parse(rundir.ConfigPath(*dir), text, set)
	if err != nil {
		return err
	}
	pieces, err := evaluate.TrainingPieces(*dir, *midi, *frames, out)
	if err != nil {
		return err
	}
	if err := rundir.Export(*dir, checkpoint, c.TOML(), config.IsPath, pieces, *to); err != nil {
		return err
	}
	fmt.Fprintf(out.Results, "%s: the weights of %s\n", console.Printable(*to), console.Printable(path))
	return nil
}

// checkExport returns an error if with these keys the copy would not be the model that was trained.
func checkExport(set []string) error {
	for _, override := range set {
		key := config.OverriddenKey(override)
		if !config.Composing(key) && !slices.Contains([]string{"name", "data.midi", "data.frames", "train.precision"}, key) {
			return exit.Usagef("export: -set %s: the copy keeps what it was trained with; name, data.midi, data.frames, train.precision and the keys of composing can be set", override)
		}
	}
	return nil
}

// exportONNX writes the network of a run as an ONNX model.
func exportONNX(m *trained.Model, dir, file string, out *console.Streams) error {
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s exists; name a file that does not", file)
	}
	composer, ok := m.Model.(model.ONNXComposer)
	if !ok {
		return fmt.Errorf("%s: the kind %s has no ONNX form; biaxial has", dir, m.Config.Model.Kind)
	}
	data, err := composer.ONNX()
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if err := atomicfile.Create(file, data); err != nil {
		return err
	}
	fmt.Fprintf(out.Results, "%s: composes one step with the weights of %s\n", console.Printable(file), console.Printable(m.Path))
	return nil
}
