package midi

import (
	"slices"
	"testing"

	"workbench/features/internal/faults"
	"workbench/features/score"
)

// A quarter is 1 tick. The silence from 5 to 1002 becomes one from the bar line at 8 to the one at 1000; all
// later events move with the notes.
func TestShortenSilences(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 1, Length: 1010,
		Notes:  []score.Note{n(0, 5, 60), n(1002, 1003, 62), n(1006, 1009, 64)},
		Metres: metres(t, "0 4/4, 500 3/4, 1000 4/4, 1004 3/4"),
		Tempos: []score.TempoChange{{Tick: 4, QuartersPerMinute: 90}, {Tick: 700, QuartersPerMinute: 80}, {Tick: 800, QuartersPerMinute: 70}, {Tick: 1001, QuartersPerMinute: 60}},
		Pedals: []score.Pedal{{Tick: 100, Down: true}, {Tick: 1007}}}
	w := new(faults.List)
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
	checkWarnings(t, w.Lines(), "a silence longer than 256 quarters was shortened (before tick 1002)")
}

func TestShortenSilencesAtTheEnds(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 1, Length: 5000, Notes: []score.Note{n(1001, 1003, 60), n(1258, 1259, 60)},
		Tempos: []score.TempoChange{{Tick: 1259, QuartersPerMinute: 90}, {Tick: 4000, QuartersPerMinute: 80}}}
	w := new(faults.List)
	shortenSilences(s, w)
	if want := []score.Note{n(1, 3, 60), n(258, 259, 60)}; !slices.Equal(s.Notes, want) || s.Length != 259 || len(s.Tempos) != 1 {
		t.Errorf("notes %v, length %d, tempos %v; want %v, 259 and one", s.Notes, s.Length, s.Tempos, want)
	}
	checkWarnings(t, w.Lines(), "before tick 1001", "after the last note were cut off (after tick 1259)")
}

// A quarter is 1 tick. A note that ends long after all others is shortened; one that other notes accompany is
// not.
func TestShortenHeldNotes(t *testing.T) {
	for _, c := range []struct {
		name        string
		notes, want []score.Note
	}{
		{"last note", []score.Note{n(0, 1, 60), n(1, 258, 60)}, []score.Note{n(0, 1, 60), n(1, 5, 60)}},
		{"first note", []score.Note{n(0, 500, 60), n(10, 20, 62)}, []score.Note{n(0, 20, 60), n(10, 20, 62)}},
		{"several", []score.Note{n(0, 500, 60), n(10, 500, 62)}, []score.Note{n(0, 10, 60), n(10, 14, 62)}},
		{"accompanied", []score.Note{n(0, 500, 60), n(250, 300, 62)}, []score.Note{n(0, 500, 60), n(250, 300, 62)}},
		{"256 quarters", []score.Note{n(0, 256, 60)}, []score.Note{n(0, 256, 60)}},
		{"a silence", []score.Note{n(0, 1, 60), n(500, 501, 60)}, []score.Note{n(0, 1, 60), n(500, 501, 60)}},
	} {
		s := &score.Score{TicksPerQuarter: 1, Notes: slices.Clone(c.notes)}
		w := new(faults.List)
		shortenHeldNotes(s, w)
		if !slices.Equal(s.Notes, c.want) {
			t.Errorf("%s: %v, want %v", c.name, s.Notes, c.want)
		}
		if changed := !slices.Equal(c.notes, c.want); changed != (len(w.Lines()) > 0) {
			t.Errorf("%s: warnings %q", c.name, w.Lines())
		}
	}
}
