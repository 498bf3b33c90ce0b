package evaluate

import (
	"fmt"
	"iter"

	"workbench/biaxial"
	"workbench/features"
	"workbench/internal/exit"
	"workbench/internal/model"
	"workbench/loss"
)

// Adaptation is how the weights adapt to each piece.
type Adaptation struct {
	Rate  float64 `json:"rate"`  // learning rate of RMSprop
	Every int     `json:"every"` // frames between two updates
	Over  int     `json:"over"`  // the last frames, from which an update learns
}

// adaptation is nil for fixed weights.
func (r *Request) adaptation() *Adaptation {
	if r.Adapt == 0 {
		return nil
	}
	return &Adaptation{r.Adapt, biaxial.AdaptEvery, biaxial.AdaptOver}
}

func (a *Adaptation) String() string {
	return fmt.Sprintf("the weights adapt to each piece: every %d frames an update on the last %d, learning rate %g", a.Every, a.Over, a.Rate)
}

// checkAdapt returns an error if a model cannot adapt as the request says.
func (r *Request) checkAdapt(members []member) error {
	for _, m := range members {
		if _, ok := m.Model.Model.(model.Adapting); r.Adapt > 0 && !ok {
			return exit.Usagef("evaluate: -adapt: the model of %s is of the kind %s, and only a biaxial network adapts; leave -adapt out", m.run, m.Config.Model.Kind)
		}
	}
	return nil
}

// likelihood is that of the member, whose weights adapt if the request says so. After it, failed returns the error
// that has ended it.
func (r *Request) likelihood(m member, pieces []*features.Piece) (likelihood iter.Seq2[int, []loss.Nats], failed func() error) {
	if r.Adapt > 0 {
		return m.Model.Model.(model.Adapting).AdaptedLikelihood(pieces, r.Adapt)
	}
	return m.Likelihood(pieces), func() error { return nil }
}
