package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"

	"workbench/internal/atomicfile"
	"workbench/internal/commandline"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/report"
)

const reportManual = `
experiments report writes one file about one or several runs: what was run, curves, a table, piano rolls of samples and composed pieces, their statistics
and the training pieces', and the music itself, to listen to and to download.

	go run ./experiments report runs/first
	go run ./experiments report runs/adam runs/rmsprop -out optimizers.html
	go run ./experiments report runs/sweep -out sweep.md -format md

A DIR is a run directory, or a folder that holds runs. The HTML file needs no network, no script and no other file: send it by mail, or print it. The
Markdown report has its pictures, MIDI and WAV files in a folder beside it, with its name and -files. Runs that differ only in their seed have one curve, with a
band from the lowest to the highest. To stay small, a report of several runs has fewer samples of each than that of one, and all
samples together have at most 100 seconds of sound; -sound changes that.

Without -out, the report of one run is report.html (or .md) in its directory, and that of several is report.html in the working directory. An older report
is replaced; any other existing file is an error. A run that is still being trained, or is incomplete, gets a report too; it says what is missing.
`

// reportCommand writes a report.
func reportCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	path := flags.String("out", "", "`FILE` to write; an older report there is replaced")
	var format string
	commandline.Choice(flags, &format, "format", "html", "`FORMAT` to write", "html", "md")
	var sound int
	commandline.Number(flags, &sound, "sound", report.DefaultSound, 0, math.MaxInt, "`SECONDS` of sound of all samples together, 15 kB each; 0 = none")
	var runs commandline.Repeated
	flags.Var(&runs, "run", "the run in `DIR`; DIR without -run means the same")
	operands, err := commandline.Parse(flags, args, out, reportManual)
	operands = append(operands, runs...)
	switch {
	case err != nil:
		return err
	case len(operands) == 0:
		return exit.Usagef("report: which runs? Name their directories, or a folder that holds them, such as runs")
	}
	switch extension := strings.ToLower(strings.TrimPrefix(filepath.Ext(*path), ".")); {
	case *path == "" || extension == format:
	case commandline.Given(flags)["format"] || report.Formats[extension] == nil:
		return exit.Usagef("report: -out %s: the name of a report in the format %s ends in .%s; formats are html and md", *path, format, format)
	default:
		format = extension
	}
	dirs, warnings, err := report.Find(operands)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if *path == "" {
		*path = "report." + format
		if len(dirs) == 1 {
			*path = filepath.Join(dirs[0], *path)
		}
	}
	if err := report.MayReplace(*path); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	r := report.NewCollector().Collect(dirs, time.Now())
	r.Warnings, r.Sound = append(warnings, r.Warnings...), sound
	out.Warn("", r.Warnings...)
	for _, run := range r.Runs {
		out.Warn(run.Name, run.Problems...)
	}
	if err = atomicfile.MakeParents(*path); err == nil {
		err = report.Formats[format](r, *path)
	}
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err = fmt.Fprintln(out.Results, console.Printable(*path))
	return err
}
