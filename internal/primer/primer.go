package primer

import (
	"fmt"
	"math/rand/v2"

	"workbench/biaxial"
	"workbench/features"
	"workbench/features/score"
	"workbench/internal/artifacts"
	"workbench/internal/config"
)

// openings are the pieces whose steps a composition may begin with: the training pieces, those of the starter corpus, or none for silence.
func Sources(c *config.Config, training func() ([]*features.Piece, error)) ([]*features.Piece, error) {
	switch c.Compose.Start {
	case config.StartSilence:
		return nil, nil
	case config.StartRandom:
		return training()
	}
	corpus, err := features.Starter(c.Data.StepsPerQuarter)
	if err != nil {
		return nil, err
	}
	for _, p := range corpus.Pieces {
		if !c.Articulated() {
			p.ForgetStrikes()
		}
	}
	return corpus.Pieces, nil
}

// startOf makes a start as the config says: compose.given steps from the beginning of a measure, drawn from the openings, one step in Deep Jammer, or silence.
// Where the config leaves the metre to the start, it is that of the measure drawn, and 4/4 for silence.
func New(c *config.Config, pieces []*features.Piece, random *rand.Rand) biaxial.Start {
	metre, fixed := parseMetre(c.Compose.Metre)
	if c.Compose.Start == config.StartSilence {
		p := artifacts.EmptyPiece(metre, c.Data.StepsPerQuarter)
		p.Articulated, p.Tempo = c.Articulated(), c.Compose.Tempo
		return biaxial.Start{Piece: p, Silence: true}
	}
	from := pieces[random.IntN(len(pieces))]
	last := len(from.Measures)
	for last > 1 && from.Measures[last-1].Start+c.Compose.Given > from.Steps() {
		last--
	}
	measure := from.Measures[random.IntN(last)]
	if !fixed {
		metre = measure.Metre
	}
	p := from.Excerpt(measure.Start, c.Compose.Given, metre)
	p.Tempo = c.Compose.Tempo
	return biaxial.Start{Piece: p}
}

// parseMetre reads "3/4"; for "auto" it gives 4/4 and fixed = false.
func parseMetre(text string) (metre score.Metre, fixed bool) {
	if _, err := fmt.Sscanf(text, "%d/%d", &metre.Beats, &metre.Unit); err != nil {
		return score.CommonTime, false
	}
	return metre, true
}
