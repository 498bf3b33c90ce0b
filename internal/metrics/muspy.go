package metrics

import (
	"math"
	"slices"

	"workbench/features"
)

// music is the input of muspy's metrics: those of muspy 0.5.0 (muspy/metrics/metrics.py) except the ones on
// drums.
type music struct {
	notes   []features.Note
	beat    int // steps in a beat, above zero
	measure int // steps in a measure, above zero
}

// end is the step at which the last note ends, muspy's length of the music.
func (m *music) end() (end int) {
	for _, n := range m.notes {
		end = max(end, n.End)
	}
	return end
}

// histogram counts the notes by key modulo bins: 128 for pitches, 12 for pitch classes.
func (m *music) histogram(bins int) []float64 {
	counts := make([]float64, bins)
	for _, n := range m.notes {
		counts[n.Key%bins]++
	}
	return counts
}

// used counts the different keys modulo bins.
func (m *music) used(bins int) float64 {
	used := 0
	for _, count := range m.histogram(bins) {
		if count > 0 {
			used++
		}
	}
	return float64(used)
}

func (m *music) pitchRange() float64 {
	if len(m.notes) == 0 {
		return 0
	}
	byKey := func(a, b features.Note) int { return a.Key - b.Key }
	return float64(slices.MaxFunc(m.notes, byKey).Key - slices.MinFunc(m.notes, byKey).Key)
}

// polyphony is the mean number of keys over the steps in which one sounds.
func (m *music) polyphony() float64 {
	cells, steps := 0, 0
	for _, count := range soundingKeys(m.notes, m.end()) {
		cells += count
		if count > 0 {
			steps++
		}
	}
	return float64(cells) / float64(steps)
}

// polyphonyRate is the share of the steps with more than threshold keys.
func (m *music) polyphonyRate(threshold int) float64 {
	steps := 0
	for _, count := range soundingKeys(m.notes, m.end()) {
		if count > threshold {
			steps++
		}
	}
	return float64(steps) / float64(m.end())
}

// The scales as muspy has them: pitch classes above the root.
var (
	majorScale = [12]bool{0: true, 2: true, 4: true, 5: true, 7: true, 9: true, 11: true}
	minorScale = [12]bool{0: true, 2: true, 3: true, 5: true, 7: true, 8: true, 10: true}
)

// inScaleRate is the share of the notes in the scale on a root, 0 to 11.
func (m *music) inScaleRate(root int, scale [12]bool) float64 {
	inside := 0
	for _, n := range m.notes {
		if scale[(n.Key+12-root)%12] {
			inside++
		}
	}
	return float64(inside) / float64(len(m.notes))
}

// scaleConsistency is the share of the notes in the scale that holds most of them.
func (m *music) scaleConsistency() float64 {
	best := math.Inf(-1)
	for root := range 12 {
		best = max(best, m.inScaleRate(root, majorScale), m.inScaleRate(root, minorScale))
	}
	return best
}

// emptyRate is the share of the parts, of a given number of steps each, in which no note sounds, ends included.
func (m *music) emptyRate(part int) float64 {
	end := m.end()
	if end < 1 {
		return math.NaN()
	}
	filled := make([]bool, end/part+1)
	count := 0
	for _, n := range m.notes {
		for i := n.Start / part; i <= n.End/part; i++ {
			if !filled[i] {
				filled[i] = true
				count++
			}
		}
	}
	return 1 - float64(count)/float64(len(filled))
}

// grooveConsistency is 1 minus the mean share of the steps of a measure at which only one of two neighbouring
// measures has an onset.
func (m *music) grooveConsistency() float64 {
	measures := m.end()/m.measure + 1
	if measures < 2 {
		return math.NaN()
	}
	onsets := make([]bool, measures*m.measure)
	for _, n := range m.notes {
		onsets[n.Start] = true
	}
	differing := 0
	for t, onset := range onsets[m.measure:] {
		if onset != onsets[t] {
			differing++
		}
	}
	return 1 - float64(differing)/float64(m.measure*(measures-1))
}
