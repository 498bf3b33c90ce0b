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

// drawEpoch draws the batches of an epoch: train.updates_per_epoch of them, or one pass over the pieces.
func drawEpoch[S any](schedule config.Train, from sampler[S], random *rand.Rand) (batches [][]S) {
	if schedule.UpdatesPerEpoch == 0 {
		return from.Pass(schedule.Batch, random)
	}
	for range schedule.UpdatesPerEpoch {
		batches = append(batches, from.Draw(schedule.Batch, random))
	}
	return batches
}
