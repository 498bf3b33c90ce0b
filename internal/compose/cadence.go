package compose

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/control"
	"workbench/internal/metrics"
	"workbench/internal/model"
	"workbench/internal/pitch"
)

// cadenceParticles is the number of particles for an ending, which is found with few.
const cadenceParticles = 16

// approach is the number of measures before the final chord in which particles look for a way to it.
const approach = 2

// composeWithCadence composes pieces that end on a chord of the tonic, a beat long. The key is that of the
// music up to the approach, which is composed freely.
func (c *Composition) composeWithCadence(m model.Controlled, primers []features.Primer, o control.Controls, random []*rand.Rand, out *console.Streams) ([]control.Composed, error) {
	steps, end := c.Config.Compose.Steps, c.endingSteps(primers[0].Piece)
	composed := make([]control.Composed, len(primers))
	primers = slices.Clone(primers)
	for i, primer := range primers {
		primers[i] = primer.Before(steps)
		composed[i].Piece = primers[i].Piece
	}
	if steps > end {
		var err error
		if composed, err = m.ComposeControlled(primers, steps-end, o, random); err != nil {
			return nil, err
		}
	}
	for i, free := range composed {
		ended, err := c.composeEnding(m, features.Primer{Piece: free.Piece, Silence: primers[i].Silence}, end, o, random[i], out, i+1)
		if err != nil {
			return nil, err
		}
		ended.Rewinds = free.Rewinds
		composed[i] = ended
	}
	return composed, nil
}

// endingSteps is the length of the ending of a piece that begins with a primer: the approach and the final chord.
func (c *Composition) endingSteps(primer *features.Piece) int {
	last := primer.Measures[len(primer.Measures)-1]
	return min(approach*last.Steps+c.Config.Data.StepsPerQuarter, c.Config.Compose.Steps)
}

// composeEnding composes the ending of a piece, a number of steps. number is that of the piece, for messages.
func (c *Composition) composeEnding(m model.Controlled, free features.Primer, steps int, o control.Controls, random *rand.Rand, out *console.Streams, number int) (ended control.Composed, err error) {
	o.Particles = cadenceParticles
	if err := model.CheckParticleMemory(c.Config, o.Particles, "compose with -cadence=false to end anywhere"); err != nil {
		return ended, err
	}
	tonic, minor := metrics.Key(free.Piece)
	o.Constraints = control.New(steps)
	o.Constraints.EndOn(tonic, minor, max(steps-c.Config.Data.StepsPerQuarter, 0))
	all, err := m.ComposeControlled([]features.Primer{free}, 0, o, []*rand.Rand{random})
	if err != nil {
		return ended, fmt.Errorf("compose: piece %d: %w; compose with -cadence=false to end anywhere", number, err)
	}
	fmt.Fprintf(out.Progress, "piece %d: ends in %s; without -cadence the model would do so with probability %s\n", number,
		pitch.TonalityName((tonic-c.transposed%12+12)%12, minor), probability(all[0].LogEvidence))
	return all[0], nil
}
