package model

import (
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/config"
)

// segments draws the batches of the kinds that train on segments of time steps.
type segments struct {
	schedule config.Train
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

func newSegments(c *config.Config, pieces []*features.Piece, steps int) segments {
	sampler := features.NewSampler(pieces, steps, c.Data.Transpose)
	sampler.Noise = c.Train.InputNoise
	return segments{c.Train, sampler}
}

func (s segments) Draw(random *rand.Rand) []Batch {
	return drawEpoch[segmentBatch](s.schedule, s.sampler, random)
}
