package musicxml

import (
	"fmt"
	"slices"
	"testing"

	"workbench/features/score"
)

// Tracks with names are parts with their names, of one staff if a hand can play them, and keep their notes
// and tempo.
func TestTracks(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 4, Tracks: []string{"Melody", "Chords", "Both hands"}, Tempos: []score.TempoChange{{QuartersPerMinute: 90}}}
	add := func(track uint8, start, end int64, keys ...uint8) {
		for _, key := range keys {
			s.Notes = append(s.Notes, score.Note{Start: start, End: end, Key: key, Velocity: 80, Track: track})
		}
	}
	add(0, 0, 4, 60)
	add(0, 4, 16, 72)
	add(1, 0, 16, 48, 52, 60) // 60 sounds in the melody, too
	add(7, 0, 16, 36, 84)     // no such track: the last
	score.SortNotes(s.Notes)
	sheet, err := newSheet(s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, p := range sheet.parts {
		got = append(got, fmt.Sprintf("%s %d", sheet.notate().List[i].Name, len(p.staves)))
	}
	if want := []string{"Melody 1", "Chords 1", "Both hands 2"}; !slices.Equal(got, want) {
		t.Errorf("parts %q, want %q", got, want)
	}
	checkNotation(t, "tracks", s)
	data, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	back := mustRead(t, "tracks", string(data))
	if got, want := noteTexts(back), noteTexts(s); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := temposText(back); got != "0:90" {
		t.Errorf("tempos %s", got)
	}
}

// hands are the keys of the lower staff and those of the upper one.
func hands(notes []score.Note) (lower, upper []uint8) {
	for i, low := range splitStaves(notes) {
		if low {
			lower = append(lower, notes[i].Key)
		} else {
			upper = append(upper, notes[i].Key)
		}
	}
	return lower, upper
}

// The split follows the hands: each reaches about an octave, also far from middle C.
func TestStaves(t *testing.T) {
	for _, c := range []struct {
		keys         []uint8
		lower, upper []uint8
	}{
		{[]uint8{48, 52, 55, 72, 76}, []uint8{48, 52, 55}, []uint8{72, 76}},
		{[]uint8{60, 64, 67, 76, 79, 84}, []uint8{60, 64, 67}, []uint8{76, 79, 84}},
		{[]uint8{36, 43, 48, 55, 60}, []uint8{36, 43, 48}, []uint8{55, 60}},
		{[]uint8{72}, nil, []uint8{72}},
		{[]uint8{48}, []uint8{48}, nil},
	} {
		var notes []score.Note
		for _, key := range c.keys {
			notes = append(notes, score.Note{End: 4, Key: key, Velocity: 80})
		}
		if lower, upper := hands(notes); !slices.Equal(lower, c.lower) || !slices.Equal(upper, c.upper) {
			t.Errorf("%v: lower staff %v, upper staff %v; want %v, %v", c.keys, lower, upper, c.lower, c.upper)
		}
	}
}
