package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"slices"
	"time"

	"workbench/internal/commandline"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/search"
	"workbench/internal/sweep"
)

const sweepSearchManual = `
With -method random, tpe or asha it searches ranges and lists for the lowest loss; docs/searches.md has the details:

	go run ./experiments sweep -config configs/quickstart.toml -method tpe -trials 40 -set optimizer.learning_rate=1e-3..1e-1:log -set model.dropout=0..0.5
	go run ./experiments sweep -config configs/quickstart.toml -method asha -trials 40 -budget 2h -set train.batch=1..8 -set optimizer.name=adam,rmsprop
	go run ./experiments sweep -report runs/quickstart-tpe

A range is LOW..HIGH, with :log for a logarithmic scale and :int for whole numbers; a key of whole numbers needs no :int. tpe learns
from the trials before; asha trains many trials for few epochs and continues the best. Each trial is a run directory, and search.jsonl
has all decisions: the same command continues a search that was interrupted or killed, also with more -trials or after its -budget.
At the end, and with -report, it prints the best trials and the importance of each parameter, and draws figures.
`

// grid is the method that trains all combinations.
const grid = "grid"

// searchFlags are the flags of sweep that concern searches.
type searchFlags struct {
	method, metric, report string
	trials, reduction      int
	budget                 time.Duration
}

func (s *searchFlags) add(flags *flag.FlagSet) {
	commandline.Choice(flags, &s.method, "method", grid, "`METHOD` that trains all combinations (grid), or searches ranges and lists", append([]string{grid}, search.Methods...)...)
	commandline.Number(flags, &s.trials, "trials", 0, 1, sweep.MostTrials, "begin at most `N` trials in all, with -method random, tpe or asha")
	flags.DurationVar(&s.budget, "budget", 0, "stop after this `TIME`, such as 90m or 2h; the same command continues")
	flags.StringVar(&s.metric, "metric", "valid.nll", "what a search minimizes: `SPLIT.FIELD` of metrics.jsonl, such as valid.play or train.nll")
	commandline.Number(flags, &s.reduction, "reduction", 3, 2, math.MaxInt, "with -method asha, continue the best one of `N` trials")
	flags.StringVar(&s.report, "report", "", "print the report of the search in `DIR` and draw its figures")
}

// check returns a usage error if the flags, of which some were given, contradict each other.
func (s *searchFlags) check(given map[string]bool) error {
	switch {
	case s.report != "" && len(given) > 1:
		return exit.Usagef("sweep: -report DIR stands alone")
	case given["budget"] && s.budget < time.Second:
		return exit.Usagef("sweep: -budget %v: must be 1s or more, such as 2h", s.budget)
	case s.method == grid && (given["trials"] || given["metric"]):
		return exit.Usagef("sweep: -trials and -metric go with -method random, tpe or asha; -method grid trains all combinations")
	case s.method != grid && given["seeds"]:
		return exit.Usagef("sweep: -seeds goes with -method grid; the trials of a search have one seed, -set seed=N")
	case s.method != grid && !given["trials"] && !given["budget"]:
		return exit.Usagef("sweep: -method %s: say when it ends, with -trials N, -budget TIME or both", s.method)
	case given["reduction"] && s.method != search.ASHA:
		return exit.Usagef("sweep: -reduction goes with -method asha")
	}
	return nil
}

// limit is the context of a sweep: it ends with the budget.
func (s *searchFlags) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.budget == 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, s.budget)
}

// spent returns the error of a sweep, none if its budget ended it: ctx is the context without the budget.
func (s *searchFlags) spent(ctx context.Context, err error, out *console.Streams) error {
	if !errors.Is(err, exit.ErrInterrupted) || ctx.Err() != nil {
		return err
	}
	fmt.Fprintf(out.Progress, "the budget of %s is spent; the same command continues\n", console.Duration(s.budget))
	return nil
}

// run searches in a directory, which it returns, and prints the report, or submits the search to Slurm. args are
// those of the command, to continue it.
func (s *searchFlags) run(ctx context.Context, file sweep.ConfigFile, parent string, set []string, workers sweep.Workers, cluster *clusterFlags, args []string, out *console.Streams) (dir string, err error) {
	options := sweep.SearchOptions{Method: s.method, Metric: s.metric, Trials: s.trials, Reduction: s.reduction, Set: set}
	if s.trials == 0 {
		options.Trials = sweep.MostTrials
	}
	searching, dir, err := sweep.PrepareSearch(file, parent, options)
	if err != nil {
		return "", err
	}
	submit := func() error { return searching.Submit(ctx, cluster.options.AtOnce, cluster.options, out) }
	if done, err := cluster.submitted(dir, submit, out); done || err != nil {
		return dir, err
	}
	limited, cancel := s.limit(ctx)
	defer cancel()
	err = s.spent(ctx, workers.Run(limited, searching, out), out)
	if errors.Is(err, exit.ErrInterrupted) {
		sayResume(file.Name, dir, args, out)
		return dir, err
	}
	return dir, errors.Join(err, sweep.Report(dir, out.Results))
}

// sayResume prints the command that continues an interrupted sweep in dir.
func sayResume(path, dir string, args []string, out *console.Streams) {
	if !config.IsRegular(path) { // a pipe is empty by now
		args = append(slices.Clone(args), "-config", sweep.FilePath(dir), "-run", dir)
	}
	fmt.Fprintf(out.Progress, "interrupted; to resume: %s\n", console.Command(append([]string{"sweep"}, args...)...))
}
