package main

import (
	"context"
	"errors"
	"flag"
	"math"

	"workbench/features"
	"workbench/internal/commandline"
	"workbench/internal/console"
	"workbench/internal/evaluate"
	"workbench/internal/figure"
)

const evaluateManual = `
experiments evaluate computes the exact negative log-likelihood of whole pieces under a trained model. Each frame is predicted from all earlier
frames of the piece, the first from silence.

	go run ./experiments evaluate -run runs/first
	go run ./experiments evaluate -run runs/first -checkpoint last -midi FOLDER
	go run ./experiments evaluate -run runs/first -midi FOLDER -split valid
	go run ./experiments evaluate -run runs/jsb -frames jsb.json -split test -skip-first
	go run ./experiments evaluate -run runs/jsb -frames jsb.json -json
	go run ./experiments evaluate -run runs/jsb -frames jsb.json -benchmark
	go run ./experiments evaluate -run runs/first -picture surprise.png
	go run ./experiments evaluate -run runs/styles -styles
	go run ./experiments evaluate -mixture runs/adam runs/rmsprop
	go run ./experiments evaluate -run runs/first -adapt 0.002

Without -midi and -frames it is the run's own validation pieces; -midi takes all pieces of a folder, -frames the test split of a piano-roll file, or
valid where there is no test, or all pieces where there is only train. If the run's own music has moved, it is recognized there by its fingerprint.
A model that learned from frames reads MIDI as its frames were made: the keys that sound at each step, transposed to C where the frames are in C.
Pieces that the weights have learned from, or nearly equal ones in any key and on any grid, are named and scored apart from the others.
For example:

	$ go run ./experiments -config configs/quickstart.toml -run runs/first
	$ go run ./experiments evaluate -run runs/first
	runs/first, epoch 320, its best by validation
	on valid pieces of the starter corpus: 5 pieces, 1884 frames

	nats a frame    total   95 %            play   95 %            articulate  95 %
	per frame       2.142   1.653 to 2.753  1.989  1.530 to 2.634  0.153       0.087 to 0.223
	mean of pieces  2.163   1.644 to 2.715  2.009  1.490 to 2.617  0.154       0.083 to 0.230
	marginal        10.945                  9.289                  1.655
	persistence     5.330                   4.928                  0.402
	markov          4.718                   4.248                  0.470
	per note        2.680

	pieces, the worst first
	  total   play  articulate  frames  piece
	  3.171  3.118       0.052     380  mozart-sonata-c-k545-opening.abc: Sonata in C major (opening), K. 545
	  2.653  2.380       0.272     288  silent-night.abc: Silent Night
	  …

per frame          all nats over all frames, as papers give it; mean of pieces: of each piece's own nats per frame, long and short alike
play, articulate   the two parts of the total: which keys sound, and which of these are onsets
per note           all nats over all notes, to compare models with different units. The unit depends on the kind of model: a frame, a token or an event
95 %               confidence interval: the same figure of resamples of the pieces, drawn with replacement (-bootstrap says how many)
marginal           each key's own frequency in the run's training pieces; persistence: each key keeps its state; markov: a Markov chain over frames.
                   A network that does not beat them has not learned much.
velocity           with data.velocity the third part: how hard the struck keys are struck. Beside marginal each key has its own distribution of
                   velocities; beside persistence and markov it is one around the running mean of the piece.

A model that was trained with data.styles scores each piece in its own style. -style scores all in one, and -styles adds a table of the pieces of each
style in every style; in an even mixture of all are pieces of which the model does not know the style.

-mixture scores the mixture of the models of several runs, or with -checkpoint 20,30 of several checkpoints: the probability of a frame is the mean of
their probabilities, so that the likelihood is exact. The loss of each model alone stands below that of the mixture; with -json, under
mixture with its run and epoch.

-adapt RATE is dynamic evaluation: the weights adapt to each piece while they pass through it. After every 16 frames they are trained on the last 64, by
RMSprop with that learning rate; the next piece starts from the trained weights again. Each frame is predicted from earlier ones alone, so the likelihood
is exact, but it is that of another method than fixed weights, and -benchmark says so. Rates of 0.001 to 0.003 suit long pieces, 0.0005 to 0.001 short ones.

-benchmark adds published results on JSB Chorales, Nottingham, Piano-midi.de or MuseData, with their conventions, and says which are comparable.
-picture draws a piece's roll in the colours of the loss of each note, with sums over time and over the keys.
-skip-first leaves out the first frame of each piece, as part of the literature does. -json has everything, all pieces included, in nats.
`

// evaluateCommand scores pieces with a checkpoint.
func evaluateCommand(ctx context.Context, args []string, out *console.Streams) error {
	var r evaluate.Request
	flags := flag.NewFlagSet("evaluate", flag.ContinueOnError)
	flags.StringVar(&r.Run, "run", "", "the run in `DIR`; DIR without -run means the same")
	flags.StringVar(&r.Checkpoint, "checkpoint", "", "`WHICH`: best (by validation), last, or an epoch; best where something was validated, otherwise last; with -mixture several, 20,30")
	mixture := flags.Bool("mixture", false, "mix the models of all the runs that are named")
	flags.StringVar(&r.MIDI, "midi", "", "folder `DIR` of MIDI, ABC and MusicXML files, searched recursively")
	flags.StringVar(&r.Frames, "frames", "", "piano-roll `FILE`, JSON or a Python pickle")
	commandline.Choice(flags, &r.Split, "split", "", "only the pieces of split `NAME`; a folder is split as the run splits its own",
		features.Train, features.Valid, features.Test)
	flags.BoolVar(&r.SkipFirst, "skip-first", false, "leave out the first frame of each piece")
	commandline.Number(flags, &r.Resamples, "bootstrap", 1000, 0, 1_000_000, "resamples `N` for the confidence intervals, 100 or more; 0 = none")
	commandline.Number(flags, &r.Seed, "seed", 1, 0, math.MaxInt, "seed of the resamples: whole `NUMBER` from 0")
	flags.BoolVar(&r.All, "pieces", false, "list all pieces")
	flags.BoolVar(&r.Benchmark, "benchmark", false, "compare with published results on the same set")
	flags.StringVar(&r.AsStyle, "style", "", "score all pieces in this `STYLE` of a model with data.styles, or in a mixture such as bach=0.7,chopin=0.3; each in its own without it")
	flags.BoolVar(&r.Styles, "styles", false, "score the pieces of each style in every style of the model")
	flags.StringVar(&r.Picture, "picture", "", "new `FILE` (.png, .svg, .pdf) for the loss along time and along the keys over a piece's roll")
	flags.StringVar(&r.Piece, "piece", "", "with -picture: the piece `NAME`; the one with the highest loss without it")
	r.Style.AddFlags(flags)
	flags.StringVar(&r.Title, "title", "", "`TEXT` above the picture; the names of the piece and the run without it")
	flags.Float64Var(&r.Adapt, "adapt", 0, "adapt the weights to each piece with this learning `RATE`, to 0.1; 0 = fixed weights")
	flags.BoolVar(&r.JSON, "json", false, "print JSON")
	operands, err := commandline.Parse(flags, args, out, evaluateManual)
	if err != nil {
		return err
	}
	if *mixture && len(operands) > 0 && r.Run == "" {
		r.Run, r.Mixture, operands = operands[0], operands[1:], nil
	}
	if r.Run, err = commandline.Run("evaluate", r.Run, operands); err != nil {
		return err
	}
	if err := r.Check(*mixture); err != nil {
		return err
	}
	if err := commandline.Needs(flags, "picture", append([]string{"piece", "title"}, figure.StyleFlags...)...); err != nil {
		return err
	}
	report, err := r.Report(out)
	switch {
	case report == nil:
		return err
	case r.JSON:
		return errors.Join(console.WriteJSON(out.Results, report), err)
	}
	return errors.Join(report.Print(out.Results, r.All), err)
}
