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
	o.Particles = cadenceParticles
	if err := c.checkMemory(o.Particles); err != nil {
		return nil, err
	}
	steps, beat := c.Config.Compose.Steps, c.Config.Data.StepsPerQuarter
	last := primers[0].Piece.Measures[len(primers[0].Piece.Measures)-1]
	end := min(approach*last.Steps+beat, steps)
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
	for i := range composed {
		free := composed[i]
		tonic, minor := metrics.Key(free.Piece)
		o.Constraints = control.New(end)
		o.Constraints.EndOn(tonic, minor, max(end-beat, 0))
		all, err := m.ComposeControlled([]features.Primer{{Piece: free.Piece, Silence: primers[i].Silence}}, end, o, random[i:i+1])
		if err != nil {
			return nil, fmt.Errorf("compose: piece %d: %w; compose with -cadence=false to end anywhere", i+1, err)
		}
		composed[i] = all[0]
		composed[i].Rewinds = free.Rewinds
		mode := "major"
		if minor {
			mode = "minor"
		}
		fmt.Fprintf(out.Progress, "piece %d: ends in %s %s; by itself the model does so with probability e^%.1f\n", i+1,
			pitch.Classes[(tonic-c.transposed%12+12)%12], mode, all[0].LogEvidence)
	}
	return composed, nil
}
