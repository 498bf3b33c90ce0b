package studio

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"

	"workbench/features"
	"workbench/internal/compose"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/control"
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
	harmony
	Adapt   bool   `json:"adapt,omitempty"`   // the weights adapt to the piece that it begins with
	Cadence bool   `json:"cadence,omitempty"` // ends on a chord of the tonic
	Scale   string `json:"scale,omitempty"`   // to keep to, as the flag -scale has it
	Chords  string `json:"chords,omitempty"`  // to keep to, one a measure, as the flag -chords has them
}

// adaptRate is the learning rate of Adapt: of those tried on piano music, the one whose continuations keep best to the
// scale of their theme (docs/results.md).
const adaptRate = 0.002

// maxText bounds a setting in words, in bytes.
const maxText = 2000

// Temperatures that the page offers.
const lowestTemperature, highestTemperature = 0.05, 10

func validTemperature(x float64) bool { return lowestTemperature <= x && x <= highestTemperature } // not NaN

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func (s *settings) check() error {
	bad := func(format string, args ...any) error { return refusef(http.StatusBadRequest, format, args...) }
	switch {
	case s.Steps < 1 || s.Steps > maxComposed:
		return bad("length: must be from 1 to %d steps", maxComposed)
	case !validTemperature(s.Temperature):
		return bad("temperature: must be from %v to %v", lowestTemperature, highestTemperature)
	case !validTempo(s.Tempo):
		return bad("tempo: must be from %d to %d", lowestTempo, highestTempo)
	case s.Seed < 0:
		return bad("seed: must be a whole number from 0")
	case len(s.Scale) > maxText || len(s.Chords) > maxText:
		return bad("scale and chords: at most %d bytes", maxText)
	case s.Adapt && !s.Primer.whole():
		return bad("to learn from the beginning, begin with a file, notes, the piece in the roll or a starter piece")
	case s.Cadence && s.bound():
		return bad("an ending on the tonic goes with neither a scale nor chords: let the last chord be the ending")
	}
	if err := s.harmony.check(); err != nil {
		return err
	}
	return s.Primer.check()
}

// bound tells whether constraints bind the piece.
func (s *settings) bound() bool { return s.Scale != "" || s.Chords != "" }

// options are the constraints.
func (s *settings) options(stop func() bool) compose.Options {
	return compose.Options{Request: control.Request{Scale: s.Scale, Chords: s.Chords}, Particles: particles, Stop: stop}
}

// overrides are those of the run's config.
func (s *settings) overrides() (all []string) {
	all = append(all, "compose.tempo="+number(s.Tempo))
	switch s.Primer.Kind {
	case config.PrimerSilence:
		all = append(all, "compose.primer=silence")
	case config.PrimerStarter, config.PrimerRandom:
		if steps := s.Primer.excerpt(); steps > 0 {
			all = append(all, "compose.primer="+s.Primer.Kind, fmt.Sprintf("compose.primer_steps=%d", steps))
		}
	}
	return all
}

// command is the command line that composes the same piece; prompt is the path of the file that it begins with,
// where it begins with one. It is empty for a piece that goes on from one that exists on the page alone.
func (s *settings) command(dir string, p *prompt) string {
	steps := s.Steps
	if p == nil {
		steps += s.Primer.excerpt() // -steps counts them
	}
	args := []string{"compose", "-run", dir, "-count", "1", "-steps", strconv.Itoa(steps), "-temperature", number(s.Temperature), "-seed", strconv.Itoa(s.Seed)}
	if s.Cadence {
		args = append(args, "-cadence")
	} else {
		args = append(args, "-cadence=false")
	}
	args = append(args, s.flags()...)
	if s.Scale != "" {
		args = append(args, "-scale", s.Scale)
	}
	if s.Chords != "" {
		args = append(args, "-chords", s.Chords)
	}
	if s.bound() {
		args = append(args, "-particles", strconv.Itoa(particles))
	}
	for _, o := range s.overrides() {
		args = append(args, "-set", o)
	}
	if p != nil {
		args = append(args, "-prompt", p.name)
		if p.steps > 0 {
			args = append(args, "-prompt-steps", strconv.Itoa(p.steps))
		}
		if s.Adapt {
			args = append(args, "-adapt", number(adaptRate))
		}
	}
	return console.Command(args...)
}

// shownCommand is the command as long as the piece has not been kept: its prompt lies in no folder yet.
func (s *settings) shownCommand(dir string) (string, error) {
	if s.Primer.Kind == primerPiece {
		return "", nil
	}
	p, err := s.Primer.prompt()
	if err != nil {
		return "", err
	}
	return s.command(dir, p), nil
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
		return nil, err
	}
	c := &composition{Composition: m}
	m.Config.Compose.Steps, m.Config.Compose.Count, m.Config.Compose.Temperature, m.Config.Compose.Cadence = s.Steps, 1, s.Temperature, s.Cadence
	if err := s.set(c); err != nil {
		return nil, err
	}
	if err := model.CheckComposingMemory(m.Config); err != nil {
		return nil, err
	}
	c.random = generators(s.Seed)[0]
	if err := c.start(&s.Primer); err != nil {
		return nil, err
	}
	if steps := c.primer.Piece.Steps() + s.Steps; steps > maxPieceSteps {
		return nil, fmt.Errorf("the piece would have %d steps; the page takes %d", steps, maxPieceSteps)
	}
	if s.Adapt {
		c.Adapt = adaptRate
	}
	return c, c.AdaptTo(c.primer.Piece, silent)
}

// generators are the random numbers of the first piece that the command composes with a seed.
func generators(seed int) []*rand.Rand {
	return primer.Generators(1, rand.New(rand.NewPCG(uint64(seed), 0)))
}
