package main

import (
	"flag"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/commandline"
	"workbench/internal/compose"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/trained"
)

// composeFlags are the flags of compose. An empty string or zero leaves the choice to the run's config.
type composeFlags struct {
	run, checkpoint    string
	steps, count, seed int
	length             int // of the piece in measures
	temperature        float64
	parallels, adapt   float64
	cadence            bool
	set                commandline.Repeated
	prompt, keep       string
	promptSteps        int
	style              string
	promptMeasures     string
	format, out        string
	midi, frames       string
	control            compose.Options
	given              map[string]bool // flags on the command line
}

func (f *composeFlags) register(flags *flag.FlagSet) {
	flags.StringVar(&f.run, "run", "", "the run in `DIR`; DIR without -run means the same")
	flags.StringVar(&f.checkpoint, "checkpoint", "", "`WHICH`: best (by validation), last, or an epoch; best where something was validated, otherwise last")
	commandline.Number(flags, &f.steps, "steps", 0, 1, features.MaxSteps, "time `STEPS` of the piece, or after the prompt; the run's compose.steps, which are after the primer, without it")
	commandline.Number(flags, &f.count, "count", 0, 1, 1000, "number of `PIECES`; the run's compose.count without it")
	commandline.Number(flags, &f.seed, "seed", 1, 0, math.MaxInt, "whole `NUMBER` from 0; each seed gives other pieces")
	flags.Float64Var(&f.temperature, "temperature", 0, "`X`: below 1 more predictable, above 1 more varied; the run's compose.temperature without it")
	flags.Float64Var(&f.parallels, "parallels", 0, "`WEIGHT` of a step for each pair of voices that moves in parallel fifths or octaves, from above 0 to 1; the run's compose.parallels without it")
	flags.BoolVar(&f.cadence, "cadence", false, "end on a chord of the tonic; -cadence=false ends anywhere; the run's compose.cadence without it")
	flags.Var(composingKeys{&f.set}, "set", "`KEY=VALUE` that overrides a key of the section compose in the run's config, such as compose.tempo=90; may be repeated")
	flags.StringVar(&f.prompt, "prompt", "", "MIDI, ABC or MusicXML `FILE` to continue")
	commandline.Number(flags, &f.promptSteps, "prompt-steps", 0, 1, features.MaxSteps, "first `STEPS` of the prompt; silence fills what is missing. The whole prompt without it")
	flags.StringVar(&f.style, "style", "", "`STYLE` of a model with data.styles, or a mixture such as bach=0.7,chopin=0.3; without it that of the primer, or an even mixture")
	flags.StringVar(&f.promptMeasures, "prompt-measures", "", "with -prompt: only its measures `FIRST-LAST`, such as 1-4")
	flags.Float64Var(&f.adapt, "adapt", 0, "with -prompt: adapt the weights to it first, with this learning `RATE`, to 0.1; 0 = fixed weights")
	flags.StringVar(&f.keep, "keep", "", "MIDI, ABC or MusicXML `FILE` of which a part is kept, and the rest composed")
	flags.StringVar(&f.control.Voice, "voice", "", "with -keep: the `VOICE` that is kept: top, bottom, or its number from the top")
	flags.StringVar(&f.control.Measures, "measures", "", "`NUMBER` of measures of the piece, such as 32; with -keep: the range of measures that is composed, such as 9-12 or 1,5-8")
	flags.StringVar(&f.control.Keys, "keys", "", "`RANGE` of keys that are composed, such as C4-B5")
	flags.StringVar(&f.control.Scale, "scale", "", "`SCALE` to keep to, such as \"D dorian\"")
	flags.StringVar(&f.control.Chords, "chords", "", "`SYMBOLS` of chords to keep to, one a measure, from the start again at the end: \"Am F C G7\"")
	flags.StringVar(&f.control.Density, "density", "", "number of keys in each step: a `RANGE` such as 2-5, or a number")
	flags.StringVar(&f.control.CellsFile, "cells", "", "JSON `FILE` with constraints on single cells")
	commandline.Number(flags, &f.control.Particles, "particles", 64, 1, 10_000, "`NUMBER` of pieces composed side by side to meet constraints")
	flags.BoolVar(&f.control.AnyKey, "any-key", false, "play keys that the training pieces do not have")
	flags.StringVar(&f.format, "format", "mid", "`LIST` of formats: "+strings.Join(artifacts.FormatNames(), ", "))
	flags.StringVar(&f.out, "out", "", "folder `DIR` for the pieces; a new one under composed in the run's without it")
	flags.StringVar(&f.midi, "midi", "", "`DIR` where the run's own music is now, for a primer from it")
	flags.StringVar(&f.frames, "frames", "", "`FILE` where the run's own frames are now")
}

// constrained tells whether something binds single cells.
func (f *composeFlags) constrained() bool { return f.keep != "" || !f.control.Empty() }

// check returns an error for a value that no flag may have.
func (f *composeFlags) check() error {
	if f.keep == "" && f.given["measures"] {
		n, err := strconv.Atoi(f.control.Measures)
		if err != nil || n < 1 || n > features.MaxSteps {
			return exit.Usagef("compose: -measures %s: must be the number of measures of the piece, such as 32; with -keep FILE a range, such as 9-12", f.control.Measures)
		}
		f.length, f.control.Measures = n, ""
	}
	switch {
	case f.midi != "" && f.frames != "":
		return exit.Usagef("compose: -midi and -frames exclude each other")
	case f.prompt == "" && (f.promptSteps > 0 || f.promptMeasures != "" || f.adapt != 0):
		return exit.Usagef("compose: -prompt-steps, -prompt-measures and -adapt are for a prompt; give -prompt FILE")
	case f.keep == "" && f.given["measures"] && f.given["steps"]:
		return exit.Usagef("compose: -measures and -steps both give the length of the piece; leave one out")
	case f.given["temperature"] && !(f.temperature > 0 && f.temperature <= 100):
		return exit.Usagef("compose: -temperature %v: must be above 0, at most 100", f.temperature)
	case f.given["parallels"] && !(f.parallels > 0 && f.parallels <= 1):
		return exit.Usagef("compose: -parallels %v: must be above 0, at most 1", f.parallels)
	case f.given["particles"] && !f.constrained():
		return exit.Usagef("compose: -particles %d: pieces are composed side by side only under constraints, such as -keep, -scale or -chords; leave it out", f.control.Particles)
	case f.keep != "" && (f.prompt != "" || f.given["steps"]):
		return exit.Usagef("compose: -keep FILE gives the length and the beginning; leave out -prompt and -steps")
	}
	for _, override := range f.set {
		switch key := config.OverriddenKey(override); {
		case (f.prompt != "" || f.keep != "") && key == "compose.metre":
			return exit.Usagef("compose: -set %s: the piece has the metre of the file that it continues or keeps; leave it out", override)
		case !config.Composing(key):
			return exit.Usagef("compose: -set %s: only keys that change what is composed can be set here, such as compose.tempo; the others are the run's", override)
		}
	}
	return nil
}

// open opens the run, with what the flags say instead of its config.
func (f *composeFlags) open() (*compose.Composition, error) {
	formats, err := artifacts.ParseFormats(f.format)
	if err != nil {
		return nil, exit.Usagef("compose: -format %w", err)
	}
	c, err := compose.Open(f.run, f.checkpoint, append(trained.Location(f.midi, f.frames), f.set...)...)
	if err != nil {
		return nil, err
	}
	c.Formats = formats
	c.PromptMeasures, c.PromptSteps, c.Adapt = f.promptMeasures, f.promptSteps, f.adapt
	if c.Style, err = c.ParseStyle(f.style); err != nil {
		return nil, err
	}
	if f.steps > 0 {
		c.Config.Compose.Steps, c.Whole = f.steps, true
	}
	c.Measures = f.length
	if f.count > 0 {
		c.Config.Compose.Count = f.count
	}
	if f.temperature > 0 {
		c.Config.Compose.Temperature = f.temperature
	}
	if f.parallels > 0 {
		c.Config.Compose.Parallels = f.parallels
	}
	if f.given["cadence"] {
		c.Config.Compose.Cadence = f.cadence
	}
	if f.constrained() && c.Config.Compose.Cadence && (f.cadence || config.Overridden(f.set, "compose.cadence")) { // not by the run's config
		return nil, exit.Usagef("compose: -cadence, or compose.cadence = true, ends a free composition; under constraints, give the last measure a chord with -chords")
	}
	return c, nil
}

// starts are what each piece begins with; with -keep, it reads the kept piece.
func (f *composeFlags) starts(c *compose.Composition, random []*rand.Rand, out *console.Streams) (starts []features.Primer, err error) {
	if f.control.CellsFile != "" {
		if f.control.Cells, err = compose.ReadCells(f.control.CellsFile); err != nil {
			return nil, err
		}
	}
	if f.keep == "" {
		return c.Primers(f.prompt, random, out)
	}
	if f.control.Kept, err = c.ReadKept(f.keep, out); err != nil {
		return nil, err
	}
	return c.Kept(f.control.Kept, out), nil
}
