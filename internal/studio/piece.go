package studio

import (
	"net/http"

	"workbench/features"
	"workbench/features/score"
)

// Piece is a piece of music on the grid, as the page holds it.
type Piece struct {
	Title           string    `json:"title"`
	StepsPerQuarter int       `json:"stepsPerQuarter"`
	Articulated     bool      `json:"articulated"` // tells a held key from a repeated one
	Tempo           float64   `json:"tempo"`       // quarters a minute
	Velocity        int       `json:"velocity"`    // MIDI velocity of the notes whose own is not known
	Given           int       `json:"given"`       // steps of the primer, which were not composed
	Transposed      int       `json:"transposed"`  // semitones by which the model reads it higher
	Measures        []measure `json:"measures"`
	Frames          []frame   `json:"frames"` // one a step
	markings
}

// measure is a measure of a piece: its first step, its length in steps, the steps missing at its beginning, and its metre.
type measure [5]int

// frame lists the keys that sound in a step: twice the MIDI key number, plus one at an onset, plus
// velocityUnit times the [features.Velocity] of an onset, where it is known.
type frame []int

const velocityUnit = 256

func newFrame(f *features.Frame) frame {
	all := frame{}
	for n, cell := range f {
		switch code := 2 * (features.Lowest + n); {
		case cell.Articulate():
			all = append(all, code+1+velocityUnit*int(cell.Velocity()))
		case cell.Play():
			all = append(all, code)
		}
	}
	return all
}

// newPiece is a piece as the page holds it. transposed are the semitones by which the roll is higher than
// what the page shows.
func newPiece(p *features.Piece, tempo float64, velocity, given, transposed int) *Piece {
	piece := &Piece{Title: p.Title, StepsPerQuarter: p.StepsPerQuarter, Articulated: p.Articulated, Tempo: tempo, Velocity: velocity, Given: given,
		Transposed: transposed, Frames: []frame{}}
	for _, m := range p.Measures {
		piece.Measures = append(piece.Measures, measure{m.Start, m.Steps, m.Skip, m.Metre.Beats, m.Metre.Unit})
	}
	for t := range p.Roll {
		piece.Frames = append(piece.Frames, newFrame(p.Roll[t].Transposed(-transposed)))
	}
	return piece
}

// maxPieceSteps bounds the pieces of the page, and maxComposed what is composed at a time.
const (
	maxPieceSteps = 20_000
	maxComposed   = 4_096
)

// features checks the piece and puts it on the grid.
func (p *Piece) features() (*features.Piece, error) {
	switch {
	case len(p.Frames) > maxPieceSteps:
		return nil, refusef(http.StatusBadRequest, "the piece has %d steps; it may have %d", len(p.Frames), maxPieceSteps)
	case p.StepsPerQuarter < 1 || p.StepsPerQuarter > 96:
		return nil, refusef(http.StatusBadRequest, "stepsPerQuarter = %d: must be from 1 to 96", p.StepsPerQuarter)
	case !validTempo(p.Tempo):
		return nil, refusef(http.StatusBadRequest, "tempo = %v: must be from %d to %d", p.Tempo, lowestTempo, highestTempo)
	case p.Velocity < 1 || p.Velocity > 127:
		return nil, refusef(http.StatusBadRequest, "velocity = %d: must be from 1 to 127", p.Velocity)
	case p.Given < 0 || p.Given > len(p.Frames):
		return nil, refusef(http.StatusBadRequest, "given = %d: must be from 0 to the %d steps of the piece", p.Given, len(p.Frames))
	case p.Transposed < -features.Keys || p.Transposed > features.Keys:
		return nil, refusef(http.StatusBadRequest, "transposed = %d: must be from %d to %d", p.Transposed, -features.Keys, features.Keys)
	case len(p.Title) > 300:
		return nil, refusef(http.StatusBadRequest, "the title has %d bytes; it may have 300", len(p.Title))
	}
	piece := &features.Piece{Title: p.Title, StepsPerQuarter: p.StepsPerQuarter, Articulated: p.Articulated, Tempo: p.Tempo}
	var err error
	if piece.Measures, err = p.measures(); err != nil {
		return nil, err
	}
	if err := p.markings.check(); err != nil {
		return nil, err
	}
	piece.Roll, err = p.roll()
	return piece, err
}

func (p *Piece) measures() (all []features.Measure, err error) {
	end := 0 // of the measure before, which may be cut short
	for i, b := range p.Measures {
		m := features.Measure{Start: b[0], Steps: b[1], Skip: b[2], Metre: score.Metre{Beats: b[3], Unit: b[4]}}
		unit := m.Metre.Unit
		if m.Start > end || i == 0 != (m.Start == 0) || i > 0 && m.Start <= all[i-1].Start || m.Steps < 1 || m.Steps > maxPieceSteps || m.Skip < 0 || m.Skip >= m.Steps || m.Metre.Beats < 1 || m.Metre.Beats > 128 ||
			unit < 1 || unit > 64 || unit&(unit-1) != 0 {
			return nil, refusef(http.StatusBadRequest, "measure %d, %v, does not follow the one before, or is none", i+1, b)
		}
		end = m.Start + m.Steps - m.Skip
		all = append(all, m)
	}
	if len(all) == 0 {
		return nil, refusef(http.StatusBadRequest, "the piece has no measures")
	}
	return all, nil
}

func (p *Piece) roll() (features.Roll, error) {
	roll := make(features.Roll, len(p.Frames))
	for t, codes := range p.Frames {
		if len(codes) > features.Keys {
			return nil, refusef(http.StatusBadRequest, "step %d has %d keys", t, len(codes))
		}
		for _, code := range codes {
			velocity, n := code/velocityUnit, code%velocityUnit/2-features.Lowest
			if code < 0 || n < 0 || n >= features.Keys || velocity > features.Velocities || velocity > 0 && code%2 == 0 {
				return nil, refusef(http.StatusBadRequest, "step %d: %d is no key from %d to %d, with the velocity of an onset up to %d times %d",
					t, code, 2*features.Lowest, 2*features.Highest+1, features.Velocities, velocityUnit)
			}
			roll[t][n] = features.Held
			if code%2 == 1 {
				roll[t][n] = features.Onset.With(features.Velocity(velocity))
			}
		}
	}
	return roll, nil
}

// keepVelocities gives the onsets of a piece that a model without velocities has continued, or composed in part,
// the velocities that the piece had before.
func (p *Piece) keepVelocities(before *Piece) {
	for t := range min(len(p.Frames), len(before.Frames)) {
		known := map[int]int{} // by key and onset
		for _, code := range before.Frames[t] {
			known[code%velocityUnit] = code
		}
		for i, code := range p.Frames[t] {
			if had, ok := known[code]; ok {
				p.Frames[t][i] = had
			}
		}
	}
}

// Tempos in quarters a minute.
const lowestTempo, highestTempo = 4, 1000

func validTempo(x float64) bool { return lowestTempo <= x && x <= highestTempo } // not NaN
