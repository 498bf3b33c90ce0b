package compose

import (
	"workbench/features"
	"workbench/internal/artifacts"
)

// excerpt returns some measures of a piece, numbered as in its picture, such as "1-4".
func excerpt(p *features.Piece, measures string) (*features.Piece, error) {
	roll, err := artifacts.RollOf(p, p.Tempo, 0).Excerpt(measures)
	if err != nil {
		return nil, err
	}
	return p.Passage(roll.FirstStep, roll.Steps), nil
}
