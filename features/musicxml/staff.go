package musicxml

import (
	"math"

	"workbench/features/score"
)

// The keys at which the staves may be split, and what a split costs at an onset.
const (
	lowestSplit, highestSplit = 36, 84
	middleSplit               = 60 // middle C

	reach       = 16  // semitones that a hand reaches at most
	span        = 12  // and with ease
	tooWide     = 3.0 // for each semitone beyond
	width       = 0.1 // for each semitone of a hand
	fingers     = 5
	tooMany     = 4.0  // for each note beyond the fingers of a hand
	offCentre   = 0.05 // for each semitone between the split and middle C
	moving      = 0.25 // for each semitone by which the split moves from one onset to the next
	splitPlaces = highestSplit - lowestSplit + 1
)

// splitStaves returns for each note whether it goes to the lower staff. The split is a key for each onset,
// above or at which notes go to the upper staff; all of them together cost least, by the width and the number
// of notes of each hand and by how far the split moves. A held note stays on its staff. The notes are in
// order of start.
func splitStaves(notes []score.Note) []bool {
	onsets := groupOnsets(notes)
	total := make([]float64, splitPlaces) // least cost of a way to each place
	from := make([][splitPlaces]uint8, len(onsets))
	var sounding []score.Note
	for i, o := range onsets {
		sounding = stillSounding(sounding, notes[o.first].Start)
		sounding = append(sounding, notes[o.first:o.end]...)
		if i > 0 {
			from[i] = move(total)
		}
		addCosts(total, sounding)
	}
	lower := make([]bool, len(notes))
	place := cheapest(total)
	for i := len(onsets) - 1; i >= 0; i-- {
		for k := onsets[i].first; k < onsets[i].end; k++ {
			lower[k] = int(notes[k].Key) < lowestSplit+place
		}
		place = int(from[i][place])
	}
	return lower
}

// onset is the range of notes that start together.
type onset struct{ first, end int }

func groupOnsets(notes []score.Note) []onset {
	var onsets []onset
	for i, n := range notes {
		if i == 0 || n.Start != notes[i-1].Start {
			onsets = append(onsets, onset{first: i})
		}
		onsets[len(onsets)-1].end = i + 1
	}
	return onsets
}

func stillSounding(notes []score.Note, tick int64) []score.Note {
	kept := notes[:0]
	for _, n := range notes {
		if n.End > tick {
			kept = append(kept, n)
		}
	}
	return kept
}

// move lowers each total to that of the cheapest way from another place, and returns where it comes from.
func move(total []float64) (from [splitPlaces]uint8) {
	for i := range total {
		from[i] = uint8(i)
	}
	for i := 1; i < len(total); i++ {
		if cost := total[i-1] + moving; cost < total[i] {
			total[i], from[i] = cost, from[i-1]
		}
	}
	for i := len(total) - 2; i >= 0; i-- {
		if cost := total[i+1] + moving; cost < total[i] {
			total[i], from[i] = cost, from[i+1]
		}
	}
	return from
}

// addCosts adds the cost of each split of the sounding notes.
func addCosts(total []float64, sounding []score.Note) {
	var has [128]bool
	for _, n := range sounding {
		has[n.Key] = true
	}
	for i := range total {
		split := lowestSplit + i
		total[i] += handCost(has[:split]) + handCost(has[split:]) + offCentre*math.Abs(float64(split-middleSplit))
	}
}

func handCost(has []bool) float64 {
	first, last, count := -1, -1, 0
	for key, sounds := range has {
		if sounds {
			if first < 0 {
				first = key
			}
			last = key
			count++
		}
	}
	wide := float64(last - first)
	return width*wide + tooWide*max(wide-span, 0) + tooMany*float64(max(count-fingers, 0))
}

// forOneHand tells whether no more than five notes sound at once, within the reach of a hand.
func forOneHand(notes []score.Note) bool {
	var sounding []score.Note
	for _, o := range groupOnsets(notes) {
		sounding = append(stillSounding(sounding, notes[o.first].Start), notes[o.first:o.end]...)
		lowest, highest := sounding[0].Key, sounding[0].Key
		for _, n := range sounding {
			lowest, highest = min(lowest, n.Key), max(highest, n.Key)
		}
		if len(sounding) > fingers || highest-lowest > reach {
			return false
		}
	}
	return true
}

func cheapest(total []float64) int {
	best := 0
	for i, cost := range total {
		if cost < total[best] {
			best = i
		}
	}
	return best
}
