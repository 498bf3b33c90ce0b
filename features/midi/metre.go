package midi

import (
	"slices"

	"workbench/features/score"
)

// A Score marks a short bar by a change of metre after it: {0, 4/4}, {quarter, 4/4} is a pickup of a quarter.
// MIDI has no such sign. Programs write the short bar with a time signature of its own length, 1/4, and so
// does Write.

// barTicks is the length of a bar of m in units of 1/m.Unit tick, a whole number of which a bar always has.
func barTicks(m score.Metre, ticksPerQuarter int) int64 {
	return 4 * int64(ticksPerQuarter) * int64(m.Beats)
}

// bars divides a time in ticks into full bars of m and a rest in units of 1/m.Unit tick.
func bars(m score.Metre, ticks int64, ticksPerQuarter int) (full, rest int64) {
	bar, scaled := barTicks(m, ticksPerQuarter), ticks*int64(m.Unit)
	return scaled / bar, scaled % bar
}

// barTick returns the tick, rounded down, of the bar line after a given number of bars of m from a tick on.
func barTick(m score.Metre, from, bars int64, ticksPerQuarter int) int64 {
	return from + bars*barTicks(m, ticksPerQuarter)/int64(m.Unit)
}

// shorter reports whether a bar of a is shorter than a bar of b.
func shorter(a, b score.Metre) bool { return a.Beats*b.Unit < b.Beats*a.Unit }

// shortBars recognizes short bars among the metre changes of a file.
type shortBars struct {
	changes         []score.MetreChange
	ticksPerQuarter int
	lastNote        int64 // start of the last note
	pickup          int64 // length of the pickup in ticks, 0 if there is none
}

// joinShortBars returns the metres of s with short bars in the metre to which they belong:
//   - a first bar of at most half a bar of the metre that follows, or a longer one if the piece stays in that metre: a
//     pickup in it;
//   - two bars, each shorter than a bar of the metre around them, that fill one together: they become that bar, as where
//     a repeat leads from the short last bar back to the pickup;
//   - a bar that is as long as the pickup or fills a bar with it: it stays a short bar of the metre around it;
//   - a short last bar: it needs no change at all.
func joinShortBars(s *score.Score) []score.MetreChange {
	b := &shortBars{changes: slices.Clone(s.Metres), ticksPerQuarter: s.TicksPerQuarter}
	if len(s.Notes) > 0 {
		b.lastNote = s.Notes[len(s.Notes)-1].Start
	}
	b.first()
	var kept []score.MetreChange
	for i := 0; i < len(b.changes); i++ {
		c := &b.changes[i]
		if i == 0 || len(kept) == 0 {
			kept = append(kept, *c)
			continue
		}
		around := kept[len(kept)-1]
		_, off := bars(around.Metre, c.Tick-around.Tick, b.ticksPerQuarter)
		switch {
		case off != 0 || !shorter(c.Metre, around.Metre):
		case i == len(b.changes)-1 && b.lastNote < barTick(c.Metre, c.Tick, 1, b.ticksPerQuarter):
			continue
		case i+2 < len(b.changes) && b.changes[i+2].Metre == around.Metre && b.fill(i, around.Metre):
			i += 2
			continue
		case i+1 < len(b.changes) && b.changes[i+1].Metre == around.Metre && b.halves(i, around.Metre):
			i++
			continue
		case i+1 < len(b.changes) && b.changes[i+1].Metre == around.Metre && b.matchesPickup(i, around.Metre):
			c.Metre = around.Metre
		}
		kept = append(kept, *c)
	}
	return kept
}

// first puts a pickup into the metre that follows it. A first change that is only slightly late counts from
// the start.
func (b *shortBars) first() {
	if len(b.changes) == 0 {
		return
	}
	if late := b.changes[0].Tick; late > 0 {
		if 8*late < int64(b.ticksPerQuarter) && (len(b.changes) == 1 || b.changes[1].Tick > late) {
			b.changes[0].Tick = 0
		} else {
			b.changes = slices.Insert(b.changes, 0, score.MetreChange{Metre: score.CommonTime})
		}
	}
	if len(b.changes) == 1 {
		return
	}
	length := b.changes[1].Tick - b.changes[0].Tick
	full, rest := bars(b.changes[0].Metre, length, b.ticksPerQuarter)
	single := full == 0 || full == 1 && rest == 0
	next, _ := bars(b.changes[1].Metre, length, b.ticksPerQuarter)
	half, _ := bars(b.changes[1].Metre, 2*length-1, b.ticksPerQuarter)
	if single && next == 0 && (half == 0 || b.oneMetre()) {
		b.changes[0].Metre, b.pickup = b.changes[1].Metre, length
	}
}

// oneMetre reports whether the piece stays in the metre of its second change, but for a short last bar.
func (b *shortBars) oneMetre() bool {
	rest := b.changes[1:]
	if last := rest[len(rest)-1]; len(rest) > 1 && b.lastNote < barTick(last.Metre, last.Tick, 1, b.ticksPerQuarter) {
		rest = rest[:len(rest)-1]
	}
	return !slices.ContainsFunc(rest, func(c score.MetreChange) bool { return c.Metre != rest[0].Metre })
}

// single returns the length in ticks of the metre of change i if it holds for exactly one bar, else 0.
func (b *shortBars) single(i int) int64 {
	length := b.changes[i+1].Tick - b.changes[i].Tick
	if full, rest := bars(b.changes[i].Metre, length, b.ticksPerQuarter); full == 1 && rest == 0 {
		return length
	}
	return 0
}

// fill reports whether the metres of changes i and i+1 hold for a bar each and fill a bar of m together.
func (b *shortBars) fill(i int, m score.Metre) bool {
	first, second := b.single(i), b.single(i+1)
	return first > 0 && second > 0 && (first+second)*int64(m.Unit) == barTicks(m, b.ticksPerQuarter)
}

// halves reports whether the metre of change i holds for two bars that fill a bar of m together, and the
// pickup is as long as each: then a repeat leads from a short last bar back to the pickup.
func (b *shortBars) halves(i int, m score.Metre) bool {
	length := b.changes[i+1].Tick - b.changes[i].Tick
	full, rest := bars(b.changes[i].Metre, length, b.ticksPerQuarter)
	return full == 2 && rest == 0 && 2*b.pickup == length && length*int64(m.Unit) == barTicks(m, b.ticksPerQuarter)
}

// matchesPickup reports whether the metre of change i holds for one bar that is as long as the pickup or
// fills a bar of m with it.
func (b *shortBars) matchesPickup(i int, m score.Metre) bool {
	length := b.single(i)
	return length > 0 && b.pickup > 0 &&
		(length == b.pickup || (length+b.pickup)*int64(m.Unit) == barTicks(m, b.ticksPerQuarter))
}

// writtenMetres returns the time signatures that give s its bar lines in a file: a short bar before a change
// of metre has one of its own length. If no time signature has that length, the change alone has to do.
func writtenMetres(s *score.Score) []score.MetreChange {
	var changes []change[score.Metre]
	for _, c := range s.Metres {
		changes = append(changes, change[score.Metre]{c.Tick, c.Metre})
	}
	changes = lastOfEachTick(changes)
	if len(changes) > 0 && changes[0].tick > 0 {
		changes = slices.Insert(changes, 0, change[score.Metre]{0, score.CommonTime})
	}
	var written []score.MetreChange
	for i, c := range changes {
		full, short := int64(1), score.Metre{}
		if i+1 < len(changes) {
			var rest int64
			full, rest = bars(c.value, changes[i+1].tick-c.tick, s.TicksPerQuarter)
			short = metreOfLength(c.value, rest, s.TicksPerQuarter)
		}
		if full > 0 || short.Beats == 0 {
			written = append(written, score.MetreChange{Tick: c.tick, Metre: c.value})
		}
		if short.Beats > 0 {
			written = append(written, score.MetreChange{Tick: barTick(c.value, c.tick, full, s.TicksPerQuarter), Metre: short})
		}
	}
	return written
}

// metreOfLength returns the metre with the unit of m, or a finer one if need be, whose bar has a length in
// units of 1/m.Unit tick. It returns the zero Metre if the length is 0 or there is none.
func metreOfLength(m score.Metre, length int64, ticksPerQuarter int) score.Metre {
	for fine := int64(1); fine*int64(m.Unit) <= 64 && length > 0; fine *= 2 {
		beats := length * fine / (4 * int64(ticksPerQuarter))
		if beats*4*int64(ticksPerQuarter) == length*fine && beats <= 255 {
			return score.Metre{Beats: int(beats), Unit: m.Unit * int(fine)}
		}
	}
	return score.Metre{}
}
