package main

import (
	"context"
	"flag"
	"math/rand/v2"
	"strings"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/compose"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/model"
	"workbench/internal/primer"
	"workbench/internal/trained"
)

const composeManual = `
experiments compose writes new pieces with a trained model: for each a MIDI file and a picture of its piano roll.

	go run ./experiments compose -run runs/first
	go run ./experiments compose -run runs/first -count 4 -steps 256 -temperature 0.9 -seed 7 -out music
	go run ./experiments compose -run runs/first -prompt theme.mid
	go run ./experiments compose -run runs/performance -set performance.density=12

A composition begins with a step of the training pieces, or of the starter corpus, or with silence, as compose.primer in the run's config says,
or continues a prompt: its steps come first, and the composition follows in its metre and tempo. The same seed gives the same pieces, whatever
their number. Standard output has the names of the MIDI files.
`

// composeCommand composes from a checkpoint.
func composeCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("compose", flag.ContinueOnError)
	dir := flags.String("run", "", "run `DIR`ectory, the same as DIR without the flag")
	which := flags.String("checkpoint", "", "`WHICH`: best (by validation), last, or an epoch; best where something was validated, otherwise last")
	steps := flags.Int("steps", 0, "time `STEPS` to compose; the run's compose.steps without it")
	count := flags.Int("count", 0, "number of `PIECES`; the run's compose.count without it")
	seed := flags.Int("seed", 1, "whole `NUMBER` from 0; each seed gives other pieces")
	temperature := flags.Float64("temperature", 0, "`X`: below 1 more predictable, above 1 more varied; the run's compose.temperature without it")
	var set repeated
	flags.Var(&set, "set", "`KEY=VALUE` that overrides a key of the section compose in the run's config, such as compose.tempo=90; may be repeated")
	prompt := flags.String("prompt", "", "MIDI, ABC or MusicXML `FILE` to continue")
	format := flags.String("format", "mid", "`LIST` of formats: mid, musicxml, mxl, wav")
	into := flags.String("out", "", "folder `DIR` for the pieces; a new one under composed in the run's without it")
	midi := flags.String("midi", "", "`DIR` where the run's own music is now, for a primer from it")
	frames := flags.String("frames", "", "`FILE` where the run's own frames are now")
	operands, err := parse(flags, args, out, composeManual)
	if err != nil {
		return err
	}
	if *dir, err = runOperand("compose", *dir, operands); err != nil {
		return err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	switch {
	case *midi != "" && *frames != "":
		return exit.Usagef("compose: -midi and -frames exclude each other")
	case given["steps"] && (*steps < 1 || *steps > features.MaxSteps):
		return exit.Usagef("compose: -steps %d: must be from 1 to %d", *steps, features.MaxSteps)
	case given["count"] && (*count < 1 || *count > 1000):
		return exit.Usagef("compose: -count %d: must be from 1 to 1000", *count)
	case *seed < 0:
		return exit.Usagef("compose: -seed %d: must be 0 or more", *seed)
	case given["temperature"] && !(*temperature > 0 && *temperature <= 100):
		return exit.Usagef("compose: -temperature %v: must be above 0, at most 100", *temperature)
	}
	for _, override := range set {
		if key, _, _ := strings.Cut(override, "="); !config.Composing(config.CurrentKey(strings.TrimSpace(key))) {
			return exit.Usagef("compose: -set %s: only keys that change what is composed can be set here, such as compose.tempo; the others are the run's", override)
		}
	}
	formats, err := artifacts.ParseFormats(*format)
	if err != nil {
		return exit.Usagef("compose: -format %w", err)
	}
	c, err := compose.Open(*dir, *which, append(trained.Location(*midi, *frames), set...)...)
	if err != nil {
		return err
	}
	c.Formats = formats
	if given["steps"] {
		c.Config.Compose.Steps = *steps
	}
	if given["count"] {
		c.Config.Compose.Count = *count
	}
	if given["temperature"] {
		c.Config.Compose.Temperature = *temperature
	}
	if err := model.CheckComposingMemory(c.Config); err != nil {
		return err
	}
	random := primer.Generators(c.Config.Compose.Count, rand.New(rand.NewPCG(uint64(*seed), 0)))
	starts, err := c.Primers(*prompt, random, out)
	if err != nil {
		return err
	}
	target, err := c.Target(*dir, *into)
	if err != nil {
		return err
	}
	pieces := c.Model.Compose(starts, c.Config.Compose.Steps, c.Config.Compose.Temperature, random)
	return c.Write(pieces, starts[0].Piece.Steps(), *seed, target, out)
}
