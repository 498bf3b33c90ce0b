package studio

import (
	"math"
	"net/http"
	"slices"

	"workbench/features"
	"workbench/features/score"
)

// markings are the tempo changes and key signatures of the file that a piece begins with. The page plays a piece at
// one tempo; files of it have these, unless the user has set another tempo.
type markings struct {
	Tempos []tempoMark `json:"tempos,omitempty"` // in order; none where the tempo of the piece is that of all steps
	Keys   []keyMark   `json:"keys,omitempty"`   // in order; none where they are to be estimated
}

type tempoMark struct {
	Step  float64 `json:"step"`
	Tempo float64 `json:"tempo"` // quarters a minute
}

type keyMark struct {
	Step   float64 `json:"step"`
	Fifths int     `json:"fifths"` // sharps, or flats if negative
	Minor  bool    `json:"minor"`
}

// markingsOf are those of the score of a piece.
func markingsOf(s *score.Score, stepsPerQuarter int) (m markings) {
	step := func(tick int64) float64 { return float64(tick) * float64(stepsPerQuarter) / float64(s.TicksPerQuarter) }
	if len(s.Tempos) > 1 {
		for _, t := range s.Tempos {
			m.Tempos = append(m.Tempos, tempoMark{step(t.Tick), t.QuartersPerMinute})
		}
	}
	for _, k := range s.Keys {
		m.Keys = append(m.Keys, keyMark{step(k.Tick), k.Fifths, k.Minor})
	}
	return m
}

// check returns an error for markings that no page sends.
func (m *markings) check() error {
	good := func(step float64) bool { return 0 <= step && step <= maxPieceSteps } // not NaN
	badTempo := func(t tempoMark) bool { return !good(t.Step) || !validTempo(t.Tempo) }
	badKey := func(k keyMark) bool { return !good(k.Step) || k.Fifths < -7 || k.Fifths > 7 }
	if len(m.Tempos) > maxPieceSteps || len(m.Keys) > maxPieceSteps || slices.ContainsFunc(m.Tempos, badTempo) || slices.ContainsFunc(m.Keys, badKey) {
		return refusef(http.StatusBadRequest, "a tempo or key of the piece is impossible")
	}
	return nil
}

// score is the piece, which has been put on the grid, as notes.
func (p *Piece) score(piece *features.Piece) *score.Score {
	s := piece.Score(p.Velocity, p.Tempo)
	tick := func(step float64) int64 {
		return int64(math.Round(step * float64(s.TicksPerQuarter) / float64(p.StepsPerQuarter)))
	}
	if len(p.Tempos) > 0 {
		s.Tempos = nil
	}
	for _, t := range p.Tempos {
		s.Tempos = append(s.Tempos, score.TempoChange{Tick: tick(t.Step), QuartersPerMinute: t.Tempo})
	}
	for _, k := range p.Keys {
		s.Keys = append(s.Keys, score.KeyChange{Tick: tick(k.Step), Key: score.Key{Fifths: k.Fifths, Minor: k.Minor}})
	}
	return s
}
