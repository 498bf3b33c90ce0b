package score

import (
	"math"
	"sort"
)

// Clock tells the time in seconds at every tick of a score, by its changes of tempo. Asking takes time logarithmic in their number.
type Clock struct {
	parts []part
}

// part is a stretch of one tempo.
type part struct {
	tick    int64   // its first
	seconds float64 // at that tick
	perTick float64 // seconds a tick
}

// DefaultTempo in quarters a minute holds before the first change of tempo.
const DefaultTempo = 120

// FirstTempo is the tempo in quarters a minute at the first note, or at tick 0 where there is none.
func (s *Score) FirstTempo() float64 {
	first, tempo := int64(0), float64(DefaultTempo)
	if len(s.Notes) > 0 {
		first = s.Notes[0].Start
	}
	for _, change := range s.Tempos {
		if change.Tick <= first {
			tempo = change.QuartersPerMinute
		}
	}
	return tempo
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

// Seconds is the time from tick 0 to a tick.
func (c *Clock) Seconds(tick int64) float64 {
	i := sort.Search(len(c.parts), func(i int) bool { return c.parts[i].tick > tick }) - 1
	return c.parts[max(i, 0)].at(tick)
}

// Tick is the tick nearest to a time in seconds.
func (c *Clock) Tick(seconds float64) int64 {
	i := sort.Search(len(c.parts), func(i int) bool { return c.parts[i].seconds > seconds }) - 1
	p := c.parts[max(i, 0)]
	return p.tick + int64(math.Round((seconds-p.seconds)/p.perTick))
}
