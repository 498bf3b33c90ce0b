// Package velocity has models of the velocities of struck keys that count the training pieces: [NewPerKey] counts
// those of each key, and [NewRunningMean] those that follow a mean of the piece so far. They predict a velocity
// given that the key is struck, and the keys struck before it: in earlier steps, and lower ones of the same step.
package velocity

import (
	"math"

	"workbench/features"
)

// Model is a probability distribution of the velocity of the next struck key.
type Model interface {
	// Piece returns the negative log-likelihood of the velocities in every step of a piece, in nats.
	Piece(p *features.Piece) []float64
}

// counts are how often each velocity was struck. A half is added to each (Krichevsky & Trofimov 1981), so that
// nothing has the probability 0.
type counts struct {
	of  [features.Velocities]float64
	all float64
}

func (c *counts) add(v features.Velocity) {
	c.of[v-1]++
	c.all++
}

// nats is the negative log-likelihood of a velocity.
func (c *counts) nats(v features.Velocity) float64 {
	return -math.Log((c.of[v-1] + 0.5) / (c.all + 0.5*features.Velocities))
}

// eachStrike calls each for every struck key of known velocity, in the order of the likelihood.
func eachStrike(p *features.Piece, each func(t, n int, v features.Velocity)) {
	for t := range p.Roll {
		for n, cell := range p.Roll[t] {
			if v := cell.Velocity(); v > 0 {
				each(t, n, v)
			}
		}
	}
}

// PerKey has a distribution for each key.
type PerKey struct{ keys [features.Keys]counts }

// NewPerKey counts the velocities of each key.
func NewPerKey(pieces []*features.Piece) *PerKey {
	m := new(PerKey)
	for _, p := range pieces {
		eachStrike(p, func(_, n int, v features.Velocity) { m.keys[n].add(v) })
	}
	return m
}

// Piece implements [Model].
func (m *PerKey) Piece(p *features.Piece) []float64 {
	steps := make([]float64, p.Steps())
	eachStrike(p, func(t, n int, v features.Velocity) { steps[t] += m.keys[n].nats(v) })
	return steps
}
