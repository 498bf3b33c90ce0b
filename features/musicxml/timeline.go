package musicxml

import (
	"cmp"
	"math"
	"slices"

	"workbench/features/score"
)

// timeline is the piece as it is played: measures one after the other, in ticks.
type timeline struct {
	quarter  int64 // ticks
	measures []playedMeasure
	length   int64
}

// playedMeasure is a measure as played.
type playedMeasure struct {
	index         int // of the written one
	start, length int64
	expected      int64 // by the metre; equal to length where there is none
	metre         score.Metre
	open          bool // begins at a repeat, a double bar or a jump, or is not counted, so that it may complete the measure before
}

// ticksPerQuarter is the least number of ticks, at least 480 a quarter, in which all divisions are whole; or
// 10080 where that is too many.
func ticksPerQuarter(divisions []float64) int64 {
	all := int64(1)
	for _, n := range divisions {
		if n != math.Trunc(n) {
			return fallbackTicks
		}
		if all *= int64(n) / gcd(all, int64(n)); all > math.MaxInt16 {
			return fallbackTicks
		}
	}
	return all * ((479 + all) / all)
}

// fallbackTicks is a number with many divisors, as in the reader of ABC.
const fallbackTicks = 10080

// layTimeline puts the measures in the order of playing one after the other.
func layTimeline(bars []*writtenBar, order []int, quarter int64) *timeline {
	metres := make([]writtenMetre, len(bars))
	now := writtenMetre{Metre: score.CommonTime}
	for i, b := range bars {
		if b.metre != nil {
			now = *b.metre
		}
		metres[i] = now
	}
	t := &timeline{quarter: quarter}
	for k, i := range order {
		m := playedMeasure{index: i, start: t.length, metre: metres[i].Metre}
		full := fullLength(m.metre, quarter)
		m.length = t.measureLength(bars[i], full, metres[i].free)
		if m.expected = full; metres[i].free {
			m.expected = m.length
		}
		m.open = bars[i].implicit || bars[i].marks.openRepeat
		if k > 0 {
			before := &bars[order[k-1]].marks
			m.open = m.open || order[k-1] != i-1 || before.doubleBar || before.closeRepeat > 0
		}
		t.measures = append(t.measures, m)
		t.length += m.length
	}
	return t
}

// measureLength is how long a measure lasts: up to the furthest place of a part that has notes. Parts that
// rest lengthen it up to the metre, unless it is one that is not counted, such as a pickup. An empty measure
// is full, and so is one of which rounded durations miss the metre by less than a 128th note.
func (t *timeline) measureLength(b *writtenBar, full int64, free bool) int64 {
	length := t.ticks(b.sounds)
	if rests := t.ticks(b.length); length == 0 || !b.implicit {
		if !free {
			rests = min(rests, full)
		}
		length = max(length, rests)
	}
	if length == 0 || max(length-full, full-length) < t.quarter/32 {
		return full
	}
	return length
}

func (t *timeline) ticks(quarters float64) int64 {
	return int64(math.Round(quarters * float64(t.quarter)))
}

// metres returns the changes that put a measure line at the start of each measure. A short measure keeps its
// metre, and the next one starts anew; a long one gets a metre of its own length. Two short ones at a repeat
// or double bar that fill one metre together are one.
func (t *timeline) metres() []score.MetreChange {
	var joined []playedMeasure
	for _, m := range t.measures {
		if n := len(joined); n > 0 && m.open {
			before := &joined[n-1]
			if before.length < before.expected && m.length < m.expected && before.expected == m.expected && before.length+m.length == m.expected {
				before.length += m.length
				continue
			}
		}
		joined = append(joined, m)
	}
	var changes []score.MetreChange
	for _, m := range joined {
		current := m.metre
		if m.length > m.expected || m.expected == m.length && m.length != t.full(current) {
			current = current.OfLength(m.length, t.quarter)
		}
		if n := len(changes); n > 0 {
			last := changes[n-1]
			if last.Metre == current && (m.start-last.Tick)%t.full(current) == 0 {
				continue
			}
		}
		changes = append(changes, score.MetreChange{Tick: m.start, Metre: current})
	}
	return changes
}

// full is the length of a measure in ticks, at least 1.
func (t *timeline) full(m score.Metre) int64 { return max(fullLength(m, t.quarter), 1) }

// timed is a value from a tick on.
type timed[V comparable] struct {
	tick  int64
	value V
}

// play writes out changes in the order of playing. At a repeat or jump the value that holds at its goal is
// taken up, or initial where none stands before. Of several at one place the first counts, and changes to the
// same value are left out. The changes are in order of measure.
func play[V comparable](t *timeline, changes []change[V], initial V) []timed[V] {
	slices.SortStableFunc(changes, func(a, b change[V]) int { return cmp.Or(cmp.Compare(a.measure, b.measure), cmp.Compare(a.at, b.at)) })
	changes = slices.CompactFunc(changes, func(a, b change[V]) bool { return a.measure == b.measure && a.at == b.at })
	var played []timed[V]
	set := func(tick int64, value V) {
		if n := len(played); n > 0 && played[n-1].value == value {
			return
		}
		if n := len(played); n > 0 && played[n-1].tick == tick {
			played = played[:n-1]
		}
		played = append(played, timed[V]{tick, value})
	}
	for k, m := range t.measures {
		first, _ := slices.BinarySearchFunc(changes, m.index, func(c change[V], i int) int { return cmp.Compare(c.measure, i) })
		if k > 0 && t.measures[k-1].index != m.index-1 && len(played) > 0 {
			value := initial
			if first > 0 {
				value = changes[first-1].value
			}
			set(m.start, value)
		}
		for _, c := range changes[first:] {
			if c.measure != m.index || len(played) > maxNotes {
				break
			}
			set(m.start+min(t.ticks(c.at), m.length), c.value)
		}
	}
	return played
}
