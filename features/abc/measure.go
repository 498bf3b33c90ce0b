package abc

import (
	"fmt"

	"workbench/features/score"
)

// playedMeasure is a measure as played, with what the score and the warnings need of it.
type playedMeasure struct {
	Measure
	metre metre
	place place
	open  bool // begins at a repeat, a double bar or a jump, where it may complete the measure before
}

// playMeasures writes out the measures of a voice. Where a repeat or double bar splits a measure in two that
// add up to a full one, they become one. It stops above maxMeasures.
func (v *voice) playMeasures(plan []span) []playedMeasure {
	var measures []playedMeasure
	offset := int64(0)
	for i, s := range plan {
		if i == 0 {
			measures = v.startMeasure(measures, bar{place: v.bars[0].place}, 0, s.from)
		}
		for _, b := range within(v.bars, span{s.from, s.to + 1}) {
			if b.tick == s.to && i == len(plan)-1 {
				break
			}
			b.plain = b.plain && b.tick > s.from && b.tick < s.to
			measures = v.startMeasure(measures, b, offset+b.tick-s.from, b.tick)
			if len(measures) > maxMeasures {
				return measures
			}
		}
		offset += s.to - s.from
	}
	for i := range measures {
		m := &measures[i]
		end := offset
		if i+1 < len(measures) {
			end = measures[i+1].Start
		}
		m.Length = end - m.Start
		m.Expected = m.metre.length()
		if m.metre.free {
			m.Expected = m.Length
		}
	}
	measures = joinSplit(measures)
	number := 1
	if len(measures) > 0 && measures[0].Length < measures[0].Expected {
		number = 0
	}
	for i := range measures {
		measures[i].Number = number + i
	}
	return measures
}

// startMeasure begins a measure at a played tick. One that begins there already takes the written place of
// the new one.
func (v *voice) startMeasure(measures []playedMeasure, b bar, tick, written int64) []playedMeasure {
	m := playedMeasure{
		Measure: Measure{Voice: v.id, Line: b.place.line, Start: tick},
		metre:   v.metreAt(written), place: b.place, open: !b.plain,
	}
	if n := len(measures); n > 0 && measures[n-1].Start == tick {
		m.open = m.open || measures[n-1].open
		measures[n-1] = m
		return measures
	}
	return append(measures, m)
}

// joinSplit joins two short measures at a repeat or double bar that fill one metre together.
func joinSplit(measures []playedMeasure) []playedMeasure {
	joined := measures[:0]
	for _, m := range measures {
		if n := len(joined); n > 0 && m.open {
			before := &joined[n-1]
			if before.Length < before.Expected && m.Length < m.Expected && before.Expected == m.Expected && before.Length+m.Length == m.Expected {
				before.Length += m.Length
				continue
			}
		}
		joined = append(joined, m)
	}
	return joined
}

// metreChanges turns measures into the changes that put a measure line at each of their starts. A short
// measure keeps its metre, and the next one starts anew; a long or free one gets a metre of its own length.
func metreChanges(measures []playedMeasure) []score.MetreChange {
	var changes []score.MetreChange
	for _, m := range measures {
		current := m.metre.Metre
		if m.metre.free || m.Length > m.metre.length() {
			current = current.OfLength(m.Length, TicksPerQuarter)
		}
		if n := len(changes); n > 0 {
			last := changes[n-1]
			if last.Metre == current && (m.Start-last.Tick)%(metre{Metre: current}).length() == 0 {
				continue
			}
		}
		changes = append(changes, score.MetreChange{Tick: m.Start, Metre: current})
	}
	return changes
}

// warnMeasures names the measures that do not fill their metre. The first may be a pickup, and the last lack
// it.
func (r *reader) warnMeasures(v *voice, measures []playedMeasure) {
	for i, m := range measures {
		edge := i == 0 || i == len(measures)-1
		if m.Length == m.Expected || edge && m.Length < m.Expected {
			continue
		}
		r.warn(m.place, "the measure of voice %s that begins here lasts %s, the metre is %d/%d",
			v.id, inWholes(m.Length), m.metre.Beats, m.metre.Unit)
	}
}

// inWholes writes a length as a fraction of a whole note.
func inWholes(length int64) string {
	d := gcd(length, wholeNote)
	if d == wholeNote {
		return fmt.Sprint(length / wholeNote)
	}
	return fmt.Sprintf("%d/%d", length/d, wholeNote/d)
}

// endPlace is the voice's last bar line.
func (v *voice) endPlace() place { return v.bars[len(v.bars)-1].place }
