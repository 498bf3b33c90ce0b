package midi

import (
	"slices"
	"testing"

	"workbench/features/score"
)

// A quarter is 1 tick. The silence from 5 to 1002 becomes one from the bar line at 8 to the one at 1000; all later events
// move with the notes.
func TestShortenSilences(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 1, Length: 1010,
		Notes:  []score.Note{n(0, 5, 60), n(1002, 1003, 62), n(1006, 1009, 64)},
		Metres: metres(t, "0 4/4, 500 3/4, 1000 4/4, 1004 3/4"),
		Tempos: []score.TempoChange{{Tick: 4, QuartersPerMinute: 90}, {Tick: 700, QuartersPerMinute: 80}, {Tick: 800, QuartersPerMinute: 70}, {Tick: 1001, QuartersPerMinute: 60}},
		Pedals: []score.Pedal{{Tick: 100, Down: true}, {Tick: 1007}}}
	w := new(faults)
	shortenSilences(s, w)
	if want := []score.Note{n(0, 5, 60), n(10, 11, 62), n(14, 17, 64)}; !slices.Equal(s.Notes, want) {
		t.Errorf("notes %v, want %v", s.Notes, want)
	}
	if want := metres(t, "0 4/4, 8 4/4, 12 3/4"); !slices.Equal(s.Metres, want) {
		t.Errorf("metres %v, want %v", s.Metres, want)
	}
	if want := []score.TempoChange{{Tick: 4, QuartersPerMinute: 90}, {Tick: 8, QuartersPerMinute: 70}, {Tick: 9, QuartersPerMinute: 60}}; !slices.Equal(s.Tempos, want) {
		t.Errorf("tempos %v, want %v", s.Tempos, want)
	}
	if want := []score.Pedal{{Tick: 8, Down: true}, {Tick: 15}}; !slices.Equal(s.Pedals, want) {
		t.Errorf("pedals %v, want %v", s.Pedals, want)
	}
	if s.Length != 18 {
		t.Errorf("length %d, want 18", s.Length)
	}
	checkWarnings(t, w.list(), "a silence longer than 256 quarters was shortened (before tick 1002)")
}

func TestShortenSilencesAtTheEnds(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 1, Length: 5000, Notes: []score.Note{n(1001, 1003, 60), n(1258, 1259, 60)},
		Tempos: []score.TempoChange{{Tick: 1259, QuartersPerMinute: 90}, {Tick: 4000, QuartersPerMinute: 80}}}
	w := new(faults)
	shortenSilences(s, w)
	if want := []score.Note{n(1, 3, 60), n(258, 259, 60)}; !slices.Equal(s.Notes, want) || s.Length != 259 || len(s.Tempos) != 1 {
		t.Errorf("notes %v, length %d, tempos %v; want %v, 259 and one", s.Notes, s.Length, s.Tempos, want)
	}
	checkWarnings(t, w.list(), "before tick 1001", "after the last note were cut off (after tick 1259)")
}
