package main

import (
	"context"
	"flag"
	"math"

	"workbench/internal/commandline"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/stats"
)

const statsManual = `
experiments stats measures music, compares the samples of a run with its training pieces, and finds what they copied.

	go run ./experiments stats song.mid other.mid
	go run ./experiments stats runs/first
	go run ./experiments stats -run runs/first -all
	go run ./experiments stats -run runs/first music
	go run ./experiments stats -midi FOLDER
	go run ./experiments stats -midi FOLDER song.mid -json

For a run it measures the samples of the last epoch that has any, or the files and folders named, and compares them with the run's training
pieces. A run directory alone is the same as -run. With -midi alone it describes the folder; with files it compares them with the folder.
For example:

	$ go run ./experiments -config configs/quickstart.toml -run runs/first
	$ go run ./experiments compose -run runs/first -count 20 -out music
	$ go run ./experiments stats -run runs/first music
	20 pieces, compared with the 28 training pieces of the starter corpus (79 windows of 129 steps)

	metric                   samples  corpus       5 to 95 %  overlap         unit
	…

Lengths are equal: the training pieces are cut into windows as long as the samples, at bar lines; shorter pieces stay whole. steps and
tonic_ending are those of whole pieces.

samples, corpus    medians; below, above: the samples' median is outside the range of 90 % of the corpus
overlap            of the two distributions, 0 to 1, from histograms with common bins; for 5 samples or more. By chance, two sets from one
                   distribution have 0.65 to 0.85
outside the range  samples with a value that no window of the corpus reaches
copied             share of the windows of 8 successive onsets (keys, and distances in steps) that a training piece has too, in the same
                   key or in any; the piece with most of them; the longest passage. The held-out pieces show what is usual

The metrics named as in muspy have muspy's values: they let a note fill the beat after its end, and compare with a measure after the last.
Those that end in _share, and groove_similarity, do not. parallel_fifths and parallel_octaves compare successive chords of equal size, voice by
voice; self_similarity_N compares measures N apart. -json has everything: the metrics and profiles of each piece, and null for what is
not defined, such as the mean length of no notes.
`

// statsCommand measures music.
func statsCommand(ctx context.Context, args []string, out *console.Streams) error {
	r := stats.Request{Epoch: -1}
	flags := flag.NewFlagSet("stats", flag.ContinueOnError)
	flags.StringVar(&r.Run, "run", "", "run in `DIR`: compare its samples, or the files named, with its training pieces")
	flags.StringVar(&r.Folder, "midi", "", "folder `DIR` of MIDI, ABC and MusicXML files, searched recursively; with -run where the run's own music is now")
	flags.StringVar(&r.Frames, "frames", "", "`FILE` where the frames of the run are now")
	commandline.Number(flags, &r.Epoch, "epoch", r.Epoch, 0, math.MaxInt, "samples of epoch `N` of the run; by default the last with samples")
	flags.BoolVar(&r.All, "all", false, "samples of all epochs of the run")
	asJSON := flags.Bool("json", false, "print JSON")
	commandline.Number(flags, &r.StepsPerQuarter, "steps-per-quarter", 4, 1, config.FinestGrid, "grid: `STEPS` per quarter note, 1 to 64; with -run that of the run")
	var err error
	if r.Files, err = commandline.Parse(flags, args, out, statsManual); err != nil {
		return err
	}
	if r.Run == "" && r.Folder == "" && len(r.Files) == 1 && isRun(r.Files[0]) {
		r.Run, r.Files = r.Files[0], nil
	}
	given := commandline.Given(flags)
	switch {
	case r.Run == "" && r.Folder == "" && len(r.Files) == 0:
		return exit.Usagef("stats: name MIDI files, a run with -run, or a folder with -midi (-h has the manual)")
	case r.Folder != "" && r.Frames != "":
		return exit.Usagef("stats: -midi and -frames exclude each other")
	case r.Frames != "" && r.Run == "":
		return exit.Usagef("stats: -frames says where the music of a run is; give -run")
	case (given["epoch"] || r.All) && (r.Run == "" || len(r.Files) > 0):
		return exit.Usagef("stats: -epoch and -all choose among the samples of a run; give -run, and no files")
	case given["epoch"] && r.All:
		return exit.Usagef("stats: -epoch and -all exclude each other")
	case given["steps-per-quarter"] && r.Run != "":
		return exit.Usagef("stats: -steps-per-quarter: a run has its own grid")
	}
	report, err := r.Report(out)
	if err != nil {
		return err
	}
	if *asJSON {
		return console.WriteJSON(out.Results, report)
	}
	return report.Print(out.Results)
}
