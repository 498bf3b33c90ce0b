package main

import (
	"context"
	"flag"

	"workbench/internal/commandline"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/figure"
	"workbench/internal/survey"
)

const surveyResultsManual = `
experiments survey results evaluates the answers of a listening study.

	go run ./experiments survey results study
	go run ./experiments survey results study answers-0123456789abcdef.jsonl -out figures
	go run ./experiments survey results study -json

It reads the answers that the server stored, and the FILEs that listeners of an exported study sent back. A listener who did not finish, or failed the
sound check, is left out, unless -all is given; the numbers of both are printed. Lines that are damaged or do not fit the study are left out with a warning.

For each group it prints the mean and the median rating and the share believed to be composed by a person, or for pairs the Bradley-Terry strength.
Intervals are of 95 %, from a bootstrap over listeners and excerpts: they speak about other listeners and other excerpts of the same kind. A group
with a single excerpt has an interval over listeners only. -out writes figures.
`

// surveyResults evaluates a study.
func surveyResults(_ context.Context, args []string, out *console.Streams) error {
	var style figure.Style
	flags := flag.NewFlagSet("survey results", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "print JSON")
	everyone := flags.Bool("all", false, "include listeners who did not finish or failed the sound check")
	dir := flags.String("out", "", "folder `DIR` for figures, made if needed")
	style.AddFlags(flags)
	operands, err := commandline.Parse(flags, args, out, surveyResultsManual)
	if err != nil {
		return err
	}
	if len(operands) == 0 {
		return exit.Usagef("survey results: name the directory of a study (-h has the manual)")
	}
	study, err := survey.Open(operands[0])
	if err != nil {
		return err
	}
	r, err := study.Results(operands[1:], *everyone)
	if err != nil {
		return err
	}
	out.Warn("", r.Warnings...)
	if *dir != "" && r.Listeners.Evaluated > 0 {
		if err := r.Draw(*dir, style, out); err != nil {
			return err
		}
	}
	if *asJSON {
		return console.WriteJSON(out.Results, r)
	}
	return r.Print(out.Results)
}
