// Package baselines has the models that every other has to beat.
package baselines

import (
	"math"

	"workbench/features"
	"workbench/loss"
)

// Marginal knows how often each key plays, and how often a key that plays is struck, and nothing of what went before.
type Marginal struct {
	play, articulate [features.Keys]float64 // probabilities
	articulated      bool
}

// NewMarginal counts the cells of pieces. Each count begins at a half (the add-half rule of Krichevsky & Trofimov), so that nothing is impossible.
func NewMarginal(pieces []*features.Piece, articulated bool) *Marginal {
	var steps float64
	var played, struck [features.Keys]float64
	for _, p := range pieces {
		steps += float64(p.Steps())
		for t := range p.Roll {
			for n, cell := range p.Roll[t] {
				if cell.Play() {
					played[n]++
				}
				if cell.Articulate() {
					struck[n]++
				}
			}
		}
	}
	m := &Marginal{articulated: articulated}
	for n := range features.Keys {
		m.play[n] = (played[n] + 0.5) / (steps + 1)
		m.articulate[n] = (struck[n] + 0.5) / (played[n] + 1)
	}
	return m
}

// Piece returns the negative log-likelihood of every frame of a piece, in nats.
func (m *Marginal) Piece(p *features.Piece) []loss.Nats {
	frames := make([]loss.Nats, p.Steps())
	for t := range p.Roll {
		for n, cell := range p.Roll[t] {
			frames[t].Play -= logLikelihood(m.play[n], cell.Play())
			if m.articulated && cell.Play() {
				frames[t].Articulate -= logLikelihood(m.articulate[n], cell.Articulate())
			}
		}
	}
	return frames
}

func logLikelihood(p float64, happened bool) float64 {
	if happened {
		return math.Log(p)
	}
	return math.Log1p(-p)
}
