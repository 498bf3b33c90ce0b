package performance

import (
	"cmp"
	"math"
	"slices"

	"workbench/features"
	"workbench/features/score"
)

// maxSeconds bounds a performance: twelve days. Only a damaged file is longer, and its silence would take an
// event for each second.
const maxSeconds = 1 << 20

// performance is the notes of a score within the 88 keys in seconds, in order of start, with the pedal
// applied to their ends.
type performance struct {
	notes           []timedNote
	lowest, highest int // MIDI keys
}

type timedNote struct {
	start, end    float64 // seconds
	key, velocity uint8
}

// newPerformance has no notes if the times of the score make no sense.
func newPerformance(s *score.Score) *performance {
	p := &performance{lowest: features.Highest, highest: features.Lowest}
	if s == nil || s.TicksPerQuarter < 1 {
		return p
	}
	clock := s.Clock()
	for _, n := range s.Sustained() {
		if n.Key < features.Lowest || n.Key > features.Highest {
			continue
		}
		timed := timedNote{start: clock.Seconds(n.Start), end: clock.Seconds(n.End), key: n.Key, velocity: n.Velocity}
		if !(timed.start >= 0 && timed.end >= timed.start && timed.end < maxSeconds) {
			return &performance{}
		}
		p.notes = append(p.notes, timed)
		p.lowest, p.highest = min(p.lowest, int(n.Key)), max(p.highest, int(n.Key))
	}
	slices.SortStableFunc(p.notes, func(a, b timedNote) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.key, b.key))
	})
	return p
}

// fitting are the transpositions that keep the performance on the keyboard.
func (p *performance) fitting(transpose []int) []int {
	var fitting []int
	for _, k := range transpose {
		if p.lowest+k >= features.Lowest && p.highest+k <= features.Highest {
			fitting = append(fitting, k)
		}
	}
	return fitting
}

// note is a note on the grid of 10 ms, at least one step long. A key has one at a time.
type note struct {
	start, end    int32 // steps
	key, velocity uint8
}

// quantize puts a performance on the grid, stretched and transposed. Times go to the nearest step. An onset
// of a key that sounds ends the note before, and the new note lasts until the later of the two ends. Several
// onsets of a key in one step are one, with the highest velocity.
func (p *performance) quantize(stretch float64, semitones int) []note {
	notes := make([]note, 0, len(p.notes))
	var last [128]int // by key: its last note, from 1; 0 = none
	for _, n := range p.notes {
		s := note{start: stepAt(n.start * stretch), end: stepAt(n.end * stretch), key: uint8(int(n.key) + semitones), velocity: n.velocity}
		s.end = max(s.end, s.start+1)
		if i := last[s.key]; i > 0 {
			previous := &notes[i-1]
			if previous.start == s.start {
				previous.end, previous.velocity = max(previous.end, s.end), max(previous.velocity, s.velocity)
				continue
			}
			if previous.end > s.start {
				s.end = max(s.end, previous.end)
				previous.end = s.start
			}
		}
		notes = append(notes, s)
		last[s.key] = len(notes)
	}
	return notes
}

// stepAt is the step nearest to a time, the later one of two.
func stepAt(seconds float64) int32 { return int32(math.Floor(seconds*stepsPerSecond + 0.5)) }
