package score

import (
	"maps"
	"math"
	"slices"
	"sort"
)

// Clock converts between the ticks of a score and seconds. A conversion takes time logarithmic in the number
// of tempos.
type Clock struct {
	parts []part
}

// part is an interval of constant tempo.
type part struct {
	tick    int64   // its first tick
	seconds float64 // at that tick
	perTick float64 // seconds per tick
}

// DefaultTempo is the tempo before the first change, in quarters per minute.
const DefaultTempo = 120

// FirstTempo returns the tempo at the first note, or at tick 0 if there is none, in quarters per minute.
func (s *Score) FirstTempo() float64 {
	if len(s.Notes) > 0 {
		return s.TempoAt(s.Notes[0].Start)
	}
	return s.TempoAt(0)
}

// Clock returns the clock of s.
func (s *Score) Clock() *Clock {
	c := new(Clock)
	perTick := func(quartersPerMinute float64) float64 { return 60 / (quartersPerMinute * float64(s.TicksPerQuarter)) }
	last := part{perTick: perTick(DefaultTempo)}
	for _, change := range s.Tempos {
		if change.Tick > last.tick {
			c.parts = append(c.parts, last)
		}
		last = part{tick: change.Tick, seconds: last.at(change.Tick), perTick: perTick(change.QuartersPerMinute)}
	}
	c.parts = append(c.parts, last)
	return c
}

func (p part) at(tick int64) float64 { return p.seconds + float64(tick-p.tick)*p.perTick }

// Seconds returns the time from tick 0 to a tick.
func (c *Clock) Seconds(tick int64) float64 {
	i := sort.Search(len(c.parts), func(i int) bool { return c.parts[i].tick > tick }) - 1
	return c.parts[max(i, 0)].at(tick)
}

// Tick returns the tick nearest to a time in seconds.
func (c *Clock) Tick(seconds float64) int64 {
	i := sort.Search(len(c.parts), func(i int) bool { return c.parts[i].seconds > seconds }) - 1
	p := c.parts[max(i, 0)]
	return p.tick + int64(math.Round((seconds-p.seconds)/p.perTick))
}

// TempoAt returns the tempo in effect at a tick, in quarters per minute.
func (s *Score) TempoAt(tick int64) float64 {
	tempo := float64(DefaultTempo)
	for _, change := range s.Tempos {
		if change.Tick <= tick {
			tempo = change.QuartersPerMinute
		}
	}
	return tempo
}

// MedianTempo returns the median of the tempos from one tick to another, each weighed by its ticks, in quarters per
// minute. Unlike that of the last tick, it is not one of a ritardando at the end.
func (s *Score) MedianTempo(from, end int64) float64 {
	parts := []TempoChange{{from, s.TempoAt(from)}}
	for _, change := range s.Tempos {
		if from < change.Tick && change.Tick < end {
			parts = append(parts, change)
		}
	}
	ticks := map[float64]int64{}
	for i, p := range parts {
		until := end
		if i+1 < len(parts) {
			until = parts[i+1].Tick
		}
		ticks[p.QuartersPerMinute] += until - p.Tick
	}
	left := (end - from) / 2
	for _, tempo := range slices.Sorted(maps.Keys(ticks)) {
		if left -= ticks[tempo]; left < 0 {
			return tempo
		}
	}
	return parts[0].QuartersPerMinute
}

// TakeMarkings sets the tempos and key signatures of s to those of from before tick end of it, followed by the
// tempo after, in quarters per minute. It serves a piece whose beginning, or the whole, is from.
func (s *Score) TakeMarkings(from *Score, end int64, after float64) {
	s.Tempos, s.Keys = from.TemposUntil(end, s.TicksPerQuarter, after), nil
	for _, change := range from.Keys {
		if change.Tick < end {
			change.Tick = from.rescale(change.Tick, s.TicksPerQuarter)
			s.Keys = append(s.Keys, change)
		}
	}
}

// rescale converts a tick of s to another resolution.
func (s *Score) rescale(tick int64, ticksPerQuarter int) int64 {
	return int64(math.Round(float64(tick) * float64(ticksPerQuarter) / float64(s.TicksPerQuarter)))
}

// TemposUntil returns the tempo changes of s before tick end, in ticks of another resolution, followed by a
// change to tempo after, in quarters per minute, at end. It serves a piece that continues s.
func (s *Score) TemposUntil(end int64, ticksPerQuarter int, after float64) []TempoChange {
	var tempos []TempoChange
	if end > 0 && (len(s.Tempos) == 0 || s.Tempos[0].Tick > 0) {
		tempos = append(tempos, TempoChange{QuartersPerMinute: DefaultTempo})
	}
	for _, change := range s.Tempos {
		if change.Tick < end {
			change.Tick = s.rescale(change.Tick, ticksPerQuarter)
			tempos = append(tempos, change)
		}
	}
	if len(tempos) == 0 || tempos[len(tempos)-1].QuartersPerMinute != after {
		tempos = append(tempos, TempoChange{Tick: s.rescale(end, ticksPerQuarter), QuartersPerMinute: after})
	}
	return tempos
}
