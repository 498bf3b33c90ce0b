// Package score holds a piece of music as the readers of files deliver it and the writers expect it: notes
// with start and end in ticks, and the changes of metre, tempo, key and pedal. It lies between the file
// formats (features/midi, features/abc, features/musicxml) and the piano roll that the network sees (features).
package score

import (
	"cmp"
	"slices"
)

// Score is a piece of music in ticks. A reader fills it; features.FromScore quantizes it to a grid.
type Score struct {
	Title    string
	Composer string

	// TicksPerQuarter is the number of ticks in a quarter note, above zero.
	TicksPerQuarter int

	// Notes are in order of Start, then Key.
	Notes []Note

	// Tracks are the names of the tracks, by Note.Track. If it is set, a writer puts each track into a track,
	// part or staff of its own; if it is nil, all notes are one part.
	Tracks []string

	// Metres are the time signatures in order of Tick. A change starts a new bar at its tick, even if the metre
	// stays the same: a pickup of an eighth in 6/8 is {0, 6/8} and {eighth, 6/8}. Before the first change the
	// metre is 4/4.
	Metres []MetreChange

	// Tempos are in order of Tick. Before the first change the tempo is 120 quarters per minute.
	Tempos []TempoChange

	// Keys are the key signatures in order of Tick; empty if the source has none.
	Keys []KeyChange

	// Pedals are the changes of the sustain pedal of all channels, in order of Tick. Notes are as written, not
	// extended by the pedal; see [Score.Sustained].
	Pedals []Pedal

	// Chords are the chord symbols in order of Tick; each holds until the next. If the source plays them, as
	// the ABC reader does, Notes has their notes as well.
	Chords []ChordChange

	// Length is the tick at which the piece ends, at least the End of its last note.
	Length int64
}

// Note is one note.
type Note struct {
	Start, End int64 // ticks; End >= Start, equal for a note without length
	Key        uint8 // MIDI key number, 0 to 127; middle C is 60
	Velocity   uint8 // 1 to 127
	Track      uint8 // number of its track or voice, from 0, counting those that have notes; at most 255
}

// SortNotes sorts notes by Start, then Key; the sort is stable.
func SortNotes(notes []Note) {
	slices.SortStableFunc(notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Key, b.Key))
	})
}

// Pedal is a change of the sustain pedal. Notes that end while it is down sound until it goes up or their key
// has its next onset.
type Pedal struct {
	Tick    int64
	Channel uint8
	Down    bool
}

// ChordChange sets the chord from Tick on. A symbol is written as in ABC, such as F#m7; empty means no chord.
type ChordChange struct {
	Tick   int64
	Symbol string
}

// Metre is a time signature: 6/8 has Beats = 6 and Unit = 8.
type Metre struct {
	Beats int // 1 or more
	Unit  int // a power of two: 1, 2, 4, … 64
}

// CommonTime is the metre of a piece without time signature.
var CommonTime = Metre{Beats: 4, Unit: 4}

// MetreChange sets the metre from Tick on and starts a bar there.
type MetreChange struct {
	Tick int64
	Metre
}

// TempoChange sets the tempo from Tick on.
type TempoChange struct {
	Tick              int64
	QuartersPerMinute float64 // above zero
}

// KeyChange sets the key signature from Tick on.
type KeyChange struct {
	Tick int64
	Key
}
