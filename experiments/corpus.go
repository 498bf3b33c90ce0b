package main

import (
	"context"
	"errors"
	"flag"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/commandline"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/exit"
)

const corpusManual = `
experiments corpus describes the music that a model is trained on: each piece with its length, metres, range and density, near-duplicates,
and each file, or tune of an ABC file, that cannot be used, with the reason.

	go run ./experiments corpus
	go run ./experiments corpus FOLDER
	go run ./experiments corpus song.mid
	go run ./experiments corpus jsb.json -json
	go run ./experiments corpus -run runs/first
	go run ./experiments corpus -config configs/quickstart.toml
	go run ./experiments corpus -write starter

Without music it describes the starter corpus inside the program. The music is a folder of MIDI, ABC and MusicXML files, one such file, a piano-roll JSON,
or what a run or a config names. A run directory instead of music is the same as -run. -write exports the pieces to a folder as MIDI, as the
grid has them.

steps      length in steps of the grid, sixteenths unless -steps-per-quarter or the config says otherwise
notes      note-ons of the source, without drums
onsets     onsets on the grid; merged: onsets of one key that fall into the same step as another
density    keys that sound in a step, mean; held: share of the sounding cells without an onset

Pieces that are equal or nearly equal are listed in groups: half of the windows of 8 onsets in the top voice in common, in any key. Such pieces
stay together in training or validation, except where the music comes with a split of its own, or has no other pieces.

A folder of 200 or more files is read through a cache, so that the next command reads it in a moment, and music larger than memory can be trained
on. The cache is in your directory of caches; the environment variable BIAXIAL_CACHE=DIR puts it elsewhere, BIAXIAL_CACHE=off does without, and
-clear-cache empties it. It holds up to 64 GB; what has not been used for the longest time goes first.
`

// corpusCommand describes a corpus.
func corpusCommand(ctx context.Context, args []string, out *console.Streams) error {
	defaults := config.Default()
	c := &defaults
	flags := flag.NewFlagSet("corpus", flag.ContinueOnError)
	flags.StringVar(&c.Data.MIDI, "midi", "", "folder `DIR` of MIDI, ABC and MusicXML files, searched recursively")
	flags.StringVar(&c.Data.Frames, "frames", "", "piano-roll `FILE`, JSON or a Python pickle")
	run := flags.String("run", "", "the music of the run in `DIR`")
	configFile := flags.String("config", "", "the music of the config in TOML `FILE`")
	flags.Float64Var(&c.Data.Validation, "validation", c.Data.Validation, "`SHARE` of the pieces for validation, 0 to below 1")
	commandline.Number(flags, &c.Data.StepsPerQuarter, "steps-per-quarter", c.Data.StepsPerQuarter, 1, config.FinestGrid, "grid: `STEPS` per quarter note, 1 to 64")
	asJSON := flags.Bool("json", false, "print JSON")
	write := flags.String("write", "", "new folder `DIR` to write the pieces to, on the grid")
	clearCache := flags.Bool("clear-cache", false, "empty the cache of music that has been read")
	var format string
	commandline.Choice(flags, &format, "format", "mid", "`FORMAT` of -write", artifacts.FormatNames()...)
	operands, err := commandline.Parse(flags, args, out, corpusManual)
	if err != nil {
		return err
	}
	given := commandline.Given(flags)
	sources := len(operands)
	for _, name := range []string{"midi", "frames", "run", "config"} {
		if given[name] {
			sources++
		}
	}
	if len(operands) > 0 && isRun(operands[0]) {
		*run = operands[0]
	}
	switch {
	case *clearCache && (len(given) > 1 || len(operands) > 0):
		return exit.Usagef("corpus: -clear-cache stands alone")
	case *clearCache:
		return corpus.ClearCache(out)
	case sources > 1:
		return exit.Usagef("corpus: name one source of music: DIR, FILE, -midi, -frames, -run or -config")
	case (*run != "" || *configFile != "") && (given["validation"] || given["steps-per-quarter"]):
		return exit.Usagef("corpus: -validation and -steps-per-quarter: the config has them")
	case !(c.Data.Validation >= 0 && c.Data.Validation < 1):
		return exit.Usagef("corpus: -validation %v: must be from 0 to below 1", c.Data.Validation)
	}
	if err := commandline.Needs(flags, "write", "format"); err != nil {
		return err
	}
	var music *features.Corpus
	switch {
	case *run != "":
		music, c, err = runCorpus(*run, out)
	case *configFile != "":
		music, c, err = configCorpus(ctx, *configFile, out)
	case len(operands) > 0:
		music, err = corpusOf(operands[0], c, out)
	default:
		music, err = corpus.Read(c, out.Progress)
	}
	if music == nil {
		return err
	}
	err = errors.Join(err, printCorpus(music, *asJSON, out))
	if err != nil || *write == "" {
		return err
	}
	return corpus.Write(music, *write, format, c.Compose.Velocity, out)
}

func printCorpus(music *features.Corpus, asJSON bool, out *console.Streams) error {
	report := corpus.Describe(music)
	if asJSON {
		return console.WriteJSON(out.Results, report)
	}
	return report.Print(out.Results)
}
