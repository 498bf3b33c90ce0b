package score

// Excerpt is what of a score begins at ticks from to end, end not included, with its ticks counted from there. Which notes do is for belongs to say, as they may
// be played a little early; what of a note lies outside is cut off. The tempo and the chord that hold at the beginning, and a pedal that is down, are there from
// tick 0 on.
func (s *Score) Excerpt(from, end int64, belongs func(Note) bool) *Score {
	e := &Score{Title: s.Title, Composer: s.Composer, TicksPerQuarter: s.TicksPerQuarter, Length: end - from}
	for _, n := range s.Notes {
		if belongs(n) {
			n.Start = max(n.Start, from)
			n.Start, n.End = n.Start-from, max(min(n.End, end), n.Start)-from
			e.Notes = append(e.Notes, n)
		}
	}
	SortNotes(e.Notes) // as several early ones begin together now

	var down [16]bool // the pedal of each channel at the beginning
	for _, p := range s.Pedals {
		if p.Tick <= from {
			down[p.Channel%16] = p.Down
		}
	}
	for channel, isDown := range down {
		if isDown {
			e.Pedals = append(e.Pedals, Pedal{Channel: uint8(channel), Down: true})
		}
	}
	for _, p := range s.Pedals {
		if from < p.Tick && p.Tick < end {
			p.Tick -= from
			e.Pedals = append(e.Pedals, p)
		}
	}
	e.Metres = within(s.Metres, from, end, func(c *MetreChange) *int64 { return &c.Tick })
	e.Keys = within(s.Keys, from, end, func(c *KeyChange) *int64 { return &c.Tick })
	e.Tempos = within(s.Tempos, from, end, func(c *TempoChange) *int64 { return &c.Tick })
	e.Chords = within(s.Chords, from, end, func(c *ChordChange) *int64 { return &c.Tick })
	return e
}

// within are the changes of an excerpt, the last one before it at its beginning.
func within[C any](changes []C, from, end int64, tick func(*C) *int64) (kept []C) {
	for _, c := range changes {
		at := tick(&c)
		if *at >= end {
			break
		}
		if *at <= from {
			kept = kept[:0]
		}
		*at = max(*at-from, 0)
		kept = append(kept, c)
	}
	return kept
}
