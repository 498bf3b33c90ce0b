package studio

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"workbench/features"
	"workbench/internal/compose"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/model"
	"workbench/internal/primer"
)

// settings are what a page asks for when it composes.
type settings struct {
	Run         string       `json:"run"` // identifier
	Steps       int          `json:"steps"`
	Temperature float64      `json:"temperature"`
	Tempo       float64      `json:"tempo"`
	Seed        int          `json:"seed"`
	Primer      primerChoice `json:"primer"`
}

// primerChoice says what a piece begins with.
type primerChoice struct {
	Kind  string `json:"kind"`  // silence, starter, random (an excerpt of a training piece), file or piece
	Steps int    `json:"steps"` // of an excerpt
	Name  string `json:"name"`  // of a file
	Data  []byte `json:"data"`  // of a file
	Piece *Piece `json:"piece"` // that is continued
}

// Kinds of primers beside those of the config.
const (
	primerFile  = "file"
	primerPiece = "piece"
)

func (s *settings) check() error {
	bad := func(format string, args ...any) error { return refusef(http.StatusBadRequest, format, args...) }
	switch p := &s.Primer; {
	case s.Steps < 1 || s.Steps > maxComposed:
		return bad("length: must be from 1 to %d steps", maxComposed)
	case !(s.Temperature >= 0.05 && s.Temperature <= 10):
		return bad("temperature: must be from 0.05 to 10")
	case !validTempo(s.Tempo):
		return bad("tempo: must be from %d to %d", lowestTempo, highestTempo)
	case s.Seed < 0:
		return bad("seed: must be a whole number from 0")
	case p.Kind == primerFile && len(p.Data) == 0:
		return bad("choose a file to begin with")
	case p.Kind == primerPiece && p.Piece == nil:
		return bad("there is no piece to continue")
	case (p.Kind == config.PrimerRandom || p.Kind == config.PrimerStarter) && (p.Steps < 1 || p.Steps > 1024):
		return bad("length of the beginning: must be from 1 to 1024 steps")
	}
	switch s.Primer.Kind {
	case config.PrimerSilence, config.PrimerStarter, config.PrimerRandom, primerFile, primerPiece:
		return nil
	}
	return bad("primer %q: must be silence, starter, random, file or piece", s.Primer.Kind)
}

// overrides are those of the run's config.
func (s *settings) overrides() (all []string) {
	all = append(all, "compose.tempo="+strconv.FormatFloat(s.Tempo, 'f', -1, 64))
	switch s.Primer.Kind {
	case config.PrimerSilence:
		all = append(all, "compose.primer=silence")
	case config.PrimerStarter, config.PrimerRandom:
		all = append(all, "compose.primer="+s.Primer.Kind, fmt.Sprintf("compose.primer_steps=%d", s.Primer.Steps))
	}
	return all
}

// command is the command line that composes the same piece; empty for a piece that goes on from one that
// exists on the page alone.
func (s *settings) command(dir string) string {
	if s.Primer.Kind == primerPiece {
		return ""
	}
	args := []string{"compose", "-run", dir, "-count", "1", "-steps", strconv.Itoa(s.Steps), "-temperature", strconv.FormatFloat(s.Temperature, 'f', -1, 64),
		"-seed", strconv.Itoa(s.Seed)}
	for _, o := range s.overrides() {
		args = append(args, "-set", o)
	}
	if s.Primer.Kind == primerFile {
		args = append(args, "-prompt", s.fileName())
	}
	return console.Command(args...)
}

// fileName is the name of the uploaded file without a folder.
func (s *settings) fileName() string {
	return filepath.Base(strings.ReplaceAll(s.Primer.Name, `\`, "/"))
}

// composition is a model that is ready to compose a piece.
type composition struct {
	*compose.Composition
	primer     features.Primer
	random     *rand.Rand
	transposed int // semitones by which the model reads the piece higher than the page shows it
	warnings   []string
}

// open loads the model, and draws or reads the primer, with the same random numbers as the command.
func (s *settings) open(dir string) (*composition, error) {
	m, err := compose.Open(dir, "", s.overrides()...)
	if err != nil {
		return nil, refusef(http.StatusUnprocessableEntity, "%w", err)
	}
	c := &composition{Composition: m}
	m.Config.Compose.Steps, m.Config.Compose.Count, m.Config.Compose.Temperature = s.Steps, 1, s.Temperature
	if err := model.CheckComposingMemory(m.Config); err != nil {
		return nil, refusef(http.StatusUnprocessableEntity, "%w", err)
	}
	c.random = primer.Generators(1, rand.New(rand.NewPCG(uint64(s.Seed), 0)))[0]
	switch s.Primer.Kind {
	case primerFile:
		err = c.read(s.fileName(), s.Primer.Data)
	case primerPiece:
		err = c.goOn(s.Primer.Piece)
	default:
		err = c.draw()
	}
	if err == nil && c.primer.Piece.Steps()+s.Steps > maxPieceSteps {
		err = fmt.Errorf("the piece would have %d steps; the page takes %d", c.primer.Piece.Steps()+s.Steps, maxPieceSteps)
	}
	if err != nil {
		return nil, refusef(http.StatusUnprocessableEntity, "%w", err)
	}
	return c, nil
}

// draw draws a primer as the config says.
func (c *composition) draw() error {
	primers, err := c.Primers("", []*rand.Rand{c.random}, silent)
	if err == nil {
		c.primer = primers[0]
	}
	return err
}

// silent is where a command's messages go: the page has its own.
var silent = &console.Streams{Results: io.Discard, Progress: io.Discard}

// read begins with an uploaded file, at its tempo.
func (c *composition) read(name string, data []byte) error {
	p, err := features.Decode(name, data, c.Reading())
	if err != nil {
		return err
	}
	for _, w := range p.Warnings {
		c.warnings = append(c.warnings, console.Printable(w))
	}
	c.begin(p)
	c.Tempo, c.transposed = p.Tempo, p.Transposed
	return nil
}

// goOn begins with a piece of the page.
func (c *composition) goOn(piece *Piece) error {
	p, err := c.reading(piece)
	if err == nil {
		c.begin(p)
	}
	return err
}

// reading is a piece of the page as the model reads it: with its articulation or without, and transposed.
func (c *composition) reading(piece *Piece) (*features.Piece, error) {
	p, err := piece.features()
	if err != nil {
		return nil, err
	}
	if p.StepsPerQuarter != c.Config.Data.StepsPerQuarter {
		return nil, fmt.Errorf("the piece has %d steps a quarter note and this model composes with %d; choose another model", p.StepsPerQuarter, c.Config.Data.StepsPerQuarter)
	}
	if p.Articulated = c.Config.Articulated(); !p.Articulated {
		p.DropArticulation()
	}
	p.Transpose(piece.Transposed)
	c.transposed = piece.Transposed
	return p, nil
}

func (c *composition) begin(p *features.Piece) {
	c.primer = features.Primer{Piece: p, Silence: true}
}
