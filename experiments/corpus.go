package main

import (
	"context"
	"encoding/json"
	"flag"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/exit"
)

const corpusManual = `
experiments corpus describes the music that a network would learn: each piece with its length, metres, range and density, and each file that
cannot be used with the reason.

	go run ./experiments corpus
	go run ./experiments corpus -midi FOLDER
	go run ./experiments corpus -midi FOLDER -json
	go run ./experiments corpus -write starter

Without -midi or -frames it describes the starter corpus inside the program. -write puts the pieces into a folder as MIDI, as the network hears them.

steps      length in steps of the grid, sixteenths unless -steps-per-quarter says otherwise
notes      note-ons of the source, drums left out
struck     cells of the roll in which a key is struck; merged: strikes of one key that fell into one step with another
sounding   keys that sound in a step, on average; held: share of the sounding cells that are not struck
`

// corpusCommand describes a corpus.
func corpusCommand(ctx context.Context, args []string, out *console.Streams) error {
	c := config.Default()
	flags := flag.NewFlagSet("corpus", flag.ContinueOnError)
	flags.StringVar(&c.Data.MIDI, "midi", "", "folder `DIR` of MIDI and ABC files, searched through")
	flags.StringVar(&c.Data.Frames, "frames", "", "piano-roll JSON `FILE`")
	flags.Float64Var(&c.Data.Validation, "validation", c.Data.Validation, "`SHARE` of the pieces to validate on, 0 to below 1")
	flags.IntVar(&c.Data.StepsPerQuarter, "steps-per-quarter", c.Data.StepsPerQuarter, "grid: `STEPS` in a quarter note, 1 to 64")
	asJSON := flags.Bool("json", false, "print JSON")
	write := flags.String("write", "", "new folder `DIR` to write the pieces to, as MIDI")
	operands, err := parse(flags, args, out, corpusManual)
	switch {
	case err != nil:
		return err
	case len(operands) > 0:
		return exit.Usagef("corpus: %q is not a flag; name a folder with -midi", operands[0])
	case c.Data.MIDI != "" && c.Data.Frames != "":
		return exit.Usagef("corpus: -midi and -frames exclude each other")
	case !(c.Data.Validation >= 0 && c.Data.Validation < 1):
		return exit.Usagef("corpus: -validation %v: must be from 0 to below 1", c.Data.Validation)
	case c.Data.StepsPerQuarter < 1 || c.Data.StepsPerQuarter > config.FinestGrid:
		return exit.Usagef("corpus: -steps-per-quarter %d: must be from 1 to %d", c.Data.StepsPerQuarter, config.FinestGrid)
	}
	music, err := corpus.Read(&c, out.Progress)
	if music == nil {
		return err
	}
	report := corpus.Describe(music)
	if *asJSON {
		encoder := json.NewEncoder(out.Results)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(report); err != nil {
			return err
		}
	} else if err := report.Print(out.Results); err != nil {
		return err
	}
	if err != nil || *write == "" {
		return err
	}
	return corpus.Write(music, *write, c.Compose, out)
}
