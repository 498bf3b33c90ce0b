package main

import (
	"math/rand/v2"

	"workbench/features"
)

// segments draws the batches of the models that learn from segments of time steps.
type segments struct {
	schedule TrainConfig
	sampler  *features.Sampler
}

// segmentBatch is a batch of segments.
type segmentBatch []features.Segment

// Units is the number of time steps.
func (b segmentBatch) Units() (steps int) {
	for _, segment := range b {
		steps += segment.Steps
	}
	return steps
}

func newSegments(c *Config, pieces []*features.Piece, steps int) segments {
	return segments{c.Train, features.NewSampler(pieces, steps, c.Data.Transpose)}
}

// Draw draws the batches of an epoch: train.updates_per_epoch of them, or one pass over the pieces.
func (s segments) Draw(random *rand.Rand) (batches []batch) {
	if s.schedule.UpdatesPerEpoch == 0 {
		for _, drawn := range s.sampler.Pass(s.schedule.Batch, random) {
			batches = append(batches, segmentBatch(drawn))
		}
		return batches
	}
	for range s.schedule.UpdatesPerEpoch {
		drawn := make(segmentBatch, s.schedule.Batch)
		for i := range drawn {
			drawn[i] = s.sampler.Draw(random)
		}
		batches = append(batches, drawn)
	}
	return batches
}
