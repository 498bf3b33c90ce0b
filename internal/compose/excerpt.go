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
	from, end := roll.FirstStep, roll.FirstStep+roll.Steps
	var kept []features.Measure
	for _, m := range p.Measures {
		if m.Start >= from && m.Start < end {
			m.Start -= from
			kept = append(kept, m)
		}
	}
	e := p.Excerpt(from, roll.Steps, kept[0].Metre)
	e.Measures = kept
	return e, nil
}
