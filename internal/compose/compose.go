// Package compose turns a trained model into new pieces: a MIDI file and a picture for each.
package compose

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/exit"
	"workbench/internal/primer"
	"workbench/internal/trained"
)

// Composition is a model that composes as a config says.
type Composition struct {
	*trained.Model
	Tempo          float64        // quarters a minute, of the pieces
	Formats        []string       // of the files; see [artifacts.Encode]
	PromptMeasures string         // of the prompt, such as 1-4, that are continued; empty for all
	Whole          bool           // compose.steps includes a primer from the music, but not a prompt
	Measures       int            // full measures of the piece, those of the primer included; 0 = compose.steps gives its length
	Style          features.Style // of the pieces; nil leaves them that of their primer

	Adapt       float64 // learning rate at which the weights adapt to the prompt; 0 = they do not
	PromptSteps int     // the prompt is cut to its first steps, or padded with silence; 0 takes it as it is

	source     *features.Piece // the prompt, or the piece of which a part is kept; nil without
	relocated  bool            // the caller said where the run's music is
	tempoSet   bool            // the caller gave compose.tempo
	transposed int             // semitones by which the prompt was transposed for the model
}

// Open opens a run's model for composing; see [trained.Open].
func Open(dir, which string, overrides ...string) (*Composition, error) {
	m, err := trained.Open(dir, which, overrides...)
	if err != nil {
		return nil, err
	}
	return &Composition{Model: m, Tempo: m.Config.Compose.Tempo, Formats: []string{"mid"}, relocated: trained.Relocates(overrides),
		tempoSet: config.Overridden(overrides, "compose.tempo")}, nil
}

// Primers prepares what each piece begins with: the prompt, or what the config says. Only a primer from the
// training pieces needs the run's corpus. Primer and composition together may have [features.MaxSteps] steps,
// as more could not be read.
func (c *Composition) Primers(prompt string, random []*rand.Rand, out *console.Streams) ([]features.Primer, error) {
	primers, err := c.primers(prompt, random, out)
	if err != nil {
		return nil, err
	}
	c.setStyle(primers, out)
	if err := c.AdaptTo(primers[0].Piece, out); err != nil {
		return nil, err
	}
	given := primers[0].Piece.Steps()
	if c.Measures > 0 {
		if err := c.setSteps(primers); err != nil {
			return nil, err
		}
	}
	if c.Whole && prompt == "" {
		if c.Config.Compose.Steps <= given {
			return nil, exit.Usagef("compose: -steps %d: the primer has %s (compose.primer_steps) and nothing would be composed", c.Config.Compose.Steps, console.Count(given, "step"))
		}
		c.Config.Compose.Steps -= given
	}
	if steps := c.Config.Compose.Steps; given+steps > features.MaxSteps {
		return nil, exit.Usagef("compose: -steps %d: with the %d steps that it begins with, a piece may have %d; the most here is -steps %d",
			steps, given, features.MaxSteps, features.MaxSteps-given)
	}
	return primers, nil
}

// KeepMarkings gives the compositions the tempos and keys of p: a prompt, or a piece of which a part is kept.
func (c *Composition) KeepMarkings(p *features.Piece) { c.source, c.Tempo = p, p.Tempo }

// setSteps makes the composition as long as Measures says.
func (c *Composition) setSteps(primers []features.Primer) error {
	given, end := primers[0].Piece.Steps(), primers[0].Piece.MeasuresEnd(c.Measures)
	for _, p := range primers {
		if p.Piece.MeasuresEnd(c.Measures) != end {
			return exit.Usagef("compose: -measures %d: the pieces begin in different metres; choose one, with -set compose.metre=4/4", c.Measures)
		}
	}
	if end <= given {
		return exit.Usagef("compose: -measures %d: the piece begins with %s, which fill them, and nothing would be composed; give more measures", c.Measures, console.Count(given, "step"))
	}
	c.Config.Compose.Steps = end - given
	return nil
}

func (c *Composition) primers(prompt string, random []*rand.Rand, out *console.Streams) ([]features.Primer, error) {
	if prompt != "" {
		p, err := c.read(prompt, out)
		if err != nil {
			return nil, fmt.Errorf("compose: -prompt %w", err)
		}
		if c.PromptMeasures != "" {
			if p, err = excerpt(p, c.PromptMeasures); err != nil {
				return nil, exit.Usagef("compose: -prompt-measures: %s: %w", prompt, err)
			}
		}
		if c.PromptSteps > 0 {
			p = p.Resized(c.PromptSteps)
		}
		c.KeepMarkings(p)
		return slices.Repeat([]features.Primer{{Piece: p, Silence: true}}, c.Config.Compose.Count), nil
	}
	return primer.Draw(c.Config, random, c.Measures > 0, func() ([]*features.Piece, error) {
		music, err := corpus.ReadRun(c.Config, c.Info.Corpus, out.Progress)
		if err != nil {
			return nil, fmt.Errorf("%w; composing begins with an excerpt of the training pieces; say with -midi or -frames where they are, or use -prompt", err)
		}
		if c.relocated && music.Fingerprint() != c.Info.Corpus {
			return nil, fmt.Errorf("%s is not the music that the run learned from: its fingerprint differs", c.Config.Source())
		}
		return c.ofStyle(music.Of(features.Train))
	})
}

// ofStyle are the pieces of the styles to compose in, all pieces if none is chosen.
func (c *Composition) ofStyle(pieces []*features.Piece) ([]*features.Piece, error) {
	if c.Style == nil {
		return pieces, nil
	}
	var chosen []*features.Piece
	for _, p := range pieces {
		for style := range p.Style {
			if c.Style[style] > 0 {
				chosen = append(chosen, p)
			}
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("%s has no training piece in the styles to compose in; begin with silence (-set compose.primer=silence), or with -prompt", c.Config.Source())
	}
	return chosen, nil
}

// setStyle gives the primers the style to compose in, and says which it is where nothing else does.
func (c *Composition) setStyle(primers []features.Primer, out *console.Streams) {
	styles := c.Styles()
	if len(styles) == 0 {
		return
	}
	unknown := 0
	for _, p := range primers {
		if c.Style != nil {
			p.Piece.Style = c.Style
		}
		unknown += c.Unstyled([]*features.Piece{p.Piece})
	}
	if unknown > 0 {
		fmt.Fprintf(out.Progress, "note: no style is chosen, so it is an even mixture of all: %s; choose with -style\n", console.Printable(strings.Join(styles, ", ")))
	}
}

// read reads a piece as the model reads music, and prints warnings. Its transposition is that of the composition.
func (c *Composition) read(name string, out *console.Streams) (*features.Piece, error) {
	p, err := features.File(name, c.PromptReading())
	if err != nil {
		return nil, err
	}
	out.Warn(name, p.Warnings...)
	if c.Tempo != p.Tempo && c.tempoSet {
		fmt.Fprintf(out.Progress, "note: the piece has the tempo of %s, %.4g quarters a minute, not compose.tempo\n", console.Printable(name), p.Tempo)
	}
	c.transposed = p.Transposed
	if !c.Sampling.Sounding {
		return p, nil
	}
	back := ""
	if c.transposed != 0 {
		back = fmt.Sprintf(" (%+d semitones, and the result back)", c.transposed)
	}
	fmt.Fprintf(out.Progress, "note: the model reads %s, %s per quarter note; so it reads %s%s\n", c.Sampling, console.Count(c.Config.Data.StepsPerQuarter, "step"),
		console.Printable(name), back)
	return p, nil
}
