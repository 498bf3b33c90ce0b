package performance

import (
	"cmp"
	"math"
	"slices"

	"workbench/features"
	"workbench/features/score"
)

// longest bounds a performance in seconds, twelve days. Only a damaged file is longer, and its silence would become an event a second.
const longest = 1 << 20

// performance is a score as it sounds: the notes within the 88 keys in seconds, in order of start, the pedal turned into their ends.
type performance struct {
	notes           []sound
	lowest, highest int // MIDI keys
}

type sound struct {
	start, end    float64 // seconds
	key, velocity uint8
}

// perform reads a score, and finds no notes in one whose times make no sense.
func perform(s *score.Score) *performance {
	p := &performance{lowest: features.Highest, highest: features.Lowest}
	if s == nil || s.TicksPerQuarter < 1 {
		return p
	}
	clock := s.Clock()
	for _, n := range s.Sustained() {
		if n.Key < features.Lowest || n.Key > features.Highest {
			continue
		}
		to := sound{start: clock.Seconds(n.Start), end: clock.Seconds(n.End), key: n.Key, velocity: n.Velocity}
		if !(to.start >= 0 && to.end >= to.start && to.end < longest) {
			return &performance{}
		}
		p.notes = append(p.notes, to)
		p.lowest, p.highest = min(p.lowest, int(n.Key)), max(p.highest, int(n.Key))
	}
	slices.SortStableFunc(p.notes, func(a, b sound) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.key, b.key))
	})
	return p
}

// stroke is a note on the grid of 10 ms, at least one step long. A key has one at a time.
type stroke struct {
	start, end    int32 // steps
	key, velocity uint8
}

// strokes puts a performance on the grid, stretched and transposed. Times go to the nearest step. A key that is struck while it sounds ends the note before
// and sounds until the later of the two ends; strikes of one key in one step are one, as hard as the hardest.
func (p *performance) strokes(stretch float64, semitones int) []stroke {
	strokes := make([]stroke, 0, len(p.notes))
	var sounding [128]int // by key: its last stroke, from 1
	for _, n := range p.notes {
		s := stroke{start: stepAt(n.start * stretch), end: stepAt(n.end * stretch), key: uint8(int(n.key) + semitones), velocity: n.velocity}
		s.end = max(s.end, s.start+1)
		if i := sounding[s.key]; i > 0 {
			before := &strokes[i-1]
			if before.start == s.start {
				before.end, before.velocity = max(before.end, s.end), max(before.velocity, s.velocity)
				continue
			}
			if before.end > s.start {
				s.end = max(s.end, before.end)
				before.end = s.start
			}
		}
		strokes = append(strokes, s)
		sounding[s.key] = len(strokes)
	}
	return strokes
}

// stepAt is the step nearest to a time; halfway goes to the later one.
func stepAt(seconds float64) int32 { return int32(math.Floor(seconds*stepsPerSecond + 0.5)) }
