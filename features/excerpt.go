package features

import (
	"slices"

	"workbench/features/score"
)

// Excerpt returns the given number of steps of a piece from a step on, in the given metre, padded with silence
// beyond its end. Notes that begin before the excerpt are held. Played has the notes whose onset on the grid is
// within the excerpt; one that was played slightly before its beginning begins with it.
func (p *Piece) Excerpt(from, steps int, metre score.Metre) *Piece {
	e := EmptyPiece(metre, p.StepsPerQuarter)
	e.Articulated, e.Tempo, e.Style = p.Articulated, p.Tempo, p.Style
	e.Roll = slices.Clone(p.Roll[from:min(from+steps, p.Steps())])
	e.Roll = append(e.Roll, make(Roll, steps-e.Steps())...)
	e.ExtendMeasures()
	if p.Played != nil {
		ticks := p.Played.TicksPerQuarter
		begins := func(n score.Note) bool {
			step := StepAt(n.Start, ticks, p.StepsPerQuarter)
			return from <= step && step < from+steps
		}
		e.Played = p.Played.Excerpt(p.SourceTick(from), p.SourceTick(from+steps), begins)
		e.Tempo = e.Played.FirstTempo()
	}
	return e
}

// Passage is [Piece.Excerpt] in the measures of the piece. It begins with a pickup if it begins within a measure, or
// where the piece does and that has one.
func (p *Piece) Passage(from, steps int) *Piece {
	first, place := p.MeasureAt(from)
	e := p.Excerpt(from, steps, first.Metre)
	first.Start, first.Skip = 0, place
	e.Measures = []Measure{first}
	for _, m := range p.Measures {
		if from < m.Start && m.Start < from+steps {
			m.Start -= from
			e.Measures = append(e.Measures, m)
		}
	}
	e.ExtendMeasures()
	return e
}

// Resized returns the first steps of a piece, as many as given, padded with silence beyond its end.
func (p *Piece) Resized(steps int) *Piece {
	r, whole := *p, p.Excerpt(0, steps, p.Measures[0].Metre)
	r.Roll, r.Played, r.Measures = whole.Roll, whole.Played, slices.Clone(p.Measures)
	for len(r.Measures) > 1 && r.Measures[len(r.Measures)-1].Start >= steps {
		r.Measures = r.Measures[:len(r.Measures)-1]
	}
	r.ExtendMeasures()
	return &r
}

// Primer is what a composition begins with.
type Primer struct {
	// Piece holds the steps of the primer, possibly none, and the bars that continue from them.
	Piece *Piece
	// Silence says that the model first reads the silence before Piece, as in training at the beginning of a
	// piece; otherwise it first reads the first step.
	Silence bool
}

// Before returns the primer of a piece that ends the given number of steps after it, unless it is said already
// where the piece ends.
func (p Primer) Before(steps int) Primer {
	piece := *p.Piece
	if piece.Ends == 0 {
		piece.Ends = piece.Steps() + steps
	}
	p.Piece = &piece
	return p
}
