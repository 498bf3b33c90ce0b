package musicxml

import (
	"cmp"
	"fmt"
	"slices"

	"workbench/features/score"
)

// play writes the parts out into a score.
func (d *document) play() (*score.Score, error) {
	order, err := unfold(d.bars, d.faults)
	if err != nil {
		return nil, err
	}
	t := layTimeline(d.bars, order, ticksPerQuarter(d.fractions))
	s := &score.Score{Title: d.title(), Composer: d.composer, TicksPerQuarter: int(t.quarter), Length: t.length, Metres: t.metres()}
	tracks := 0
	for i, p := range d.parts {
		notes := p.play(t)
		if len(s.Notes)+len(notes) > maxNotes {
			return nil, fmt.Errorf("musicxml: the piece with its repeats has more than %d notes", maxNotes)
		}
		tracks += numberTracks(notes, tracks)
		s.Notes = append(s.Notes, notes...)
		if len(notes) > 0 {
			s.Pedals = append(s.Pedals, p.playPedals(t, uint8(i%16))...)
		}
	}
	score.SortNotes(s.Notes)
	slices.SortStableFunc(s.Pedals, func(a, b score.Pedal) int { return cmp.Compare(a.Tick, b.Tick) })
	for _, n := range s.Notes {
		s.Length = max(s.Length, n.End)
	}
	d.playChanges(t, s)
	return s, nil
}

// playChanges writes out keys, tempos and chord symbols.
func (d *document) playChanges(t *timeline, s *score.Score) {
	var keys []change[score.Key]
	var tempos []change[float64]
	var chords []change[string]
	for _, b := range d.bars {
		keys, tempos, chords = append(keys, b.keys...), append(tempos, b.tempos...), append(chords, b.chords...)
	}
	for _, k := range play(t, keys, score.Key{}) {
		s.Keys = append(s.Keys, score.KeyChange{Tick: k.tick, Key: k.value})
	}
	for _, c := range play(t, tempos, score.DefaultTempo) {
		s.Tempos = append(s.Tempos, score.TempoChange{Tick: c.tick, QuartersPerMinute: c.value})
	}
	for _, c := range play(t, chords, "") {
		s.Chords = append(s.Chords, score.ChordChange{Tick: c.tick, Symbol: c.value})
	}
}

// numberTracks makes each staff that has notes a track, counted from first, and returns their number. Before
// it, Track is the staff.
func numberTracks(notes []score.Note, first int) int {
	var used [256]bool
	for _, n := range notes {
		used[n.Track] = true
	}
	var track [256]uint8
	count := 0
	for staff := range used {
		if used[staff] {
			track[staff] = uint8(min(first+count, 255))
			count++
		}
	}
	for i := range notes {
		notes[i].Track = track[notes[i].Track]
	}
	return count
}

// openTie is a note that is tied to a later one.
type openTie struct {
	index int // of the played note
	voice uint8
}

// play writes out the notes of a part and joins the tied ones: a note with the end of a tie to one of its key
// with the start of a tie that ends where it starts, of the same voice if there is one. It stops above
// maxNotes.
func (p *part) play(t *timeline) []score.Note {
	var notes []score.Note
	open := map[uint8][]openTie{} // by key
	for _, m := range t.measures {
		if m.index >= len(p.measures) {
			continue
		}
		written := p.measures[m.index]
		slices.SortStableFunc(written, func(a, b writtenNote) int { return cmp.Compare(a.start, b.start) })
		for _, n := range written {
			start, end := m.start+t.ticks(n.start), m.start+t.ticks(n.end)
			index := len(notes)
			if k := tieTo(open[n.key], notes, start, n); k >= 0 {
				index = open[n.key][k].index
				notes[index].End = end
				open[n.key] = slices.Delete(open[n.key], k, k+1)
			} else {
				notes = append(notes, score.Note{Start: start, End: end, Key: n.key, Velocity: n.velocity, Track: n.staff})
			}
			if n.tieStart {
				ties := slices.DeleteFunc(open[n.key], func(o openTie) bool { return notes[o.index].End < start || o.voice == n.voice })
				open[n.key] = append(ties, openTie{index, n.voice})
			}
			if len(notes) > maxNotes {
				return notes
			}
		}
	}
	return notes
}

// tieTo returns which of the open ties of its key leads to a note that starts at a tick, below zero if none
// does.
func tieTo(open []openTie, notes []score.Note, start int64, n writtenNote) int {
	found := -1
	for k, o := range open {
		if n.tieStop && notes[o.index].End == start && (found < 0 || o.voice == n.voice) {
			found = k
		}
	}
	return found
}

// playPedals writes out the movements of the pedal, each a change of what it was. It comes up at a repeat or
// jump.
func (p *part) playPedals(t *timeline, channel uint8) []score.Pedal {
	var played []score.Pedal
	down := false
	set := func(tick int64, to bool) {
		if to != down {
			down = to
			played = append(played, score.Pedal{Tick: tick, Channel: channel, Down: to})
		}
	}
	for k, m := range t.measures {
		if k > 0 && t.measures[k-1].index != m.index-1 {
			set(m.start, false)
		}
		first, _ := slices.BinarySearchFunc(p.pedals, m.index, func(c change[bool], i int) int { return cmp.Compare(c.measure, i) })
		for _, c := range p.pedals[first:] {
			if c.measure != m.index || len(played) > maxNotes {
				break
			}
			set(m.start+min(t.ticks(c.at), m.length), c.value)
		}
	}
	return played
}
