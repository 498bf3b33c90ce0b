package harmony

import (
	"slices"

	"workbench/features"
	"workbench/features/score"
)

// Velocities of the notes of a composition, as in tunes with chords that are read from ABC.
const (
	melodyVelocity = 80
	chordVelocity  = 60
)

// Tracks of the notes of a composition.
const (
	melodyTrack = iota
	chordsTrack
)

// lowestChord is the lowest key of the chords, C3. They are within an octave.
const lowestChord = 48

// Piece implements [sequence.Writer]: the primer, and after it the melody on track 0, in the octave of the
// primer's, and block chords on track 1. Chord symbols give the harmony throughout. Steps that are not
// decided yet are rests.
func (w *writer) Piece() *features.Piece {
	p := *w.piece
	p.Articulated = true
	played := p.Score(melodyVelocity, p.Tempo) // no notes, but metres, tempo and length
	played.Tracks = []string{melodyTrack: "Melody", chordsTrack: "Chords"}
	ticks := int64(played.TicksPerQuarter / p.StepsPerQuarter)
	played.Notes = slices.Concat(w.melodyNotes(ticks), w.otherNotes(ticks), w.chordNotes(ticks))
	score.SortNotes(played.Notes)
	for t, class := range w.lines.harmony {
		if t == 0 || class != w.lines.harmony[t-1] {
			played.Chords = append(played.Chords, score.ChordChange{Tick: int64(t) * ticks, Symbol: chordSymbol(int(class))})
		}
	}
	p.Roll = make(features.Roll, len(w.grid))
	for _, n := range played.Notes {
		addNote(p.Roll, n, ticks)
	}
	copy(p.Roll, w.primer.Roll)
	p.Played, p.NoteOns, p.Merged, p.OutOfRange, p.Warnings = played, len(played.Notes), 0, 0, nil
	return &p
}

// melodyNotes are the notes of the melody. In the primer they have to be in its roll too, because a melody
// among other voices may have been read with other onsets.
func (w *writer) melodyNotes(ticks int64) (notes []score.Note) {
	for t, class := range w.lines.melody {
		if class >= onset && (t >= w.given || w.inPrimer(t, w.key(t))) {
			notes = append(notes, score.Note{Start: int64(t) * ticks, End: int64(w.noteEnd(t)) * ticks, Key: w.key(t),
				Velocity: melodyVelocity, Track: melodyTrack})
		}
	}
	return notes
}

// inPrimer tells whether the roll of the primer has an onset.
func (w *writer) inPrimer(t int, key uint8) bool {
	roll, n := w.primer.Roll, key-features.Lowest
	return roll[t][n].Articulate() || roll[t][n].Play() && (t == 0 || !roll[t-1][n].Play())
}

// otherNotes are the notes of the primer's roll that are not in the melody.
func (w *writer) otherNotes(ticks int64) []score.Note {
	notes := w.primer.Score(chordVelocity, w.primer.Tempo).Notes
	for i := range notes {
		notes[i].Track = chordsTrack
	}
	return slices.DeleteFunc(notes, func(n score.Note) bool {
		t := int(n.Start / ticks)
		return w.lines.melody[t] >= onset && n.Key == w.key(t) && n.End <= int64(w.noteEnd(t))*ticks
	})
}

// key is the MIDI key of the melody's onset in step t.
func (w *writer) key(t int) uint8 {
	key := lowest + int(w.lines.sounds[t]) - w.lines.octaves
	for key < features.Lowest {
		key += 12
	}
	for key > features.Highest {
		key -= 12
	}
	return uint8(key)
}

// noteEnd is the step at which the note of the melody that begins in step t ends.
func (w *writer) noteEnd(t int) int {
	t++
	for t < len(w.lines.melody) && w.lines.melody[t] == hold {
		t++
	}
	return t
}

// chordNotes are the composed chords as blocks within an octave. They have an onset where the chord changes,
// and at each bar line, because a long piano note fades away.
func (w *writer) chordNotes(ticks int64) (notes []score.Note) {
	harmony := w.lines.harmony
	begins := func(t int) bool { return t == w.given || harmony[t] != harmony[t-1] || w.grid[t].begins }
	for t := w.given; t < len(harmony); t++ {
		if harmony[t] == noChord || !begins(t) {
			continue
		}
		end := t + 1
		for end < len(harmony) && !begins(end) {
			end++
		}
		for pitch := range 12 {
			if tones[harmony[t]].has(pitch) {
				notes = append(notes, score.Note{Start: int64(t) * ticks, End: int64(end) * ticks, Key: uint8(lowestChord + pitch),
					Velocity: chordVelocity, Track: chordsTrack})
			}
		}
	}
	return notes
}

// addNote adds a note to a roll. Where the melody and a chord share a key, the onset of either is an onset.
func addNote(roll features.Roll, n score.Note, ticks int64) {
	key := n.Key - features.Lowest
	start := n.Start / ticks
	roll[start][key] = features.Onset
	for t := start + 1; t < n.End/ticks; t++ {
		roll[t][key] |= features.Held
	}
}
