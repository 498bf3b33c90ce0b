package main

import (
	"context"
	"flag"
	"path/filepath"
	"slices"
	"strings"

	"workbench/internal/artifacts"
	"workbench/internal/commandline"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/figure"
	"workbench/internal/rolls"
)

const rollManual = `
experiments roll draws piano rolls of MIDI, ABC and MusicXML files, or converts such a file.

	go run ./experiments roll song.mid
	go run ./experiments roll song.mid -out figure-4.pdf -width 85mm -measures 2-5
	go run ./experiments roll before.mid after.mid -out both.svg -theme print
	go run ./experiments roll song.mid -out dynamics.png -velocity
	go run ./experiments roll FOLDER -out all.pdf
	go run ./experiments roll song.mid -out song.musicxml

A folder stands for all files of music in it and below; those that cannot be read are left out with a warning.

Without -out each file gets a picture beside it, song.png for song.mid. With -out one file is written, in the format of its
extension: .png, .svg or .pdf is a picture of one file, or of several under one another on the same scale; .mid, .musicxml, .mxl, .wav or .flac
is the music of one file on the grid, with its tempos and key signatures. An existing file is never replaced.
`

// rollCommand draws piano rolls.
func rollCommand(_ context.Context, args []string, out *console.Streams) (err error) {
	var r rolls.Request
	flags := flag.NewFlagSet("roll", flag.ContinueOnError)
	flags.StringVar(&r.Out, "out", "", "new `FILE` to write")
	commandline.Number(flags, &r.StepsPerQuarter, "steps-per-quarter", 4, 1, config.FinestGrid, "grid: `STEPS` in a quarter note, 1 to 64")
	flags.BoolVar(&r.AllKeys, "all-keys", false, "show all 88 keys, not only the octaves that are used")
	flags.BoolVar(&r.Velocity, "velocity", false, "draw softer notes paler, and keep the velocities of music that is converted")
	flags.StringVar(&r.Title, "title", "", "`TEXT` above the picture; the title of the music without it")
	flags.StringVar(&r.Measures, "measures", "", "only the measures `FIRST-LAST`, such as 5-12")
	r.Style.AddFlags(flags)
	if r.Files, err = commandline.Parse(flags, args, out, rollManual); err != nil {
		return err
	}
	format := strings.ToLower(strings.TrimPrefix(filepath.Ext(r.Out), "."))
	music := slices.Contains(artifacts.FormatNames(), format)
	_, formatErr := figure.FormatOf(r.Out)
	switch {
	case len(r.Files) == 0:
		return exit.Usagef("roll: name one or more MIDI, ABC or MusicXML files (-h has the manual)")
	case r.Out != "" && !music && formatErr != nil:
		return exit.Usagef("roll: -out %s: must end in one of .png, .svg, .pdf, .%s", r.Out, strings.Join(artifacts.FormatNames(), ", ."))
	}
	if music {
		if err := commandline.Unused(flags, "for pictures, and -out "+r.Out+" is music", append([]string{"all-keys", "title", "measures"}, figure.StyleFlags...)...); err != nil {
			return err
		}
	}
	if err := r.OpenFolders(); err != nil {
		return err
	}
	switch {
	case music && len(r.Files) > 1:
		return exit.Usagef("roll: %d files; -out %s takes one", len(r.Files), r.Out)
	case r.Out != "" && len(r.Files) > rolls.MaxInOne:
		return exit.Usagef("roll: %d files; one picture holds %d", len(r.Files), rolls.MaxInOne)
	}
	if music {
		return r.Convert(format, out)
	}
	return r.Draw(out)
}
