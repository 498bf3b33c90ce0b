package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/figure"
)

const rollManual = `
experiments roll draws piano rolls of MIDI and ABC files as PNG.

	go run ./experiments roll song.mid
	go run ./experiments roll runs/first/samples/epoch-000400-1.mid -out figure-4.png
	go run ./experiments roll before.mid after.mid -out both.png

Each file gets a picture beside it, song.png for song.mid, which must not exist yet. With -out one picture is written, of one file or of several under one
another on the same scale; an existing one is replaced.
`

// rollsInOne is the number of rolls that one picture can hold.
const rollsInOne = 12

// rollCommand draws piano rolls.
func rollCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("roll", flag.ContinueOnError)
	picture := flags.String("out", "", "PNG `FILE` for all of them")
	stepsPerQuarter := flags.Int("steps-per-quarter", 4, "grid: `STEPS` in a quarter note, 1 to 64")
	allKeys := flags.Bool("all-keys", false, "show all 88 keys, not only the octaves that are used")
	files, err := parse(flags, args, out, rollManual)
	switch {
	case err != nil:
		return err
	case len(files) == 0:
		return exit.Usagef("roll: name one or more MIDI files (-h has the manual)")
	case *stepsPerQuarter < 1 || *stepsPerQuarter > config.FinestGrid:
		return exit.Usagef("roll: -steps-per-quarter %d: must be from 1 to %d", *stepsPerQuarter, config.FinestGrid)
	case *picture != "" && !strings.EqualFold(filepath.Ext(*picture), ".png"): // roll -out *.mid would otherwise replace the first of them
		return exit.Usagef("roll: -out %s: the picture is a PNG; name it so, such as -out rolls.png", *picture)
	case *picture != "" && len(files) > rollsInOne:
		return exit.Usagef("roll: %d files; one picture holds %d", len(files), rollsInOne)
	}
	var rolls []figure.Roll
	for _, file := range files {
		p, err := features.File(file, features.Grid(*stepsPerQuarter))
		if err != nil {
			return fmt.Errorf("roll: %w", err)
		}
		for _, w := range p.Warnings {
			fmt.Fprintf(out.Progress, "warning: %s: %s\n", file, w)
		}
		if p.Title == "" {
			p.Title = filepath.Base(file)
		}
		roll := artifacts.RollOf(p, p.Tempo, 0)
		roll.AllKeys = *allKeys
		rolls = append(rolls, roll)
	}
	if *picture != "" {
		err := artifacts.WritePNG(*picture, func(w io.Writer) error {
			if len(rolls) == 1 {
				return figure.WriteRoll(w, rolls[0])
			}
			return figure.Rolls(w, rolls, files)
		})
		if err == nil {
			fmt.Fprintln(out.Results, *picture)
		}
		return err
	}
	targets, err := picturesBeside(files)
	if err != nil {
		return err
	}
	for i, target := range targets {
		if err := artifacts.WritePNG(target, func(w io.Writer) error { return figure.WriteRoll(w, rolls[i]) }); err != nil {
			return err
		}
		fmt.Fprintln(out.Results, target)
	}
	return nil
}

// picturesBeside names a picture for each file, none of which exists yet.
func picturesBeside(files []string) (targets []string, err error) {
	for _, file := range files {
		target := strings.TrimSuffix(file, filepath.Ext(file)) + ".png"
		if _, err := os.Lstat(target); err == nil {
			return nil, fmt.Errorf("roll: %s exists; -out replaces it", target)
		}
		if slices.Contains(targets, target) {
			return nil, exit.Usagef("roll: two of the files would be drawn as %s; draw them one at a time, with -out", target)
		}
		targets = append(targets, target)
	}
	return targets, nil
}
