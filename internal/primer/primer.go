// Package primer draws the primers of compositions from training pieces or the starter corpus, as the config
// says.
package primer

import (
	"fmt"
	"math/rand/v2"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/config"
)

// Draw draws a primer with each of the generators: from the training pieces, which the function reads, from the
// starter corpus, or silence. With downbeat, none begins with a pickup, so that in one metre the pieces are equally long
// after a number of measures.
func Draw(c *config.Config, random []*rand.Rand, downbeat bool, training func() ([]*features.Piece, error)) ([]features.Primer, error) {
	pieces, err := source(c, training)
	if err != nil {
		return nil, err
	}
	primers := make([]features.Primer, len(random))
	for i := range primers {
		primers[i] = draw(c, pieces, downbeat, random[i])
	}
	return primers, nil
}

// source are the pieces that primers are excerpts of: the training pieces, those of the starter corpus, or none
// for silence.
func source(c *config.Config, training func() ([]*features.Piece, error)) ([]*features.Piece, error) {
	switch c.Compose.Primer {
	case config.PrimerSilence:
		return nil, nil
	case config.PrimerRandom:
		return training()
	}
	reading := features.Grid(c.Data.StepsPerQuarter)
	reading.Sampling.Sounding, reading.Velocity = !c.Articulated(), c.Data.Velocity
	corpus, err := features.Starter(reading)
	if err != nil {
		return nil, err
	}
	return corpus.Pieces, nil
}

// draw makes a primer: compose.primer_steps steps from the beginning of a bar of the pieces (one step in Deep
// Jammer), or silence. Where the config leaves the metre to the primer, its bars are those of the piece, also a pickup,
// and 4/4 for silence; a metre of the config begins on the downbeat.
func draw(c *config.Config, pieces []*features.Piece, downbeat bool, random *rand.Rand) features.Primer {
	metre, fixed := parseMetre(c.Compose.Metre)
	if c.Compose.Primer == config.PrimerSilence {
		p := features.EmptyPiece(metre, c.Data.StepsPerQuarter)
		p.Articulated, p.Tempo = c.Articulated(), c.Compose.Tempo
		return features.Primer{Piece: p, Silence: true}
	}
	from := pieces[random.IntN(len(pieces))]
	measures := from.Measures
	if downbeat && measures[0].Skip > 0 {
		measures = measures[1:]
	}
	last := len(measures)
	for last > 1 && measures[last-1].Start+c.Compose.PrimerSteps > from.Steps() {
		last--
	}
	start := measures[random.IntN(last)].Start
	p := from.Passage(start, c.Compose.PrimerSteps)
	if fixed {
		p = from.Excerpt(start, c.Compose.PrimerSteps, metre)
	}
	p.Tempo = c.Compose.Tempo
	return features.Primer{Piece: p}
}

// parseMetre reads "3/4"; for "auto" it returns 4/4 and fixed = false.
func parseMetre(text string) (metre score.Metre, fixed bool) {
	if _, err := fmt.Sscanf(text, "%d/%d", &metre.Beats, &metre.Unit); err != nil {
		return score.CommonTime, false
	}
	return metre, true
}

// Generators returns n random number generators, each seeded from the given one: one for each composition.
func Generators(n int, from *rand.Rand) []*rand.Rand {
	all := make([]*rand.Rand, n)
	for i := range all {
		all[i] = rand.New(rand.NewPCG(from.Uint64(), from.Uint64()))
	}
	return all
}
