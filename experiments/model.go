package main

import (
	"math/rand/v2"

	"workbench/baselines"
	"workbench/biaxial"
	"workbench/features"
	"workbench/loss"
)

// model is what a config's model.kind names. The run directory and the commands ask no more of any kind than this.
type model interface {
	// Describe says in half a line what it is made of.
	Describe() string

	// Parameters are the learned numbers by name, which a checkpoint holds.
	Parameters() []biaxial.Parameter

	// Restore takes them back.
	Restore(map[string]biaxial.Parameter) error

	// Likelihood returns a function that gives the exact negative log-likelihood of every frame of a piece, the first given the silence before
	// it, with the parameters as they are now.
	Likelihood() func(*features.Piece) []loss.Nats

	// Continue composes so many steps after each start, as biaxial.Composer does.
	Continue(starts []biaxial.Start, steps int, temperature float64, random []*rand.Rand) []*features.Piece
}

// learner is a model in training.
type learner interface {
	model

	// Update learns from a batch at a factor on the config's learning rate, and returns the loss per time step and the norm of the gradient.
	Update(b batch, rate float64, dropout *rand.Rand) (loss.Nats, float64, error)

	// State is what the next update needs beside the parameters, and RestoreState takes it back.
	State() map[string][]float32
	RestoreState(map[string][]float32) error

	Close() error
}

// kindBiaxial is the network; the other kinds are the tables of package baselines.
const kindBiaxial = "biaxial"

// newModel makes a model as a config describes it, its parameters to be restored.
func newModel(c *Config) (model, error) {
	if c.Model.Kind != kindBiaxial {
		return &table{kind: c.Model.Kind}, nil
	}
	return newNetwork(c)
}

// newLearner makes a model that learns from segments of pieces, the longest of which has so many steps.
func newLearner(c *Config, init *rand.Rand, pieces []*features.Piece, steps int) (learner, error) {
	if kind := c.Model.Kind; kind != kindBiaxial {
		return &table{kind, baselines.New(kind, pieces, c.articulated())}, nil
	}
	n, err := newNetwork(c)
	if err != nil {
		return nil, err
	}
	return n, n.prepare(init, steps)
}
