package main

import (
	"fmt"
	"math/rand/v2"

	"workbench/biaxial"
	"workbench/features"
	"workbench/features/score"
)

// What a composition begins with: the values of compose.start.
const (
	startRandom  = "random"
	startSilence = "silence"
)

// startOf makes a start as the config says: the first step of a measure, drawn from the training pieces, as in Deep Jammer, or silence. Where the
// config leaves the metre to the start, it is that of the measure drawn, and 4/4 for silence.
func startOf(c *Config, pieces []*features.Piece, random *rand.Rand) biaxial.Start {
	metre, fixed := parseMetre(c.Compose.Metre)
	if c.Compose.Start == startSilence {
		p := emptyPiece(metre, c.Data.StepsPerQuarter)
		p.Articulated = c.articulated()
		return biaxial.Start{Piece: p, Silence: true}
	}
	from := pieces[random.IntN(len(pieces))]
	measure := from.Measures[random.IntN(len(from.Measures))]
	if !fixed {
		metre = measure.Metre
	}
	p := emptyPiece(metre, c.Data.StepsPerQuarter)
	p.Articulated = from.Articulated
	p.Roll = features.Roll{from.Roll[measure.Start]}
	return biaxial.Start{Piece: p}
}

// given is the number of steps that a sample begins with and that were not composed.
func (c *Config) given() int {
	if c.Compose.Start == startRandom {
		return 1
	}
	return 0
}

// parseMetre reads "3/4"; for "auto" it gives 4/4 and fixed = false.
func parseMetre(text string) (metre score.Metre, fixed bool) {
	if _, err := fmt.Sscanf(text, "%d/%d", &metre.Beats, &metre.Unit); err != nil {
		return score.CommonTime, false
	}
	return metre, true
}

// emptyPiece has no steps yet, and one measure.
func emptyPiece(metre score.Metre, stepsPerQuarter int) *features.Piece {
	steps := max(4*stepsPerQuarter*metre.Beats/metre.Unit, 1)
	return &features.Piece{StepsPerQuarter: stepsPerQuarter, Articulated: true, Tempo: 120,
		Measures: []features.Measure{{Steps: steps, Metre: metre}}}
}
