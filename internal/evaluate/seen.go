package evaluate

import (
	"slices"

	"workbench/internal/metrics"
)

// Subset is the negative log-likelihood of some of the pieces, in nats per frame, parts and splits aside.
type Subset struct {
	Pieces int              `json:"pieces"`
	NLL    metrics.Interval `json:"nll"`
}

// addSeen scores the pieces that the weights have learned from and the new ones apart.
func (r *Report) addSeen(names []string) {
	if len(names) == 0 {
		return
	}
	var seen, unseen []PieceScore
	for i := range r.Pieces {
		p := &r.Pieces[i]
		if p.Seen = slices.Contains(names, p.Name); p.Seen {
			seen = append(seen, *p)
		} else {
			unseen = append(unseen, *p)
		}
	}
	r.Seen, r.New = r.subset(seen), r.subset(unseen)
}

// subset sums up some of the pieces; nil for none.
func (r *Report) subset(pieces []PieceScore) *Subset {
	if len(pieces) == 0 {
		return nil
	}
	part := Report{Pieces: slices.Clone(pieces), Resamples: r.Resamples, Seed: r.Seed, SkipFirst: r.SkipFirst, parts: r.parts}
	part.sumUp()
	return &Subset{Pieces: len(pieces), NLL: part.PerFrame.NLL}
}
