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

// checkAdapt returns a usage error if a model cannot adapt as the request says.
func (r *Request) checkAdapt(members []member) error {
	if r.Adapt == 0 {
		return nil
	}
	for _, m := range members {
		if _, err := model.ToAdapt(m.Model.Model, r.Adapt); err != nil {
			return exit.Usagef("evaluate: %s: %w", m.run, err)
		}
	}
	return nil
}

// likelihood is that of the member, whose weights adapt if the request says so. After it, failed returns the error
// that has ended it.
func (r *Request) likelihood(m member, pieces []*features.Piece) (likelihood iter.Seq2[int, []loss.Nats], failed func() error) {
	if r.Adapt == 0 {
		return m.Likelihood(pieces), func() error { return nil }
	}
	return m.Model.Model.(model.Adapting).AdaptedLikelihood(pieces, r.Adapt)
}
