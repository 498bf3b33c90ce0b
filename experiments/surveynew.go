package main

import (
	"context"
	"flag"

	"workbench/internal/commandline"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/survey"
)

const surveyNewManual = `
experiments survey new makes a blind listening study from models and real pieces.

	go run ./experiments survey new -out study -pieces person=starter -pieces chorales=models/chorales -pieces tunes=models/tunes -count 4
	go run ./experiments survey new -out pairs -design pairs -pieces a=models/tunes -pieces b=models/chorales -count 3 -seconds 15
	go run ./experiments survey new -out mine -pieces person=FOLDER -pieces model=runs/first -questions questions.toml -count 2 -seconds 4

-pieces LABEL=FROM names a group of excerpts. FROM is a run or a model, which composes them; a folder or a file of MIDI, ABC or MusicXML, of which
excerpts are taken that begin at random measures; or "starter", the corpus inside the program. The same label several times is one group. Listeners
never see labels, and the names of the sound files are random.

In the design "rating", a listener rates each excerpt from 0 to 10 and says whether a person composed it. In "pairs", two excerpts of different groups are
compared. The order is random for each listener, follows from the seed, and is recorded.

All excerpts have the length of -seconds, or of -steps; one velocity for all notes, and the notes on the grid, so that listeners judge the composition and
not how it was played; fades; and one loudness by ITU-R BS.1770, the highest up to -18 LUFS at which no peak exceeds -1 dBFS.

-questions names a TOML file with the texts, and with questions before, between (with each excerpt or pair) and after. Every key can be left out:

	title = "Chorales"
	introduction = "You will hear …"
	hear = 1                       # share of an excerpt that must be heard before the answer
	rating = "How much do you like this excerpt?"
	lowest = "not at all"
	highest = "very much"
	person = "Was it composed by a person?"
	prefer = "Which of the two do you prefer?"
	thanks = "Thank you."
	[[before]]
	name = "years"
	text = "For how many years have you played an instrument?"
	kind = "number"                # or "choice" with choices = ["yes", "no"], or "text"
	low = 0
	high = 80
	[[after]]
	name = "remarks"
	text = "Anything you would like to tell us?"
	kind = "text"
	optional = true
`

// surveyNew makes a study.
func surveyNew(_ context.Context, args []string, out *console.Streams) error {
	var r survey.Request
	var pieces commandline.Repeated
	flags := flag.NewFlagSet("survey new", flag.ContinueOnError)
	dir := flags.String("out", "", "new directory `DIR` for the study")
	flags.Var(&pieces, "pieces", "`LABEL=FROM`: a group of excerpts; may be repeated")
	commandline.Choice(flags, &r.Design, "design", survey.Rating, "`DESIGN` of the study", survey.Rating, survey.Pairs)
	flags.IntVar(&r.Count, "count", 4, "`N` excerpts of each label")
	flags.Float64Var(&r.Seconds, "seconds", 20, "length of an excerpt in `SECONDS`")
	flags.IntVar(&r.Steps, "steps", 0, "length of an excerpt in `STEPS` of the grid, instead of -seconds")
	flags.Float64Var(&r.Tempo, "tempo", 0, "`TEMPO` of all music in quarter notes a minute; without it each piece has its own")
	flags.Uint64Var(&r.Seed, "seed", 1, "whole `NUMBER` from 0: of the compositions, the excerpts and the orders")
	flags.IntVar(&r.StepsPerQuarter, "steps-per-quarter", 4, "grid of real pieces: `STEPS` per quarter note, 1 to 64")
	questions := flags.String("questions", "", "TOML `FILE` with texts and questions")
	operands, err := commandline.Parse(flags, args, out, surveyNewManual)
	if err != nil {
		return err
	}
	switch given := commandline.Given(flags); {
	case len(operands) > 0:
		return exit.Usagef("survey new: %q is not a flag; -out names the directory", operands[0])
	case *dir == "":
		return exit.Usagef("survey new: -out DIR says where the study is made")
	case given["steps"] && given["seconds"]:
		return exit.Usagef("survey new: -steps and -seconds exclude each other")
	}
	for _, text := range pieces {
		g, err := survey.ParseGroup(text)
		if err != nil {
			return exit.Usagef("survey new: %w", err)
		}
		r.Groups = append(r.Groups, g)
	}
	if err := r.Check(); err != nil {
		return err
	}
	if r.Script, err = survey.ReadScript(*questions); err != nil {
		return exit.Usagef("survey new: -questions %w", err)
	}
	return r.Create(*dir, out)
}
