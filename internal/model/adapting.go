package model

import (
	"fmt"
	"iter"

	"workbench/features"
	"workbench/loss"
)

// Adapting is a [Model] whose weights can adapt to a piece.
type Adapting interface {
	// AdaptedLikelihood is Likelihood by dynamic evaluation: at regular steps of a piece the weights are trained on
	// the steps before, with the given learning rate, and each piece starts from the weights as they are. It ends at
	// the first error, which the function returns afterwards.
	AdaptedLikelihood(pieces []*features.Piece, rate float64) (likelihood iter.Seq2[int, []loss.Nats], failed func() error)

	// Adapt changes the parameters to those that have adapted to a piece.
	Adapt(p *features.Piece, rate float64) error
}

// highestAdaptRate is the highest learning rate for adapting. RMSprop moves a weight by about that much in an update.
const highestAdaptRate = 0.1

// ToAdapt returns a model as one that can adapt with a learning rate. The error says that its kind cannot, or that the
// rate is out of range.
func ToAdapt(m Model, rate float64) (Adapting, error) {
	adapting, ok := m.(Adapting)
	switch {
	case !(rate > 0 && rate <= highestAdaptRate):
		return nil, fmt.Errorf("-adapt %v: must be a learning rate, 0.002 for instance, up to %v", rate, highestAdaptRate)
	case !ok:
		return nil, fmt.Errorf("-adapt: models of this kind cannot adapt, only biaxial networks can; leave -adapt out")
	}
	return adapting, nil
}
