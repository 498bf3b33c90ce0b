package main

import (
	"cmp"
	"context"
	"flag"
	"math"
	"slices"

	"workbench/internal/commandline"
	"workbench/internal/compare"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/figure"
)

const compareManual = `
experiments compare shows runs in one table, the best validation loss first, with only those config keys that differ.

	go run ./experiments compare runs
	go run ./experiments compare runs/adam runs/rmsprop
	go run ./experiments compare runs/sweep -sort optimizer.learning_rate -drop 'last*' -format md
	go run ./experiments compare runs /media/other/runs -top 10 -out comparison

A DIR is a run directory, or a folder that holds runs, up to five levels deep. What cannot be read is left out with a warning.

Runs with the same config and corpus that differ only in their seed form one row, NAME ×N, with the median and, under spread, the
lowest and highest loss. For two runs, all differences in config, code and corpus follow the table.

"from best" is the loss of a row minus that of the best row with the same corpus, over all validation pieces, with its 95 % interval:
a paired bootstrap over the pieces, and over the seeds where a row has several. If the interval contains 0, these pieces do not show
which of the two is better. It needs the validation losses of each piece, which training stores (validation.json). -test computes them
for runs without them, which takes as long as evaluate.

The text has as many columns as fit the terminal, or 120 characters in a file or pipe, and names those it leaves out; -wide shows all.
If the runs have different kinds of model, config keys that only some kinds have are left out, unless -wide or -keep asks for them.

Columns, as -sort, -keep and -drop name them, besides config keys such as optimizer.name:

name, runs          shortest unique end of the directory; number of runs in the row
status              running, finished, interrupted, failed, or dead: the process was killed
epoch, epochs       epochs done (of several runs: the fewest), and planned
best, best_epoch    lowest validation loss, and its epoch; best_min, best_max: over the seeds
difference          from best, as above; difference_low, difference_high: its 95 % interval
last, last_epoch    latest validation loss, and its epoch
train               training loss, median of the last ten epochs
parameters          number of weights of the network
seconds_per_epoch   training time, median of the last ten epochs
unit                unit of the losses: a step of the roll, a token or an event; shown where runs of several kinds are compared, with
best_step           best loss per step of the roll, and
best_note           best loss per note, for models with different units
baseline            loss of the counting baseline on the validation pieces: per-key frequencies, or bigrams of classes
seed, corpus, code  shown where they differ; corpus is a fingerprint, code a commit, with + if the source had uncommitted changes
dir                 directories; in CSV only
density, overlap    with -stats, of the newest samples: sounding keys per step; overlap with the metrics of the
copied, closest     training pieces (0 to 1); share of their windows of 8 onsets that a training piece has, in any key, and the piece
                    with most of them. See the stats command

Losses are in nats per time step, or per unit where the table says so. Text and Markdown are rounded; CSV and JSON are not, and are empty or
null where a run lacks a value. JSON has all columns, and each run besides the rows.

-out DIR writes the table as compare.txt, .md, .csv and .json, and pictures, each as .png, .svg and .pdf:

curves-valid        validation losses
curves-train        training losses: running median, and each epoch in a pale colour
rolls               first sample of the latest epoch for which all runs have samples; otherwise of each run's last
loss                of a single run: training and validation losses, gradient norm, learning rate
learning            of a single run: first sample of each epoch

A row has one curve, with a band from the lowest to the highest of its seeds, and the same number and colour in both pictures: its place in
the table. The first 20 rows have curves, the first 12 runs have rolls. Without -y the curves show the losses where the rows differ, and say what
they leave out. -width, -height, -dpi and -theme fit the pictures to a page.
`

// compareCommand compares runs.
func compareCommand(ctx context.Context, args []string, out *console.Streams) error {
	var s compare.Selection
	var runs, keep, drop commandline.Repeated
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.Var(&runs, "run", "the run in `DIR`; DIR without -run means the same")
	dir := flags.String("out", "", "`DIR`ectory to write the tables and pictures to, created if needed; the files must not exist")
	var format string
	commandline.Choice(flags, &format, "format", "text", "`FORMAT` to print", compare.FormatNames()...)
	flags.StringVar(&s.Sort, "sort", "best", "order the rows by column `KEY`; -KEY reverses the order")
	commandline.Number(flags, &s.Top, "top", 0, 0, math.MaxInt, "only the first `N` rows; 0 = all")
	unfolded := flags.Bool("no-fold", false, "show each seed as a row of its own")
	withStats := flags.Bool("stats", false, "measure the newest samples of each run and compare them with its training pieces")
	test := flags.Bool("test", false, "compute the validation losses of each piece for runs that did not store them")
	flags.BoolVar(&s.Wide, "wide", false, "show all columns, even if they do not fit the terminal")
	flags.Var(&keep, "keep", "show only the columns that match `PATTERN`, such as 'best*' or 'optimizer.*', even where the rows do not differ; separate several with commas, or repeat the flag")
	flags.Var(&drop, "drop", "leave out the columns that match `PATTERN`; separate several with commas, or repeat the flag")
	var figures compare.Figures
	figures.Style.AddFlags(flags)
	flags.StringVar(&figures.Title, "title", "", "`TEXT` above each picture; a title of its own without it")
	flags.Func("x", "epochs `LOW:HIGH` that the curves show, such as 10:300", rangeOf(&figures.X))
	flags.Func("y", "losses `LOW:HIGH` that the curves show, such as 2:2.5", rangeOf(&figures.Y))
	operands, err := commandline.Parse(flags, args, out, compareManual)
	operands = append(operands, runs...)
	chosen := slices.IndexFunc(compare.Formats, func(f compare.Format) bool { return f.Name == format })
	switch {
	case err != nil:
		return err
	case len(operands) == 0:
		return exit.Usagef("compare: which runs? Name their directories, or a folder that holds them, such as runs")
	}
	if err := commandline.Needs(flags, "out", append([]string{"title", "x", "y"}, figure.StyleFlags...)...); err != nil {
		return err
	}
	if err := compare.RefuseExisting(*dir); err != nil {
		return err
	}
	c, err := compare.Runs(operands, !*unfolded)
	if err != nil {
		return err
	}
	out.Warn("", c.Warnings...)
	if *test {
		c.EvaluatePieces(out)
	}
	if *withStats {
		s.Samples = compare.StatsOf(c.Runs, out)
	}
	if s.Keep, s.Drop = keep, drop; !s.Wide {
		s.Width = cmp.Or(console.TerminalWidth(out.Results), compare.FileWidth)
	}
	table, err := compare.NewTable(c, s)
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
	return table.Write(*dir, figures, out)
}

// rangeOf returns a function that parses a range of an axis.
func rangeOf(r *figure.Range) func(string) error {
	return func(text string) (err error) {
		*r, err = figure.ParseRange(text)
		return err
	}
}
