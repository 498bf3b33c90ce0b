package compose

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/control"
	"workbench/internal/exit"
	"workbench/internal/model"
)

// Options are what a composition must keep to.
type Options struct {
	control.Request
	Kept      *features.Piece // a part of which is kept; nil for none
	AnyKey    bool            // keys that the training pieces do not have may be played
	Stop      func() bool     // see [control.Controls]; nil for none
	Particles int             // pieces composed side by side to meet constraints
}

// free tells whether nothing binds single cells.
func (o *Options) free() bool { return o.Kept == nil && o.Empty() }

// controls are the demands on all pieces.
func (c *Composition) controls(o *Options, out *console.Streams) control.Controls {
	return control.Controls{Temperature: c.Config.Compose.Temperature, Parallels: c.Config.Compose.Parallels, Guards: true, Keys: c.keys(o.AnyKey, out),
		Particles: o.Particles, Stop: o.Stop}
}

// ReadKept reads the piece of which a part is kept. Its tempo is that of the composition.
func (c *Composition) ReadKept(name string, out *console.Streams) (*features.Piece, error) {
	p, err := c.read(name, out)
	if err != nil {
		return nil, fmt.Errorf("compose: -keep %w", err)
	}
	c.KeepMarkings(p)
	return p, nil
}

// Kept are the primers of pieces that keep a part of a piece: nothing but its bars.
func (c *Composition) Kept(p *features.Piece, out *console.Streams) []features.Primer {
	start := *p
	start.Roll, start.Played = nil, nil
	primers := slices.Repeat([]features.Primer{{Piece: &start, Silence: true}}, c.Config.Compose.Count)
	c.setStyle(primers, out)
	return primers
}

// Compose continues each primer, or composes the part of a piece that is not kept, and says on the progress
// stream what the guards and the constraints did.
func (c *Composition) Compose(primers []features.Primer, o Options, random []*rand.Rand, out *console.Streams) ([]*features.Piece, error) {
	steps, temperature := c.Config.Compose.Steps, c.Config.Compose.Temperature
	m, controlled := c.Model.Model.(model.Controlled)
	switch {
	case !controlled && (o.Kept != nil || !o.Empty() || c.Config.Compose.Cadence || c.Config.Compose.Parallels != 1):
		return nil, exit.Usagef("compose: a model of kind %q cannot keep to -keep, -voice, -measures, -keys, -scale, -chords, -density, -cells, -parallels and -cadence; leave them out, or use a run of the biaxial network",
			c.Config.Model.Kind)
	case !controlled:
		return c.Model.Compose(primers, steps, temperature, random), nil
	}
	controls := c.controls(&o, out)
	if o.free() && !c.Config.Compose.Cadence {
		composed, err := m.ComposeControlled(primers, steps, controls, random)
		return c.report(composed, out), err
	}
	if o.free() {
		composed, err := c.composeWithCadence(m, primers, controls, random, out)
		return c.report(composed, out), err
	}
	if err := model.CheckParticleMemory(c.Config, o.Particles, fmt.Sprintf("lower -particles %d, or compose fewer steps", o.Particles)); err != nil {
		return nil, err
	}
	var pieces []*features.Piece
	for i, primer := range primers { // one by one: bars may differ
		var err error
		if o.Kept != nil {
			controls.Constraints, err = o.Keep(o.Kept, c.Config.Articulated())
		} else {
			controls.Constraints, err = o.Constraints(primer.Piece, steps)
		}
		if err != nil {
			return nil, exit.Usagef("compose: %w", err)
		}
		composed, err := m.ComposeControlled([]features.Primer{primer}, steps, controls, random[i:i+1])
		if err != nil {
			return nil, fmt.Errorf("compose: %w", err)
		}
		fmt.Fprintf(out.Progress, "piece %d: %s, effective %.1f on average, %.1f at the lowest; by itself the model would meet the constraints with probability %s\n",
			i+1, console.Count(o.Particles, "particle"), composed[0].MeanEffective, composed[0].LowestEffective, probability(composed[0].LogEvidence))
		pieces = append(pieces, composed[0].Piece)
	}
	return pieces, nil
}

// probability writes a probability whose logarithm is given: in percent, or as a power of e if it is below a thousandth.
func probability(log float64) string {
	if p := math.Exp(log); p >= 0.001 {
		return fmt.Sprintf("%.1f %%", 100*min(p, 1))
	}
	return fmt.Sprintf("e^%.1f", log)
}

// keys is the range of the run's training pieces, or all keys.
func (c *Composition) keys(any bool, out *console.Streams) control.Range {
	if any {
		return control.Range{}
	}
	if len(c.Info.Keys) != 2 {
		fmt.Fprintln(out.Progress, "run.json does not have training_keys, the range of the training pieces: any key may be played")
		return control.Range{}
	}
	return control.Range{Lowest: c.Info.Keys[0], Highest: c.Info.Keys[1]}
}

// report says what was composed again.
func (c *Composition) report(composed []control.Composed, out *console.Streams) (pieces []*features.Piece) {
	for i, p := range composed {
		pieces = append(pieces, p.Piece)
		for _, line := range rewound(p.Rewinds) {
			fmt.Fprintf(out.Progress, "piece %d: %s\n", i+1, line)
		}
	}
	return pieces
}

// rewound has a line for each passage that was composed again, with the number of times where it is more than one.
func rewound(rewinds []control.Rewind) (lines []string) {
	times := 1
	for i, r := range rewinds {
		if r.From == r.To {
			lines = append(lines, fmt.Sprintf("%s up to step %d; kept after too many attempts", r.Why, r.To))
			continue
		}
		if i+1 < len(rewinds) && rewinds[i+1].Why == r.Why && rewinds[i+1].From == r.From && rewinds[i+1].To != r.From {
			times++
			continue
		}
		line := fmt.Sprintf("%s; composed again from step %d on", r.Why, r.From)
		if times > 1 {
			line += fmt.Sprintf(", %d times", times)
		}
		lines, times = append(lines, line), 1
	}
	return lines
}

// maxCells is the largest size of a file of -cells in bytes.
const maxCells = 64 << 20

// ReadCells reads the file of -cells.
func ReadCells(name string) ([]byte, error) {
	data, err := config.ReadUpTo(name, maxCells)
	if err != nil {
		return nil, fmt.Errorf("compose: -cells: %w", err)
	}
	return data, nil
}
