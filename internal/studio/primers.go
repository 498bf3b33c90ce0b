package studio

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"

	"workbench/features"
	"workbench/features/starter"
	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/console"
)

// primerChoice says what a piece begins with.
type primerChoice struct {
	Kind  string `json:"kind"`  // silence, starter, random (an excerpt of a training piece), file, notes or piece
	Steps int    `json:"steps"` // of it; 0 for a whole file
	Name  string `json:"name"`  // of a file, or of a starter piece; without one, an excerpt is drawn of all
	Data  []byte `json:"data"`  // of a file
	Piece *Piece `json:"piece"` // notes that were entered, or the piece that is continued
}

// Kinds of primers beside those of the config.
const (
	primerFile  = "file"
	primerNotes = "notes"
	primerPiece = "piece"
)

// maxPrimer is the largest number of steps of an excerpt.
const maxPrimer = 1024

func (p *primerChoice) check() error {
	bad := func(format string, args ...any) error { return refusef(http.StatusBadRequest, format, args...) }
	switch p.Kind {
	case config.PrimerSilence:
	case config.PrimerStarter, config.PrimerRandom:
		if p.Steps < 1 || p.Steps > maxPrimer {
			return bad("length of the beginning: must be from 1 to %d steps", maxPrimer)
		}
	case primerFile:
		if len(p.Data) == 0 {
			return bad("choose a file to begin with")
		}
		if p.Steps < 0 || p.Steps > maxPieceSteps {
			return bad("length of the beginning: must be from 1 to %d steps, or 0 for the whole file", maxPieceSteps)
		}
	case primerNotes, primerPiece:
		if p.Piece == nil || len(p.Piece.Frames) == 0 {
			return bad("there are no notes to begin with")
		}
	default:
		return bad("primer %q: must be silence, starter, random, file, notes or piece", p.Kind)
	}
	return nil
}

// whole tells whether the piece begins with music that was chosen or entered, and not with a drawn excerpt.
func (p *primerChoice) whole() bool {
	return p.Kind == primerFile || p.Kind == primerNotes || p.Kind == primerPiece || p.Kind == config.PrimerStarter && p.Name != ""
}

// excerpt is the number of steps that are drawn from the starter or the training pieces.
func (p *primerChoice) excerpt() int {
	if p.Kind == config.PrimerRandom || p.Kind == config.PrimerStarter && p.Name == "" {
		return p.Steps
	}
	return 0
}

// prompt is a file that a piece begins with.
type prompt struct {
	name  string
	data  []byte
	steps int // of it; 0 for all
}

// prompt is the file that the compose command begins with; nil if it needs none.
func (p *primerChoice) prompt() (*prompt, error) {
	switch {
	case p.Kind == primerFile:
		return &prompt{filepath.Base(strings.ReplaceAll(p.Name, `\`, "/")), p.Data, p.Steps}, nil
	case p.Kind == primerNotes || p.Kind == primerPiece:
		piece, err := p.Piece.features()
		if err != nil {
			return nil, err
		}
		data, err := artifacts.Encode("mid", p.Piece.score(piece))
		return &prompt{"primer.mid", data, piece.Steps()}, err
	case p.Kind == config.PrimerStarter && p.Name != "":
		data, err := fs.ReadFile(starter.Files(), p.Name+".abc")
		if err != nil {
			return nil, fmt.Errorf("there is no starter piece %q", p.Name)
		}
		return &prompt{p.Name + ".abc", data, p.Steps}, nil
	}
	return nil, nil
}

// start reads or draws what the piece begins with.
func (c *composition) start(choice *primerChoice) error {
	if choice.Kind == primerPiece {
		p, err := c.reading(choice.Piece)
		if err == nil {
			c.begin(p)
		}
		return err
	}
	p, err := choice.prompt()
	if err != nil {
		return err
	}
	if p != nil {
		return c.read(p)
	}
	primers, err := c.Primers("", []*rand.Rand{c.random}, silent)
	if err == nil {
		c.primer = primers[0]
	}
	return err
}

// silent is where a command's messages go: the page has its own.
var silent = console.Discard()

// read begins with a file, at its tempo, as the command does.
func (c *composition) read(from *prompt) error {
	p, err := features.Decode(from.name, from.data, c.PromptReading())
	if err != nil {
		return err
	}
	for _, w := range p.Warnings {
		c.warnings = append(c.warnings, console.Printable(w))
	}
	if from.steps > 0 {
		p = p.Resized(from.steps)
	}
	c.begin(p)
	c.KeepMarkings(p)
	c.transposed = p.Transposed
	return nil
}

// reading is a piece of the page as the model reads it: with its articulation or without, with velocities or
// without, and transposed.
func (c *composition) reading(piece *Piece) (*features.Piece, error) {
	p, err := piece.features()
	if err != nil {
		return nil, err
	}
	if p.StepsPerQuarter != c.Config.Data.StepsPerQuarter {
		return nil, fmt.Errorf("the piece has %d steps a quarter note and this model composes with %d; choose another model", p.StepsPerQuarter, c.Config.Data.StepsPerQuarter)
	}
	switch p.Articulated = c.Config.Articulated(); {
	case !p.Articulated:
		p.DropArticulation()
	case c.Config.Data.Velocity:
		p.TakeVelocities(p.Score(piece.Velocity, piece.Tempo)) // the usual one where a note has none
	default:
		p = p.WithoutVelocities()
	}
	p.Transpose(piece.Transposed)
	c.transposed = piece.Transposed
	return p, nil
}

func (c *composition) begin(p *features.Piece) {
	p.Style = c.Style
	c.primer = features.Primer{Piece: p, Silence: true}
}

// starters are the names of the starter pieces.
func starters(*http.Request) ([]string, error) {
	names, err := fs.Glob(starter.Files(), "*.abc")
	for i, name := range names {
		names[i] = strings.TrimSuffix(name, ".abc")
	}
	return names, err
}
