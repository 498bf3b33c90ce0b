// Package model defines what a kind of model is, and registers the kinds: the biaxial network, the counting models, and the four systems on the
// sequence network. The training loop, the run directory and the commands know models through [Model] and [Trainable] only.
package model

import (
	"iter"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/control"
	"workbench/internal/nn"
	"workbench/loss"
)

// Model is a model of some kind with its parameters.
type Model interface {
	// Describe says in half a line what the model is made of.
	Describe() string

	// Unit names what the model predicts one after the other: "step", "token" or "event".
	Unit() string

	// Parts names the parts of its likelihoods, such as "play" and "articulate".
	Parts() []string

	// Parameters are the learned numbers by name, which a checkpoint holds.
	Parameters() []nn.Parameter

	// Restore takes over parameters by name.
	Restore(map[string]nn.Parameter) error

	// Likelihood yields, with the index of each piece as it is done, the exact negative log-likelihood of each of its units, the first given the silence
	// before it, with the parameters as they are now. A piece that the kind cannot represent has no units.
	Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats]

	// References fits the counting models that this kind's likelihoods are compared with to the training pieces. The first is the one of run.json.
	References(training []*features.Piece) []Reference

	// Metrics are further figures about pieces, such as accuracies; most kinds have none.
	Metrics(pieces []*features.Piece) []loss.Metric

	// Compose continues each primer by the given number of time steps, and returns the pieces, their primers included. All primers have the
	// same number of steps. A piece depends on its own stream of random numbers alone. The temperature is above 0; 1 is the model's own distribution. How it
	// acts is the kind's choice: most divide the logits of each choice by it; see [Controlled] for more.
	Compose(primers []features.Primer, steps int, temperature float64, random []*rand.Rand) []*features.Piece
}

// Reference is a fitted counting model.
type Reference struct {
	Name  string
	Piece func(*features.Piece) []loss.Nats // negative log-likelihood of each unit, in the parts of the model
}

// Trainable is a model in training.
type Trainable interface {
	Model

	// Draw draws the batches of an epoch.
	Draw(random *rand.Rand) []Batch

	// Update learns from a batch at a factor on the config's learning rate, and returns the loss per unit and the norm of the gradient.
	Update(b Batch, rate float64, dropout *rand.Rand) (loss.Nats, float64, error)

	// State is what the next update needs besides the parameters, by name; RestoreState takes it over.
	State() map[string][]float32
	RestoreState(map[string][]float32) error

	Close() error
}

// Batch is what one update learns from. Only the model that has drawn it looks into it.
type Batch interface {
	// Units is their number, for the speed of training.
	Units() int
}

// EachPiece scores pieces one by one.
func EachPiece(pieces []*features.Piece, score func(*features.Piece) []loss.Nats) iter.Seq2[int, []loss.Nats] {
	return func(yield func(int, []loss.Nats) bool) {
		for i, p := range pieces {
			if !yield(i, score(p)) {
				return
			}
		}
	}
}

// PerUnit is the mean over all units of the given number of pieces. The order in which they arrive does not change its bits.
func PerUnit(likelihood iter.Seq2[int, []loss.Nats], pieces int) loss.Nats {
	sums, units := make([]loss.Nats, pieces), 0
	for i, nats := range likelihood {
		sums[i] = loss.AddAll(nats)
		units += len(nats)
	}
	var sum loss.Nats
	for _, s := range sums {
		sum = sum.Add(s)
	}
	return sum.Scale(1 / float64(units))
}

// Controlled is a [Model] that composes under [control.Controls]: whole steps at a temperature, within the keys of the training pieces, and under constraints.
type Controlled interface {
	Model

	// ComposeControlled is Compose under controls. Under constraints, steps is their number, and an error says that they could not be met.
	ComposeControlled(primers []features.Primer, steps int, o control.Controls, random []*rand.Rand) ([]control.Composed, error)
}
