package metrics

import (
	"math"

	"workbench/features"
)

// middleC is C4. The keys below it are the harmony: in tunes the chords of the accompaniment, in chorales and piano
// music the lower voices or the left hand.
const middleC = 60

// harmonyChanges are the steps, from the second on, whose harmony is not empty and differs from that of the step before.
func (s *sound) harmonyChanges() []int {
	var changes []int
	for t := 1; t < len(s.sets); t++ {
		if now := s.sets[t].below(middleC); now != s.sets[t-1].below(middleC) && now.count() > 0 {
			changes = append(changes, t)
		}
	}
	return changes
}

// chordChangesAt is the share of the changes of harmony that fall on a place in the bar for which at holds. It is NaN
// without a change, and for frames, which have no bars of their own.
func (s *sound) chordChangesAt(at func(m features.Measure, place int) bool) float64 {
	if !s.piece.Articulated {
		return math.NaN()
	}
	found, changes := 0, s.harmonyChanges()
	for _, t := range changes {
		if at(s.piece.MeasureAt(t)) {
			found++
		}
	}
	return float64(found) / float64(len(changes))
}

// onBar tells that a place is the bar line.
func onBar(_ features.Measure, place int) bool { return place == 0 }

// onHalfBar tells that a place is the bar line or the middle of the bar. Metres with an odd number of beats, such as
// 3/4, have no middle; 6/8 has two beats.
func onHalfBar(m features.Measure, place int) bool {
	beats := m.Metre.Beats / beatUnits(m.Metre)
	return place == 0 || beats%2 == 0 && 2*place == m.Steps
}

// chordChangesOnFittedBar is chordChangesAt the bar line for music whose metre is not known: bars have three or four
// quarters, and begin where most changes of harmony then fall on a bar line. As the largest of several shares it is
// biased upward: 40 changes at random among 256 eighths have 0.25 on average.
func (s *sound) chordChangesOnFittedBar() float64 {
	changes, most := s.harmonyChanges(), 0
	for _, quarters := range []int{3, 4} {
		counts := make([]int, quarters*s.beat)
		for _, t := range changes {
			counts[t%len(counts)]++
			most = max(most, counts[t%len(counts)])
		}
	}
	return float64(most) / float64(len(changes))
}
