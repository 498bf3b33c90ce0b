// Package score holds a piece of music as its readers leave it and its writers want it: notes with
// their start and end in ticks, and the changes of metre and tempo. It stands between the file formats
// (features/midi, features/abc) and the roll of steps and keys that the network sees (features).
package score

import (
	"cmp"
	"slices"
)

// Score is a piece of music in ticks. Reading a file fills it; features.FromScore puts it on the grid.
type Score struct {
	Title    string
	Composer string

	// TicksPerQuarter is the number of ticks in a quarter note, above zero.
	TicksPerQuarter int

	// Notes are in order of Start, then Key.
	Notes []Note

	// Metres are the time signatures in order of Tick. A change starts a new measure at its tick, even
	// when the metre stays the same, so a pickup of an eighth in 6/8 is two changes: {0, 6/8} and {eighth, 6/8}.
	// Before the first change the metre is 4/4.
	Metres []MetreChange

	// Keys are the key signatures in order of Tick, where the source has them.
	Keys []KeyChange

	// Tempos are in order of Tick. Before the first change the tempo is 120 quarters a minute.
	Tempos []TempoChange

	// Pedals are the movements of the sustain pedal, in order of Tick, of all channels together. They have not been applied to Notes.
	Pedals []Pedal

	// Chords are the chord symbols above the tune, in order of Tick; each holds until the next. Where the source plays them, as the reader of ABC does, their
	// notes are in Notes as well.
	Chords []ChordChange

	// Length is the tick at which the piece ends, at least the End of its last note.
	Length int64
}

// Note is one struck key.
type Note struct {
	Start, End int64 // ticks; End >= Start, and equal for a note of no length
	Key        uint8 // MIDI key number, 0 to 127; middle C is 60
	Velocity   uint8 // 1 to 127
	Track      uint8 // which of the source's tracks or voices that have notes it comes from, from 0, the last ones counted as 255; writers ignore it
}

// SortNotes puts notes in order of Start, then Key, and leaves those that share both as they stand.
func SortNotes(notes []Note) {
	slices.SortStableFunc(notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Key, b.Key))
	})
}

// Pedal is a movement of the sustain pedal: notes that end while it is down sound on until it comes up or their key is struck again.
type Pedal struct {
	Tick    int64
	Channel uint8
	Down    bool
}

// ChordChange sets the chord from Tick on. A symbol is written as in ABC, such as F#m7; empty stands for no chord.
type ChordChange struct {
	Tick   int64
	Symbol string
}

// Metre is a time signature: 6/8 has six Beats, each an Unit = 8th of a whole note.
type Metre struct {
	Beats int // 1 or more
	Unit  int // a power of two: 1, 2, 4, … 64
}

// CommonTime is the metre of a piece that names none.
var CommonTime = Metre{Beats: 4, Unit: 4}

// MetreChange sets the metre from Tick on, and starts a measure there.
type MetreChange struct {
	Tick int64
	Metre
}

// TempoChange sets the tempo from Tick on.
type TempoChange struct {
	Tick              int64
	QuartersPerMinute float64 // above zero
}
