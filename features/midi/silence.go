package midi

import (
	"fmt"
	"slices"
	"sort"

	"workbench/features/internal/faults"
	"workbench/features/score"
)

// maxGap in quarters bounds the time in which no note starts or ends: 64 bars of 4/4, two minutes at the default
// tempo. A longer time is taken for the effect of a damaged event.
const maxGap = 256

// gap is a time that is cut out of a Score: ticks from to before end.
type gap struct {
	from, end int64
	removed   int64 // ticks removed by this gap and those before it
}

// gaps are in order of time.
type gaps []gap

// move returns the place of a tick after the gaps have been cut out. A tick within a gap moves to its start.
func (g gaps) move(tick int64) int64 {
	i := sort.Search(len(g), func(i int) bool { return g[i].from > tick }) - 1
	switch {
	case i < 0:
		return tick
	case tick < g[i].end:
		return g[i].end - g[i].removed
	}
	return tick - g[i].removed
}

// shortenHeldNotes ends notes that are held through more than maxGap quarters in which no note starts or
// ends: where that time begins, but not before they have lasted 4 quarters.
func shortenHeldNotes(s *score.Score, w *faults.List) {
	found := quietTimes(s)
	if len(found) == 0 {
		return
	}
	for i := range s.Notes {
		n := &s.Notes[i]
		k := sort.Search(len(found), func(k int) bool { return found[k].from >= n.Start })
		if k < len(found) && n.End >= found[k].end {
			n.End = max(found[k].from, n.Start+4*int64(s.TicksPerQuarter))
			w.Add(fmt.Sprintf("a note held for more than %d quarters in which no other note starts or ends was shortened", maxGap),
				fmt.Sprintf("tick %d, key %d", n.Start, n.Key))
		}
	}
	slices.SortStableFunc(s.Notes, inOrder)
}

// quietTimes returns the times of more than maxGap quarters, after the first note, in which no note starts or
// ends.
func quietTimes(s *score.Score) (found gaps) {
	var ticks []int64
	for _, n := range s.Notes {
		ticks = append(ticks, n.Start, n.End)
	}
	slices.Sort(ticks)
	for i := 1; i < len(ticks); i++ {
		if ticks[i]-ticks[i-1] > maxGap*int64(s.TicksPerQuarter) {
			found = append(found, gap{from: ticks[i-1], end: ticks[i]})
		}
	}
	return found
}

// shortenSilences cuts silences of more than maxGap quarters down to the bar lines next to the notes around
// them, and ends the piece with its last note if only silence of that length follows. Notes keep their places
// within bars.
func shortenSilences(s *score.Score, w *faults.List) {
	if len(s.Notes) == 0 {
		return
	}
	longest := maxGap * int64(s.TicksPerQuarter)
	var found gaps
	var removed, sounding int64 // sounding: end of the notes so far
	for _, n := range s.Notes {
		if n.Start-sounding > longest {
			from, end := barLineFrom(s, sounding), barLineBefore(s, n.Start)
			if from < end {
				removed += end - from
				found = append(found, gap{from, end, removed})
				w.Add(fmt.Sprintf("a silence longer than %d quarters was shortened", maxGap), fmt.Sprintf("before tick %d", n.Start))
			}
		}
		sounding = max(sounding, n.End)
	}
	if s.Length-sounding > longest {
		w.Add(fmt.Sprintf("more than %d quarters of silence after the last note were cut off", maxGap),
			fmt.Sprintf("after tick %d", sounding))
		endAt(s, sounding)
	}
	if len(found) > 0 {
		cutOut(s, found)
	}
}

// endAt ends the piece at a tick, after the last note.
func endAt(s *score.Score, end int64) {
	s.Length = end
	s.Metres = before(s.Metres, func(c score.MetreChange) int64 { return c.Tick }, end)
	s.Tempos = before(s.Tempos, func(c score.TempoChange) int64 { return c.Tick }, end)
	s.Keys = before(s.Keys, func(c score.KeyChange) int64 { return c.Tick }, end)
	s.Pedals = before(s.Pedals, func(c score.Pedal) int64 { return c.Tick }, end)
}

// before returns the changes up to a tick.
func before[C any](changes []C, tick func(C) int64, end int64) []C {
	n := sort.Search(len(changes), func(i int) bool { return tick(changes[i]) > end })
	if n == 0 {
		return nil
	}
	return changes[:n]
}

// cutOut removes gaps from s.
func cutOut(s *score.Score, g gaps) {
	for i := range s.Notes {
		n := &s.Notes[i]
		n.Start, n.End = g.move(n.Start), g.move(n.End)
	}
	s.Metres = moved(g, s.Metres, func(c *score.MetreChange) *int64 { return &c.Tick })
	s.Tempos = moved(g, s.Tempos, func(c *score.TempoChange) *int64 { return &c.Tick })
	s.Keys = moved(g, s.Keys, func(c *score.KeyChange) *int64 { return &c.Tick })
	for i := range s.Pedals {
		s.Pedals[i].Tick = g.move(s.Pedals[i].Tick)
	}
	s.Length = g.move(s.Length)
}

// moved returns changes with gaps cut out; of those within one gap the last remains.
func moved[C any](g gaps, changes []C, tick func(*C) *int64) []C {
	var kept []C
	for _, c := range changes {
		at := tick(&c)
		*at = g.move(*at)
		if n := len(kept); n > 0 && *tick(&kept[n-1]) == *at {
			kept = kept[:n-1]
		}
		kept = append(kept, c)
	}
	return kept
}

// metreAt returns the metre change in effect at a tick.
func metreAt(s *score.Score, tick int64) score.MetreChange {
	i := sort.Search(len(s.Metres), func(i int) bool { return s.Metres[i].Tick > tick })
	if i == 0 {
		return score.MetreChange{Metre: score.CommonTime}
	}
	return s.Metres[i-1]
}

// barLineBefore returns the last bar line at or before a tick.
func barLineBefore(s *score.Score, tick int64) int64 {
	m := metreAt(s, tick)
	full, _ := bars(m.Metre, tick-m.Tick, s.TicksPerQuarter)
	return barTick(m.Metre, m.Tick, full, s.TicksPerQuarter)
}

// barLineFrom returns the first bar line at or after a tick.
func barLineFrom(s *score.Score, tick int64) int64 {
	m := metreAt(s, tick)
	full, rest := bars(m.Metre, tick-m.Tick, s.TicksPerQuarter)
	if rest == 0 {
		return tick
	}
	line := barTick(m.Metre, m.Tick, full+1, s.TicksPerQuarter)
	if next := metreAt(s, line); next.Tick > m.Tick {
		i := sort.Search(len(s.Metres), func(i int) bool { return s.Metres[i].Tick > tick })
		return s.Metres[i].Tick
	}
	return line
}
