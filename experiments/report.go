package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/report"
)

const reportManual = `
experiments report writes what there is to know of one or several runs into one file: what was run, the curves, a table, piano rolls of the checkpoints,
the samples beside the corpus, and the samples themselves, to listen to and to download.

	go run ./experiments report runs/first
	go run ./experiments report runs/adam runs/rmsprop -out optimizers.html
	go run ./experiments report runs/sweep -out sweep.md -format md

A DIR is a run directory, or a folder that holds some. The HTML file needs no network, no script and no other file: send it by mail, or print it. The
Markdown report has its pictures, MIDI and WAV files beside it, in a folder with its name and -files.

Without -out, the report of one run is report.html (or .md) in its directory, and that of several is report.html here. An older report is
replaced; any other file is left alone, which is an error. A run that is still going, or died, or lacks something, gets its report too; it says what is missing.
`

// reportCommand writes a report.
func reportCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	path := flags.String("out", "", "`FILE` to write; an older report there is replaced")
	format := flags.String("format", "html", "what to write: html or md")
	operands, err := parse(flags, args, out, reportManual)
	write := report.ReportFormats[*format]
	switch {
	case err != nil:
		return err
	case len(operands) == 0:
		return exit.Usagef("report: of which runs? Name their directories, or a folder that holds them, such as runs")
	case write == nil:
		return exit.Usagef("report: -format %q: must be html or md", *format)
	}
	dirs, warnings, err := report.Find(operands)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if *path == "" {
		*path = "report." + *format
		if len(dirs) == 1 {
			*path = filepath.Join(dirs[0], *path)
		}
	}
	if err := report.MayReplace(*path); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	r := report.NewCollector().Collect(dirs, time.Now())
	r.Warnings = append(warnings, r.Warnings...)
	for _, w := range r.Warnings {
		fmt.Fprintf(out.Progress, "warning: %s\n", w)
	}
	for _, run := range r.Runs {
		for _, problem := range run.Problems {
			fmt.Fprintf(out.Progress, "warning: %s: %s\n", run.Name, problem)
		}
	}
	if err := write(r, *path); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err = fmt.Fprintln(out.Results, *path)
	return err
}
