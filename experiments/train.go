package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"workbench/internal/commandline"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/trained"
	"workbench/internal/training"
)

const trainManual = `
experiments trains the model that a config describes, by default a biaxial LSTM, and composes samples with it during training.
The commands at the end compose, evaluate, compare and more; studio opens a page to compose and listen.

	go run ./experiments -config configs/quickstart.toml
	go run ./experiments -config configs/deep-jammer.toml -set data.midi=FOLDER -run runs/jammer
	go run ./experiments -resume runs/jammer
	go run ./experiments -resume runs/jammer -set train.epochs=400
	go run ./experiments -resume runs/jammer -midi FOLDER
	go run ./experiments -config configs/quickstart.toml -seeds 5
	go run ./experiments -config configs/deep-jammer.toml -set data.midi=FOLDER -dry-run
	go run ./experiments -config configs/quickstart.toml -notify 'mail -s "$BIAXIAL_RUN $BIAXIAL_STATUS" me < /dev/null'

The first trains on the corpus inside the program, in about a minute. The second takes a folder of MIDI, ABC and
MusicXML files, and names the run directory. The third resumes the run after an interruption; the result is bit-
identical to an uninterrupted run. The fourth also changes its config: the change is recorded, and shown by compare
and report. The model's shape, its features, the data and the seed cannot change. The fifth says where the run's music
is now; it has to be the same. The sixth trains five runs that differ only in their seeds, in one directory, and
prints their median, best and spread; it is short for sweep. The seventh prints the config with all its keys and where
they were set, the size of the network, the memory and the time it needs, and creates nothing. The last runs a command in
the shell when the training has finished, failed or been interrupted.

A config may begin with extends = "base.toml", a path relative to it: it then holds only what differs from that file.
`

// trainCommand starts or resumes a run.
func trainCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("experiments", flag.ContinueOnError)
	configPath := flags.String("config", "", "TOML `FILE` of the experiment; configs/default.toml explains every key")
	dir := flags.String("run", "", "new directory `DIR` for the run; runs/<name>-<UTC date and time> without it")
	seeds := flags.Int("seeds", 1, "train `N` runs, with the config's seed and those that follow it, one after the other in one directory")
	resume := flags.String("resume", "", "resume the run in `DIR`")
	midi := flags.String("midi", "", "with -resume: `DIR` where the run's music is now")
	frames := flags.String("frames", "", "with -resume: `FILE` where the run's frames are now")
	until := flags.Int("until", 0, "stop after `EPOCH`, as if interrupted; -resume continues to the same bits as without")
	notify := flags.String("notify", "", "`COMMAND` to run in the shell at the end: BIAXIAL_RUN, BIAXIAL_STATUS, BIAXIAL_EPOCH and BIAXIAL_BEST say how it ended")
	dryRun := flags.Bool("dry-run", false, "print the config with all its keys and where they were set, the parameters, the memory and the time of an epoch; create nothing")
	var set commandline.Repeated
	flags.Var(&set, "set", "`KEY=VALUE` that overrides a key of the config, such as train.epochs=200; may be repeated")
	operands, err := commandline.Parse(flags, args, out, trainManual)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(out.Results, "\nCommands (the manual of each: help COMMAND, or COMMAND -h):\n")
		return errors.Join(writeCommands(out.Results), err)
	case err != nil:
		return err
	case len(operands) > 0:
		return exit.Usagef("%q is not a flag; to train: -config FILE", operands[0])
	case *dryRun && (*resume != "" || *seeds != 1 || *notify != ""):
		return exit.Usagef("-dry-run shows what one new run would be: leave out -resume, -seeds and -notify")
	case *resume != "" && (*configPath != "" || *dir != "" || *seeds != 1):
		return exit.Usagef("-resume continues with the run's own config: only -set, -midi and -frames go with it")
	case (*midi != "" || *frames != "") && (*resume == "" || *midi != "" && *frames != ""):
		return exit.Usagef("-midi or -frames says with -resume where the run's music is now; a new run has -set data.midi=DIR or data.frames=FILE")
	case commandline.Given(flags)["until"] && (*until <= 0 || *dryRun || *seeds != 1):
		return exit.Usagef("-until %d: must be an epoch of one run that is trained", *until)
	case *resume != "":
		return training.Resume(ctx, *resume, append(trained.Location(*midi, *frames), set...), *until, *notify, out)
	case *configPath == "":
		return exit.Usagef("nothing to do: studio opens a page to compose and listen, -config FILE trains, -resume DIR resumes, -h has the manual and all commands")
	}
	if *seeds != 1 {
		return sweepCommand(ctx, args, out)
	}
	text, err := config.ReadPipe(ctx, *configPath)
	if err != nil {
		return err
	}
	c, err := config.Parse(*configPath, text, set)
	if err != nil {
		return err
	}
	if *dryRun {
		explained, err := config.Explain(*configPath, text, set)
		if err != nil {
			return err
		}
		return training.DryRun(ctx, c, explained, out)
	}
	return training.Start(ctx, c, *dir, *until, *notify, out)
}
