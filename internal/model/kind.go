package model

import (
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/memory"
)

// Kind describes a kind of model: its config keys, its memory cost, and its constructors.
type Kind struct {
	config.Kind

	// Cost is the memory that the model of a config needs. Nil means that it is negligible.
	Cost func(c *config.Config) memory.Cost
	// New returns the model of a config; its parameters are still to be restored.
	New func(c *config.Config) (Model, error)
	// NewTrainable returns a model for training on pieces, in segments of up to the given number of steps, with
	// random parameters from init.
	NewTrainable func(c *config.Config, init *rand.Rand, pieces []*features.Piece, steps int) (Trainable, error)
}

// kinds are the registered kinds, by name.
var kinds = map[string]Kind{}

// Register makes a kind known to configs and commands. It panics if the name is taken.
func Register(k Kind) {
	config.Register(k.Kind)
	kinds[k.Name] = k
}

func init() {
	for _, k := range []Kind{
		biaxialKind,
		marginalKind, persistenceKind, markovKind,
		pianorollKind, tokensKind, performanceKind, melodyHarmonyKind,
	} {
		Register(k)
	}
}

// New returns the model of a config; its parameters are still to be restored.
func New(c *config.Config) (Model, error) { return kinds[c.Model.Kind].New(c) }

// NewTrainable returns the model of a config for training on pieces, in segments of up to the given number of
// steps.
func NewTrainable(c *config.Config, init *rand.Rand, pieces []*features.Piece, steps int) (Trainable, error) {
	return kinds[c.Model.Kind].NewTrainable(c, init, pieces, steps)
}
