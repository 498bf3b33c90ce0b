package performance

import (
	"math"
	"slices"

	"workbench/features"
	"workbench/features/score"
)

// Piece implements [sequence.Writer]. Played has the notes at 10 ms with their velocities: the primer at its
// own tempo, then the tempo of [Options]. The roll is that of these notes on the grid: the steps of the
// primer and those composed, at most [features.MaxSteps].
func (w *writer) Piece() *features.Piece {
	s := w.score()
	p := *w.primer
	p.Roll = nil
	if len(s.Notes) > 0 {
		onGrid, err := features.FromScore(p.Name, s, p.StepsPerQuarter)
		if err != nil {
			panic("performance: " + err.Error()) // keys and length are within the limits
		}
		p.Roll, p.NoteOns, p.Merged = onGrid.Roll, onGrid.NoteOns, onGrid.Merged
	}
	steps := w.primer.Steps() + w.steps
	p.Roll = append(p.Roll, make(features.Roll, max(steps-p.Steps(), 0))...)[:steps]
	p.Measures = slices.Clone(p.Measures)
	p.ExtendMeasures()
	p.Played, p.Articulated, p.Tempo = s, true, s.FirstTempo()
	p.OutOfRange, p.Warnings = 0, nil
	return &p
}

// score is the notes in ticks.
func (w *writer) score() *score.Score {
	silent := *w.primer
	silent.Roll = make(features.Roll, w.primer.Steps())
	s := silent.Score(defaultVelocity, w.events.options.Tempo) // metres and resolution, no notes
	s.Title, s.Composer = w.primer.Title, w.primer.Composer
	s.Tempos = w.tempos(s)
	clock := s.Clock()
	tick := func(step int32) int64 { return clock.Tick(float64(step) / stepsPerSecond) }
	s.Length = int64(w.primer.Steps()+w.steps) * int64(s.TicksPerQuarter) / int64(w.primer.StepsPerQuarter)
	for _, n := range w.player.notes() {
		note := score.Note{Start: tick(n.start), End: min(tick(n.end), s.Length), Key: n.key, Velocity: n.velocity}
		if note.Start < s.Length { // a step of the grid is not a multiple of 10 ms
			s.Notes = append(s.Notes, note)
		}
	}
	score.SortNotes(s.Notes)
	return s
}

// tempos are those of the primer, in the ticks of s, and from its end that of Options.
func (w *writer) tempos(s *score.Score) []score.TempoChange {
	var tempos []score.TempoChange
	end := w.primerEndTick(s)
	if end > 0 && (len(w.source.Tempos) == 0 || w.source.Tempos[0].Tick > 0) {
		tempos = append(tempos, score.TempoChange{QuartersPerMinute: score.DefaultTempo})
	}
	for _, change := range w.source.Tempos {
		change.Tick = int64(math.Round(float64(change.Tick) * float64(s.TicksPerQuarter) / float64(w.source.TicksPerQuarter)))
		if change.Tick < end {
			tempos = append(tempos, change)
		}
	}
	if own := w.events.options.Tempo; len(tempos) == 0 || tempos[len(tempos)-1].QuartersPerMinute != own {
		tempos = append(tempos, score.TempoChange{Tick: end, QuartersPerMinute: own})
	}
	return tempos
}
