// Package compose turns a trained model into new pieces: a MIDI file and a picture for each.
package compose

import (
	"fmt"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/exit"
	"workbench/internal/primer"
	"workbench/internal/rundir"
	"workbench/internal/trained"
)

// Composition is a model that composes as a config says.
type Composition struct {
	*trained.Model
	Tempo   float64  // quarters a minute, of the pieces
	Formats []string // of the files; see [artifacts.Encode]

	TrainingKeys []int // lowest and highest MIDI key of the training pieces; nil if the run does not say

	prompt *features.Piece // nil without a prompt
}

// Open opens a run's model for composing; see [trained.Open].
func Open(dir, which string, overrides ...string) (*Composition, error) {
	m, err := trained.Open(dir, which, overrides...)
	if err != nil {
		return nil, err
	}
	info, err := rundir.ReadInfo(dir)
	if err != nil {
		return nil, err
	}
	return &Composition{Model: m, Tempo: m.Config.Compose.Tempo, Formats: []string{"mid"}, TrainingKeys: info.Keys}, nil
}

// Primers prepares what each piece begins with: the prompt, or what the config says. Only a primer from the training pieces
// needs the run's corpus. Primer and composition together may have [features.MaxSteps] steps, as more could not be read.
func (c *Composition) Primers(prompt string, random []*rand.Rand, out *console.Streams) ([]features.Primer, error) {
	primers, err := c.primers(prompt, random, out)
	if err != nil {
		return nil, err
	}
	if given, steps := primers[0].Piece.Steps(), c.Config.Compose.Steps; given+steps > features.MaxSteps {
		return nil, exit.Usagef("compose: -steps %d: with the %d steps that it begins with, a piece may have %d; the most here is -steps %d",
			steps, given, features.MaxSteps, features.MaxSteps-given)
	}
	return primers, nil
}

func (c *Composition) primers(prompt string, random []*rand.Rand, out *console.Streams) ([]features.Primer, error) {
	if prompt != "" {
		primers := make([]features.Primer, c.Config.Compose.Count)
		p, err := features.File(prompt, c.Config.Reading())
		if err != nil {
			return nil, fmt.Errorf("prompt %w", err)
		}
		for _, w := range p.Warnings {
			fmt.Fprintf(out.Progress, "warning: %s: %s\n", console.Printable(prompt), console.Printable(w))
		}
		c.Tempo, c.prompt = p.Tempo, p
		if !c.Config.Articulated() {
			p.ForgetStrikes()
		}
		for i := range primers {
			primers[i] = features.Primer{Piece: p, Silence: true}
		}
		return primers, nil
	}
	return primer.Draw(c.Config, random, func() ([]*features.Piece, error) {
		corpus, err := corpus.Load(c.Config)
		if err != nil {
			return nil, fmt.Errorf("%w; composing begins with an excerpt of the training pieces; restore the files, or use -prompt", err)
		}
		return corpus.Of(features.Train), nil
	})
}
