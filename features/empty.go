package features

import "workbench/features/score"

// EmptyPiece returns a piece without steps, with one bar.
func EmptyPiece(metre score.Metre, stepsPerQuarter int) *Piece {
	steps := max(4*stepsPerQuarter*metre.Beats/metre.Unit, 1)
	return &Piece{StepsPerQuarter: stepsPerQuarter, Articulated: true, Tempo: 120,
		Measures: []Measure{{Steps: steps, Metre: metre}}}
}
