// Package model defines what a kind of model is and registers the kinds: the biaxial network, the counting
// models, and the four systems on the sequence network. The training loop, the run directory and the commands
// use models through [Model] and [Trainable] only.
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
	// Describe describes the model's structure in half a line.
	Describe() string

	// Unit names what the model predicts at a time: "step", "token" or "event".
	Unit() string

	// Parts names the parts of its likelihoods, such as "play" and "articulate". The config alone decides them.
	Parts() []string

	// Parameters are the named parameters and buffers, which a checkpoint holds.
	Parameters() []nn.Parameter

	// Restore sets the parameters by name.
	Restore(map[string]nn.Parameter) error

	// Likelihood yields the index of each piece and the exact negative log-likelihoods of its units, with the
	// current parameters. The first unit is predicted from silence. A piece that the kind cannot represent has
	// no units.
	Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats]

	// References returns the counting models to compare this kind's likelihoods with, fitted to the training
	// pieces. The first is the baseline in run.json.
	References(training []*features.Piece) []Reference

	// Metrics are further measurements on pieces, such as accuracies; most kinds have none.
	Metrics(pieces []*features.Piece) []loss.Metric

	// Compose continues each primer by the given number of time steps, and returns the pieces, their primers
	// included. All primers have the same number of steps. A piece depends on its own random number generator
	// alone. The temperature is above 0; 1 is the model's own distribution. Most kinds divide the logits of each
	// choice by it; see [Controlled] for those that do more.
	Compose(primers []features.Primer, steps int, temperature float64, random []*rand.Rand) []*features.Piece
}

// KeyLikelihood is a model that tells the loss of each key apart.
type KeyLikelihood interface {
	// KeyLikelihood yields, for each step of a piece, the negative log-likelihood of every key in nats, and the
	// probability that it plays, given what comes before it in the piece: 88 each. Computing ends when the caller
	// does, or soon after.
	KeyLikelihood(p *features.Piece) iter.Seq2[[]float64, []float64]
}

// Reference is a fitted counting model.
type Reference struct {
	Name  string
	Piece func(*features.Piece) []loss.Nats // negative log-likelihood of each unit, in the parts of the model
}

// Trainable is a model in training.
type Trainable interface {
	Model

	// Draw returns the random batches of an epoch.
	Draw(random *rand.Rand) []Batch

	// Update does one optimizer step on a batch. rate is a factor on the config's learning rate. It returns the
	// loss per unit and the norm of the gradient.
	Update(b Batch, rate float64, dropout *rand.Rand) (loss.Nats, float64, error)

	// State is the optimizer state, which the next update needs besides the parameters, by name; RestoreState
	// sets it.
	State() map[string][]float32
	RestoreState(map[string][]float32) error

	Close() error
}

// Batch is the input of one update. Only the model that has drawn it knows its contents.
type Batch interface {
	// Units is the number of units in the batch.
	Units() int
}

// EachPiece yields the likelihoods of pieces one by one.
func EachPiece(pieces []*features.Piece, score func(*features.Piece) []loss.Nats) iter.Seq2[int, []loss.Nats] {
	return func(yield func(int, []loss.Nats) bool) {
		for i, p := range pieces {
			if !yield(i, score(p)) {
				return
			}
		}
	}
}

// PerUnit is the mean over all units of the given number of pieces. The order in which they arrive does not
// change its bits.
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

// Styled is a [Model] that may learn the styles of its training pieces; see [features.Style].
type Styled interface {
	// Styles lists the styles that the model has learned, none without data.styles.
	Styles() []string

	// IsStyle reports whether a parameter belongs to one style alone. A run that training starts from need not
	// have it.
	IsStyle(parameter string) bool
}

// Controlled is a [Model] that composes under [control.Controls]: at a temperature of whole steps, within a range
// of keys, and under constraints.
type Controlled interface {
	Model

	// ComposeControlled is Compose under controls. Under constraints, steps is not used: the constraints have the
	// length. An error says that they could not be met.
	ComposeControlled(primers []features.Primer, steps int, o control.Controls, random []*rand.Rand) ([]control.Composed, error)
}
