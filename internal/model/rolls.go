package model

import (
	"workbench/baselines"
	"workbench/features"
	"workbench/internal/config"
	"workbench/loss"
)

// rolls has the methods that the kinds share which predict a roll step by step.
type rolls struct{ config *config.Config }

func (rolls) Unit() string { return "step" }

func (r rolls) Parts() []string {
	if r.config.Articulated() {
		return []string{"play", "articulate"}
	}
	return []string{"play"}
}

func (r rolls) References(training []*features.Piece) []Reference {
	return rollReferences(training, r.config.Articulated())
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
