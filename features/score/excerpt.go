package score

// Excerpt returns ticks from to end-1 of a score; its ticks count from there. The caller decides with belongs
// which notes are part of it, because notes may be played slightly early; they are cut at both ends of the
// excerpt. The metre, tempo, key and chord in effect at the beginning, and a pedal that is down, are set at
// tick 0.
func (s *Score) Excerpt(from, end int64, belongs func(Note) bool) *Score {
	e := &Score{Title: s.Title, Composer: s.Composer, TicksPerQuarter: s.TicksPerQuarter, Tracks: s.Tracks, Length: end - from}
	for _, n := range s.Notes {
		if belongs(n) {
			n.Start = max(n.Start, from)
			n.Start, n.End = n.Start-from, max(min(n.End, end), n.Start)-from
			e.Notes = append(e.Notes, n)
		}
	}
	SortNotes(e.Notes) // early notes now start together

	var down [16]bool // pedal of each channel at the beginning
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
	e.Tempos = within(s.Tempos, from, end, func(c *TempoChange) *int64 { return &c.Tick })
	e.Keys = within(s.Keys, from, end, func(c *KeyChange) *int64 { return &c.Tick })
	e.Chords = within(s.Chords, from, end, func(c *ChordChange) *int64 { return &c.Tick })
	return e
}

// within returns the changes of an excerpt; the last one before it moves to its beginning.
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
