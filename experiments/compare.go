package main

import (
	"context"
	"flag"
	"fmt"
	"slices"

	"workbench/internal/compare"
	"workbench/internal/console"
	"workbench/internal/exit"
)

const compareManual = `
experiments compare puts runs beside one another: a row each, the best validation first, with only those keys of their configs that differ.

	go run ./experiments compare runs
	go run ./experiments compare runs/adam runs/rmsprop
	go run ./experiments compare runs/sweep -sort optimizer.learning_rate -drop 'last*' -format md
	go run ./experiments compare runs /media/other/runs -top 10 -out comparison

A DIR is a run directory, or a folder that holds some, at any of five levels below it. What cannot be read is left out with a warning.

Runs of one config and corpus that differ only in their seed are one row, NAME ×N, with the median and, under spread, the lowest and the
highest. A row is marked ~ if it is no farther from the best than the seeds of one of the two are from each other. Of two runs, all
differences in config, code and corpus follow the table.

The columns, as -sort, -keep and -drop name them, besides keys of the config such as optimizer.name:

name, runs          the end of the directory that tells a run from the others; how many a row stands for
status              running, finished, interrupted, failed, or dead: killed before its end
epoch, epochs       epochs done (of several runs: the fewest), and planned
best, best_epoch    lowest validation loss, and when; best_min, best_max: over the seeds
last, last_epoch    latest validation loss, and when
train               training loss, median of the last ten epochs
parameters          weights of the network
seconds_per_epoch   time spent on training, median of the last ten epochs
unit                what the losses are per: a step of the roll, a token or an event; of use where runs of several kinds are compared, as are
best_step           the best loss per step of the roll, and
best_note           per note, by which models of different units compare
baseline            loss of what only counts on the validation pieces: each key's own frequency, or how often a class follows another
seed, corpus, code  shown where they differ; corpus is a fingerprint, code a commit, with + if the source differed from it
dir                 the directories; only in CSV
density, overlap    with -stats, of the newest samples: keys that sound in a step; how far their metrics' distributions overlap
copied, closest     those of the training pieces (0 to 1); share of their windows of onsets that a training piece has, in any
                    key, and the piece that has most. The stats command tells more

Losses are in nats per time step, or per unit where the table says so. Text and Markdown are rounded; CSV and JSON are not, and leave empty, or null, what a run does not have.
JSON has all columns, and each run by itself besides the rows.

-out DIR writes the table as compare.txt, .md, .csv and .json, and pictures, each as .png and .svg:

curves-valid        validation of all runs
curves-train        training of all runs: the running median, and pale behind it every epoch
rolls               the first sample of the latest epoch of which all runs have samples; if there is none, of each run's last
learning            of an only run: the first sample of each epoch

Runs have the same numbers and colours in both curves: their order in the table. Of many runs the first 20 have curves, and the first 12 rolls.
`

// compareCommand compares runs.
func compareCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	dir := flags.String("out", "", "`DIR`ectory to write the tables and pictures to, made if needed; the files must not exist")
	format := flags.String("format", "text", "`FORMAT` to print: text, md, csv or json")
	sort := flags.String("sort", "best", "order the rows by column `KEY`; -KEY is the reverse")
	top := flags.Int("top", 0, "only the first `N` rows; 0 = all")
	unfolded := flags.Bool("no-fold", false, "give each seed a row of its own")
	withStats := flags.Bool("stats", false, "measure the newest samples of each run against its training pieces")
	var keep, drop repeated
	flags.Var(&keep, "keep", "show only the columns that match `PATTERN`, such as 'best*' or 'optimizer.*', equal config keys too; several with commas, or the flag again")
	flags.Var(&drop, "drop", "leave out the columns that match `PATTERN`; several with commas, or the flag again")
	operands, err := parse(flags, args, out, compareManual)
	chosen := slices.IndexFunc(compare.Formats, func(f compare.Format) bool { return f.Name == *format })
	switch {
	case err != nil:
		return err
	case len(operands) == 0:
		return exit.Usagef("compare: which runs? Name their directories, or a folder that holds them, such as runs")
	case chosen < 0:
		return exit.Usagef("compare: -format %q: must be text, md, csv or json", *format)
	case *top < 0:
		return exit.Usagef("compare: -top %d: must be 0 or more", *top)
	}
	if err := compare.RefuseExisting(*dir); err != nil {
		return err
	}
	c, err := compare.Runs(operands, !*unfolded)
	if err != nil {
		return err
	}
	for _, w := range c.Warnings {
		fmt.Fprintf(out.Progress, "warning: %s\n", w)
	}
	var samples map[string]*compare.SampleStats
	if *withStats {
		samples = compare.StatsOf(c.Runs, out)
	}
	table, err := compare.NewTable(c, *sort, *top, keep, drop, samples)
	if err != nil {
		return err
	}
	text, err := compare.Formats[chosen].Render(table)
	if err != nil {
		return err
	}
	if _, err := out.Results.Write(text); err != nil || *dir == "" {
		return err
	}
	return table.Write(*dir, out)
}
