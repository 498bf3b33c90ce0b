package model

import (
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/memory"
)

// Kind describes a kind of model: what its configs hold, what it costs, and how it is made.
type Kind struct {
	config.Kind

	// Cost is the memory that a model of a config needs; zero for one too small to count.
	Cost func(c *config.Config) memory.Cost
	// New makes a model as a config describes it, its parameters to be restored.
	New func(c *config.Config) (Model, error)
	// NewTrainable makes a model that learns from pieces in segments of up to the given number of steps, its parameters drawn from init.
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

// New makes the model that a config describes, its parameters to be restored.
func New(c *config.Config) (Model, error) { return kinds[c.Model.Kind].New(c) }

// NewTrainable makes the model that a config describes for training on pieces in segments of up to the given number of steps.
func NewTrainable(c *config.Config, init *rand.Rand, pieces []*features.Piece, steps int) (Trainable, error) {
	return kinds[c.Model.Kind].NewTrainable(c, init, pieces, steps)
}
