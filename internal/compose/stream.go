package compose

import (
	"iter"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/control"
	"workbench/internal/model"
)

// Stream composes what [Composition.Compose] does for one primer without constraints. It yields each step
// with its position in the piece, as it is drawn where the model can tell, otherwise all at the end; see
// [model.Streamer].
func (c *Composition) Stream(primer features.Primer, random *rand.Rand, out *console.Streams) iter.Seq2[int, features.Frame] {
	steps, temperature := c.Config.Compose.Steps, c.Config.Compose.Temperature
	if m, ok := c.Model.Model.(model.Streamer); ok {
		o := control.Controls{Temperature: temperature, Parallels: c.Config.Compose.Parallels, Guards: true, Keys: c.keys(false, out)}
		return m.Stream(primer, steps, o, random)
	}
	return func(yield func(int, features.Frame) bool) {
		given := primer.Piece.Steps()
		roll := c.Model.Compose([]features.Primer{primer}, steps, temperature, []*rand.Rand{random})[0].Roll
		for t := given; t < len(roll); t++ {
			if !yield(t, roll[t]) {
				return
			}
		}
	}
}
