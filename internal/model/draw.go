package model

import (
	"math/rand/v2"

	"workbench/internal/config"
)

// sampler draws segments, or windows, from pieces.
type sampler[S any] interface {
	Draw(size int, random *rand.Rand) []S   // a random batch
	Pass(size int, random *rand.Rand) [][]S // one pass over the pieces, in batches of up to size
}

// drawEpoch draws the batches of an epoch, of type B: train.updates_per_epoch of them, or one pass over the
// pieces.
func drawEpoch[B interface {
	~[]S
	Batch
}, S any](schedule config.Train, from sampler[S], random *rand.Rand) (batches []Batch) {
	if schedule.UpdatesPerEpoch == 0 {
		for _, drawn := range from.Pass(schedule.Batch, random) {
			batches = append(batches, B(drawn))
		}
		return batches
	}
	for range schedule.UpdatesPerEpoch {
		batches = append(batches, B(from.Draw(schedule.Batch, random)))
	}
	return batches
}
