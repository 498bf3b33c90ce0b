package main

import (
	"context"
	"encoding/json"
	"flag"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/stats"
)

const statsManual = `
experiments stats measures music, puts a network's samples beside the pieces that it learned from, and tells what they copied.

	go run ./experiments stats song.mid other.mid
	go run ./experiments stats -run runs/first
	go run ./experiments stats -run runs/first -all
	go run ./experiments stats -run runs/first music/*.mid
	go run ./experiments stats -midi FOLDER
	go run ./experiments stats -midi FOLDER song.mid -json

With -run it is the samples of the last epoch that has any, or the files named, against the run's training pieces. With -midi alone it is the folder; with files,
the files against the folder. For example:

	$ go run ./experiments -config configs/quickstart.toml -run runs/first
	$ go run ./experiments stats -run runs/first
	runs/first, epoch 320: 2 samples against the 28 training pieces of the starter corpus

	metric             samples   corpus  5 to 95 %       overlap         unit
	density               2.16     2.70   2.05 to  3.84     1.00         keys/step  sounding keys a step, silence included
	groove_similarity     0.81     0.93   0.83 to  0.98     0.04  below             likeness of the rhythm of neighbouring measures
	…

It is about as full as the corpus, and does not keep its rhythm as strictly.

samples, corpus    medians; below, above: the samples' median is outside the range that 90 % of the corpus' pieces are in
overlap            of the two distributions, 0 to 1, by histograms with bins in common; two sets of one kind have 0.65 to 0.85 by chance
copied             share of the windows of 8 successive onsets (keys, and distances in steps) that a training piece has too, in the
                   same key or in any; the piece that has most of them; the longest stretch. What the pieces held out for
                   validation have in common with the training pieces says how much is usual.

The metrics named as in muspy have muspy's values, oddities included: they let a note fill the beat after its end, and compare with a
measure after the last. Those that end in _share, and groove_similarity, are the program's own and do not. -json has everything, each piece with all
metrics and profiles; null is what is not defined, such as the mean length of no notes.
`

// statsCommand measures music.
func statsCommand(ctx context.Context, args []string, out *console.Streams) error {
	r := stats.Request{Epoch: -1}
	flags := flag.NewFlagSet("stats", flag.ContinueOnError)
	flags.StringVar(&r.Run, "run", "", "the run in `DIR`: its samples, or the files named, against its training pieces")
	flags.StringVar(&r.Folder, "midi", "", "folder `DIR` of MIDI and ABC files, searched through")
	flags.IntVar(&r.Epoch, "epoch", r.Epoch, "the samples of epoch `N` of the run; the last that has samples without it")
	flags.BoolVar(&r.All, "all", false, "the samples of all epochs of the run")
	flags.BoolVar(&r.Json, "json", false, "print JSON")
	flags.IntVar(&r.StepsPerQuarter, "steps-per-quarter", 4, "grid: `STEPS` in a quarter note, 1 to 64; the run's with -run")
	var err error
	if r.Files, err = parse(flags, args, out, statsManual); err != nil {
		return err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	switch {
	case r.Run == "" && r.Folder == "" && len(r.Files) == 0:
		return exit.Usagef("stats: name MIDI files, a run with -run, or a folder with -midi (-h has the manual)")
	case r.Run != "" && r.Folder != "":
		return exit.Usagef("stats: -run and -midi exclude each other")
	case (given["epoch"] || r.All) && (r.Run == "" || len(r.Files) > 0):
		return exit.Usagef("stats: -epoch and -all choose among the samples of a run; give -run, and no files")
	case given["epoch"] && r.All:
		return exit.Usagef("stats: -epoch and -all exclude each other")
	case given["epoch"] && r.Epoch < 0:
		return exit.Usagef("stats: -epoch %d: must be 0 or more", r.Epoch)
	case given["steps-per-quarter"] && r.Run != "":
		return exit.Usagef("stats: -steps-per-quarter: the run's own grid is used with -run")
	case r.StepsPerQuarter < 1 || r.StepsPerQuarter > config.FinestGrid:
		return exit.Usagef("stats: -steps-per-quarter %d: must be from 1 to %d", r.StepsPerQuarter, config.FinestGrid)
	}
	report, err := r.Report(out)
	if err != nil {
		return err
	}
	if r.Json {
		encoder := json.NewEncoder(out.Results)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	return report.Print(out.Results)
}
