package model

import (
	"iter"
	"math/rand/v2"

	"workbench/baselines"
	"workbench/biaxial"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/nn"
	"workbench/loss"
)

// model is what a config's model.kind names. The run directory and the commands ask no more of any kind than this.
type Model interface {
	// Describe says in half a line what it is made of.
	Describe() string

	// Unit names what it predicts one after the other: "step", "token" or "event".
	Unit() string

	// Parts names the one or two parts of its likelihoods.
	Parts() []string

	// Parameters are the learned numbers by name, which a checkpoint holds.
	Parameters() []nn.Parameter

	// Restore takes them back.
	Restore(map[string]nn.Parameter) error

	// Likelihood yields, with the index of each piece as it is done, the exact negative log-likelihood of each of its units, the first given the silence
	// before it, with the parameters as they are now.
	Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats]

	// Reference is what counting the training pieces, without learning, gives the units of pieces on average, but for the first `skip` of each piece, and
	// the name of it.
	Reference(training, pieces []*features.Piece, skip int) (name string, nats loss.Nats)

	// Measures are further figures about pieces, such as accuracies; most kinds have none.
	Metrics(pieces []*features.Piece) []loss.Metric

	// Continue composes so many time steps after each start, as biaxial.Composer does.
	Continue(starts []biaxial.Start, steps int, temperature float64, random []*rand.Rand) []*features.Piece
}

// learner is a model in training.
type Learner interface {
	Model

	// Draw draws the batches of an epoch.
	Draw(random *rand.Rand) []Batch

	// Update learns from a batch at a factor on the config's learning rate, and returns the loss per unit and the norm of the gradient.
	Update(b Batch, rate float64, dropout *rand.Rand) (loss.Nats, float64, error)

	// State is what the next update needs beside the parameters, and RestoreState takes it back.
	State() map[string][]float32
	RestoreState(map[string][]float32) error

	Close() error
}

// batch is what one update learns from. Only the model that has drawn it looks into it.
type Batch interface {
	// Units is their number, for the rate at which training goes.
	Units() int
}

// newModel makes a model as a config describes it, its parameters to be restored.
func New(c *config.Config) (Model, error) {
	switch {
	case c.Model.Kind == config.KindBiaxial:
		return newNetwork(c)
	case config.IsSequential(c.Model.Kind):
		return newSequential(c), nil
	}
	return &table{rolls: rolls{c}}, nil
}

// newLearner makes a model that learns from segments of pieces, the longest of which has so many steps.
func NewLearner(c *config.Config, init *rand.Rand, pieces []*features.Piece, steps int) (Learner, error) {
	switch kind := c.Model.Kind; {
	case kind == config.KindBiaxial:
		n, err := newNetwork(c)
		if err != nil {
			return nil, err
		}
		return n, n.prepare(init, pieces, steps)
	case config.IsSequential(kind):
		s := newSequential(c)
		return s, s.prepare(init, pieces)
	}
	return &table{rolls{c}, newSegments(c, pieces, steps), baselines.New(c.Model.Kind, pieces, c.Articulated())}, nil
}

// rolls is what the models have in common that predict a roll frame by frame.
type rolls struct{ config *config.Config }

func (rolls) Unit() string { return "step" }

func (r rolls) Parts() []string {
	if r.config.Articulated() {
		return []string{"play", "articulate"}
	}
	return []string{"play"}
}

func (r rolls) Reference(training, pieces []*features.Piece, skip int) (name string, nats loss.Nats) {
	marginal := baselines.NewMarginal(training, r.config.Articulated())
	return baselines.KindMarginal, PerUnit(EachPiece(pieces, func(p *features.Piece) []loss.Nats { return marginal.Piece(p)[skip:] }), len(pieces))
}

func (rolls) Metrics([]*features.Piece) []loss.Metric { return nil }

// eachPiece scores pieces one by one.
func EachPiece(pieces []*features.Piece, score func(*features.Piece) []loss.Nats) iter.Seq2[int, []loss.Nats] {
	return func(yield func(int, []loss.Nats) bool) {
		for i, p := range pieces {
			if !yield(i, score(p)) {
				return
			}
		}
	}
}

// perUnit is the mean over all units of so many pieces. Their order of arrival makes no difference to its bits.
func PerUnit(likelihood iter.Seq2[int, []loss.Nats], pieces int) loss.Nats {
	sums, units := make([]loss.Nats, pieces), 0
	for i, nats := range likelihood {
		for _, unit := range nats {
			sums[i] = sums[i].Add(unit)
		}
		units += len(nats)
	}
	var sum loss.Nats
	for _, s := range sums {
		sum = sum.Add(s)
	}
	return sum.Scale(1 / float64(units))
}
