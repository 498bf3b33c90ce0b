package model

import (
	"sync"

	"workbench/baselines"
	"workbench/baselines/velocity"
	"workbench/features"
	"workbench/internal/config"
	"workbench/loss"
)

// rolls has the methods that the kinds share which predict a roll step by step.
type rolls struct{ config *config.Config }

func (rolls) Unit() string { return "step" }

func (r rolls) Parts() []string {
	switch {
	case r.config.Data.Velocity:
		return []string{"play", "articulate", "velocity"}
	case r.config.Articulated():
		return []string{"play", "articulate"}
	}
	return []string{"play"}
}

func (r rolls) References(training []*features.Piece) []Reference {
	if r.config.Data.Velocity {
		return velocityReferences(training)
	}
	return rollReferences(training, r.config.Articulated())
}

// velocityReferences are those of whole rolls, with a model of the velocities as a third part: of each key by
// itself beside the marginal model, and of the running mean of the piece beside those that depend on the past.
func velocityReferences(training []*features.Piece) []Reference {
	plain := make([]*features.Piece, len(training))
	for i, p := range training {
		plain[i] = p.WithoutVelocities()
	}
	perKey := sync.OnceValue(func() velocity.Model { return velocity.NewPerKey(training) })
	runningMean := sync.OnceValue(func() velocity.Model { return velocity.NewRunningMean(training) })
	all := rollReferences(plain, true)
	for i, roll := range all {
		velocities := runningMean
		if roll.Name == baselines.KindMarginal {
			velocities = perKey
		}
		all[i].Piece = func(p *features.Piece) []loss.Nats {
			frames := roll.Piece(p.WithoutVelocities())
			for t, nats := range velocities().Piece(p) {
				frames[t] = append(frames[t], nats)
			}
			return frames
		}
	}
	return all
}

// rollReferences are the counting models of whole rolls, each fitted when it is first used.
func rollReferences(training []*features.Piece, articulated bool) (all []Reference) {
	for _, kind := range baselines.Kinds() {
		var fitted baselines.Model
		all = append(all, Reference{kind, func(p *features.Piece) []loss.Nats {
			if fitted == nil {
				fitted = baselines.New(kind, training, articulated)
			}
			return fitted.Piece(p)
		}})
	}
	return all
}

func (rolls) Metrics([]*features.Piece) []loss.Metric { return nil }
