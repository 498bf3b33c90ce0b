package features

import (
	"slices"

	"workbench/features/score"
)

// Excerpt returns so many steps of a piece from a step on, in the given metre, padded with silence beyond its end. What sounds on from before is held; of the notes
// as played, those that begin within the excerpt are there.
func (p *Piece) Excerpt(from, steps int, metre score.Metre) *Piece {
	length := max(4*p.StepsPerQuarter*metre.Beats/metre.Unit, 1)
	e := &Piece{StepsPerQuarter: p.StepsPerQuarter, Articulated: p.Articulated, Tempo: p.Tempo, Measures: []Measure{{Steps: length, Metre: metre}}}
	e.Roll = slices.Clone(p.Roll[from:min(from+steps, p.Steps())])
	e.Roll = append(e.Roll, make(Roll, steps-e.Steps())...)
	e.ExtendMeasures()
	if p.Played != nil {
		tick := func(step int) int64 { return int64(step) * int64(p.Played.TicksPerQuarter) / int64(p.StepsPerQuarter) }
		e.Played = p.Played.Excerpt(tick(from), tick(from+steps))
	}
	return e
}
