package main

import (
	"context"
	"flag"
	"math"

	"workbench/features"
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
	go run ./experiments stats -run runs/first -split valid music
	go run ./experiments stats -midi FOLDER
	go run ./experiments stats -midi FOLDER song.mid -json

For a run it measures the samples of the last epoch that has any, or the files and folders named, and compares them with the run's training
pieces, or with its validation pieces, which it has not learned from (-split valid). A run directory alone is the same as -run. With -midi alone it
describes the folder; with files it compares them with the folder, which may hold pieces that no model has seen.
For example:

	$ go run ./experiments -config configs/quickstart.toml -run runs/first
	$ go run ./experiments compose -run runs/first -count 20 -out music
	$ go run ./experiments stats -run runs/first music
	20 pieces, compared with the 28 training pieces of the starter corpus (79 windows of 129 steps)

	metric                   samples  corpus       5 to 95 %  overlap         unit
	…

Lengths are equal: the pieces of the corpus are cut into windows as long as the samples, at bar lines; shorter pieces stay whole. steps,
tonic_ending, last_chord_length and top_key_drone_at_end are those of whole pieces.

samples, corpus    medians; below, above: the samples' median is outside the range of 90 % of the corpus. The line below the table counts those
                   inside. Of tonic_ending, drone, top_key_drone_at_end, silent_32 and bar_of_12_keys: pieces that have it
overlap            of the two distributions, 0 to 1, from histograms with common bins; for 5 samples or more. By chance, two sets from one
                   distribution have 0.65 to 0.85
outside the range  samples with a value that no window of the corpus reaches
copied             share of the windows of 8 successive onsets (keys, and distances in steps) that a training piece has too, in the same
                   key or in any; the piece with most of them; the longest passage. The held-out pieces show what is usual

The metrics named as in muspy have muspy's values: they let a note fill the beat after its end, and compare with a measure after the last.
Those that end in _share, and groove_similarity, do not. -json has everything: the metrics and profiles of each piece, and null for what is
not defined, such as the mean length of no notes.

repeated_measure_share       measures equal to an earlier one, onsets included; self_similarity_N compares measures N apart
best_lag_repeat              steps with the keys of the steps best_lag before: the largest share over all distances from 8 to 128 steps, and up
                             to half of the piece; two silent steps do not count
triad_share                  of the steps with three pitch classes or more: major, minor, diminished or augmented. triads_and_sevenths: or a
                             dominant, major, minor, half-diminished or diminished seventh chord
chord_change_on_beat         a chord is two or more pitch classes in any voices
chord_changes_on_bar         a chord is the set of keys below C4; one that begins after silence is a change too. Not for frames, whose measures are
                             not known: chord_changes_on_fitted_bar takes the measures of 3 or 4 quarters that fit best, and is larger by chance
chord_changes_on_half_bar    … on a bar line or in the middle of a measure; 3/4 has no middle, that of 6/8 is the second dotted quarter
parallel_fifths, _octaves    of the moves of two voices between successive chords of equal size; parallel_transitions: of the moves from chord to
                             chord, those with some parallel
longest_drone                steps for which one key sounds without a rest, struck again or not; drone: 64 or more
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
	commandline.Choice(flags, &r.Split, "split", "", "with -run: compare with the pieces of split `NAME` instead of the training pieces",
		features.Train, features.Valid, features.Test)
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
	case r.Split != "" && r.Run == "":
		return exit.Usagef("stats: -split chooses among the music of a run; give -run, or with -midi a folder with the pieces to compare with")
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
