package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/figure"
)

const rollManual = `
experiments roll draws piano rolls of music files as PNG, SVG or PDF.

	go run ./experiments roll song.mid
	go run ./experiments roll runs/first/samples/epoch-000400-1.mid -out figure-4.svg -width 85mm
	go run ./experiments roll song.mid -measures 5-12 -title 'Opening' -out opening.pdf
	go run ./experiments roll before.mid after.mid -out both.png

Each file gets a picture beside it, song.png for song.mid, which must not exist yet. With -out one picture is written, of one file or of up to 12 below
one another on the same scale; its extension decides the format, and an existing picture is replaced.

Text has the same size in print at every width: choose the width of the column.
`

// rollsInOne is the number of rolls that one picture can hold.
const rollsInOne = 12

// rollCommand draws piano rolls.
func rollCommand(ctx context.Context, args []string, out *console.Streams) error {
	var style figure.Style
	flags := flag.NewFlagSet("roll", flag.ContinueOnError)
	picture := flags.String("out", "", "picture `FILE` for all of them: .png, .svg or .pdf")
	title := flags.String("title", "", "`TEXT` above the picture; by default the title of the music")
	measures := flags.String("measures", "", "only the measures `FIRST-LAST`, such as 5-12")
	stepsPerQuarter := flags.Int("steps-per-quarter", 4, "grid: `STEPS` per quarter note, 1 to 64")
	allKeys := flags.Bool("all-keys", false, "show all 88 keys, not only the octaves that are used")
	styleFlags(flags, &style)
	files, err := parse(flags, args, out, rollManual)
	if err != nil {
		return err
	}
	switch {
	case len(files) == 0:
		return exit.Usagef("roll: name one or more MIDI files (-h has the manual)")
	case *stepsPerQuarter < 1 || *stepsPerQuarter > config.FinestGrid:
		return exit.Usagef("roll: -steps-per-quarter %d: must be from 1 to %d", *stepsPerQuarter, config.FinestGrid)
	case *picture != "" && len(files) > rollsInOne:
		return exit.Usagef("roll: %d files; one picture holds %d", len(files), rollsInOne)
	}
	if _, err := figure.FormatOf(*picture); *picture != "" && err != nil { // roll -out *.mid would otherwise replace the first of them
		return exit.Usagef("roll: -out %w", err)
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
		if *measures != "" {
			if roll, err = artifacts.Measures(roll, *measures); err != nil {
				return exit.Usagef("roll: -measures: %s: %w", file, err)
			}
		}
		if *title != "" {
			roll.Title = *title
		}
		rolls = append(rolls, roll)
	}
	if *picture != "" {
		var f figure.Figure = rolls[0]
		if len(rolls) > 1 {
			f = figure.Stack{Title: *title, Rolls: rolls, Captions: files}
		}
		return writeFigure(*picture, f, style, out)
	}
	targets, err := picturesBeside(files)
	if err != nil {
		return err
	}
	for i, target := range targets {
		if err := writeFigure(target, rolls[i], style, out); err != nil {
			return err
		}
	}
	return nil
}

// writeFigure writes a figure in the format of its extension, all or nothing, and prints its path.
func writeFigure(path string, f figure.Figure, style figure.Style, out *console.Streams) error {
	format, err := figure.FormatOf(path)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.Write(&b, format, style); err != nil {
		return exit.Usagef("%s: %w", path, err)
	}
	if err := atomicfile.Write(path, b.Bytes()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out.Results, path)
	return err
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
