package main

import (
	"context"
	"flag"
	"math/rand/v2"

	"workbench/internal/commandline"
	"workbench/internal/compose"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/model"
	"workbench/internal/primer"
)

const composeManual = `
experiments compose writes new pieces with a trained model: for each a MIDI file and a picture of its piano roll.

	go run ./experiments compose -run runs/first
	go run ./experiments compose -run runs/first -count 4 -steps 256 -temperature 0.9 -seed 7 -out music/first
	go run ./experiments compose -run runs/first -measures 32
	go run ./experiments compose -run runs/first -prompt theme.mid -prompt-measures 1-4
	go run ./experiments compose -run runs/first -prompt theme.mid -adapt 0.002
	go run ./experiments compose -run runs/performance -set performance.density=12
	go run ./experiments compose -run runs/styles -style bach=0.7,chopin=0.3
	go run ./experiments compose -run runs/first -keep chorale.mid -voice top
	go run ./experiments compose -run runs/first -keep theme.mid -measures 9-12
	go run ./experiments compose -run runs/first -scale 'D dorian' -keys C3-C6 -density 2-5
	go run ./experiments compose -run runs/first -chords 'Dm G7 C C' -density 1-5

The run is one of yours, or one of the models in the directory models, such as models/chorales, models/tunes and models/piano; the README.md of each describes it.

A composition begins with a primer: a step of a training piece, a step of the starter corpus, or silence, as compose.primer in the run's config says. With
-prompt it continues a file of yours, or some measures of it, in its metre. The file's tempos and key signatures stay; the piece goes on in the median tempo
of its last 16 quarter notes. The same seed gives the same pieces, whatever their number. Standard output has the names of
the MIDI files. -measures 32 composes pieces of 32 measures, those of the prompt included. A model with the feature group form knows where in its phrase
and how far from the end each measure is, so that the piece ends there.

The biaxial network composes whole steps at a temperature: of eight possible steps it takes one with a weight of likelihood^(1/T − 1), among those with as
many keys and as many new notes. So the temperature changes the notes, and neither density nor rhythm. The other kinds divide the logits of each choice by
the temperature. The biaxial network also plays only keys that its training pieces have (-any-key allows all). Without constraints it composes a passage
again, from an earlier measure on, that falls silent, stands still, or fills up with keys; it says so.

-adapt 0.002 first adapts the weights of the biaxial network to the prompt, as evaluate -adapt does: every 16 steps they are trained on the last 64. Then the
piece goes on with more of the themes and harmonies of the prompt. The run does not change.

-parallels 0.2 makes each pair of voices that moves in parallel fifths or octaves five times less likely: such a step is drawn again in four of five
cases. -cadence ends on a chord of the tonic, a beat long: the key is that of the music two measures before, and the way there is found by 16 pieces composed
side by side. Constraints (-keep, -keys, -scale, -chords, -density, -cells) exclude the flag, and
compose.cadence has no effect under them.

A model that was trained with data.styles composes in a style, or in a mixture (-style). Without -style it is that of the training piece that the primer is
from, and after a prompt an even mixture. With -style the primer is from pieces of these styles.

With -keep FILE the biaxial network keeps a part of a piece and composes the rest: the accompaniment of a voice (-voice), some measures (-measures), some keys
(-keys), or cells (-cells). Without it, -keys, -scale, -chords, -density and -cells bind the whole composition. -chords allows only the notes of a chord in
each measure, and in the bass that after a slash (C/E). With -scale or -chords, and without -keep, at least one key sounds in each step; -density 0-5 allows silence. -cells names a JSON file with constraints on
single cells; must is sound, onset, silent or free. Where two rules name the same cell, the later one counts:

	{"cells": [{"step": 0, "last_step": 3, "key": "C4", "last_key": "E4", "must": "sound"}]}

Constraints that lie ahead are met by -particles pieces composed side by side, weighted by the likelihood of what they must play (sequential Monte Carlo). The
effective number of particles is printed: where it is near 1, use more of them, or weaker constraints.
`

// composeCommand composes from a checkpoint.
func composeCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("compose", flag.ContinueOnError)
	var f composeFlags
	f.register(flags)
	operands, err := commandline.Parse(flags, args, out, composeManual)
	if err != nil {
		return err
	}
	if f.run, err = commandline.Run("compose", f.run, operands); err != nil {
		return err
	}
	f.given = commandline.Given(flags)
	if err := f.check(); err != nil {
		return err
	}
	c, err := f.open()
	if err != nil {
		return err
	}
	if err := model.CheckComposingMemory(c.Config); err != nil {
		return err
	}
	random := primer.Generators(c.Config.Compose.Count, rand.New(rand.NewPCG(uint64(f.seed), 0)))
	starts, err := f.starts(c, random, out)
	if err != nil {
		return err
	}
	target := compose.Target{Run: f.run, Into: f.out}
	if err := c.CheckTarget(target); err != nil {
		return err
	}
	pieces, err := c.Compose(starts, f.control, random, out)
	if err != nil {
		return err
	}
	return c.Write(pieces, starts[0].Piece.Steps(), f.seed, target, out)
}

// composingKeys is -set of a command that composes.
type composingKeys struct{ *commandline.Repeated }

// TakesKey reports whether the flag takes a key, for completion.
func (composingKeys) TakesKey(key string) bool { return config.Composing(key) }
