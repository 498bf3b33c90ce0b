package score

import (
	"slices"
	"testing"
)

func TestSustained(t *testing.T) {
	type ends []int64
	down := func(tick int64) Pedal { return Pedal{Tick: tick, Down: true} }
	up := func(tick int64) Pedal { return Pedal{Tick: tick} }
	n := func(start, end int64, key uint8) Note { return Note{Start: start, End: end, Key: key, Velocity: 64} }
	for _, c := range []struct {
		name   string
		notes  []Note
		pedals []Pedal
		want   ends
	}{
		{"no pedal", []Note{n(0, 10, 60)}, nil, ends{10}},
		{"until the pedal comes up", []Note{n(0, 10, 60), n(5, 20, 64)}, []Pedal{down(2), up(50)}, ends{50, 50}},
		{"released before the pedal", []Note{n(0, 10, 60)}, []Pedal{down(11), up(50)}, ends{10}},
		{"released as it goes down", []Note{n(0, 10, 60)}, []Pedal{down(10), up(50)}, ends{50}},
		{"released as it comes up", []Note{n(0, 10, 60)}, []Pedal{down(2), up(10)}, ends{10}},
		{"held beyond it", []Note{n(0, 60, 60)}, []Pedal{down(2), up(50)}, ends{60}},
		{"struck again", []Note{n(0, 10, 60), n(30, 40, 60)}, []Pedal{down(2), up(50)}, ends{30, 50}},
		{"another key struck", []Note{n(0, 10, 60), n(30, 40, 61)}, []Pedal{down(2), up(50)}, ends{50, 50}},
		{"struck again while it is held", []Note{n(0, 20, 60), n(10, 15, 60)}, []Pedal{down(2), up(50)}, ends{20, 50}},
		{"changed at once", []Note{n(0, 10, 60), n(10, 30, 64)}, []Pedal{down(2), up(30), down(30), up(50)}, ends{30, 50}},
		{"down and up at once", []Note{n(0, 10, 60)}, []Pedal{down(10), up(10)}, ends{10}},
		{"never up", []Note{n(0, 10, 60)}, []Pedal{down(2)}, ends{100}},
		{"two channels", []Note{n(0, 10, 60), n(20, 45, 62)}, []Pedal{down(2), {Tick: 5, Channel: 1, Down: true}, up(20), {Tick: 50, Channel: 1}}, ends{50, 50}},
		{"said twice", []Note{n(0, 10, 60)}, []Pedal{down(2), down(4), up(50)}, ends{50}},
		{"no length", []Note{n(5, 5, 60)}, []Pedal{down(2), up(50)}, ends{50}},
	} {
		s := &Score{TicksPerQuarter: 480, Notes: c.notes, Pedals: c.pedals, Length: 100}
		before := slices.Clone(c.notes)
		var got ends
		for _, note := range s.Sustained() {
			got = append(got, note.End)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: notes end at %v, want %v", c.name, got, c.want)
		}
		if !slices.Equal(s.Notes, before) {
			t.Errorf("%s: the score's own notes have changed", c.name)
		}
	}
}

func TestApplyPedal(t *testing.T) {
	s := &Score{Title: "Étude", TicksPerQuarter: 480, Length: 100,
		Notes: []Note{{Start: 0, End: 10, Key: 60}}, Pedals: []Pedal{{Tick: 2, Down: true}, {Tick: 50}}}
	got := s.ApplyPedal()
	if got.Title != s.Title || got.Notes[0].End != 50 || got.Pedals != nil {
		t.Errorf("%+v; want a note up to tick 50, and no pedal", got)
	}
	if s.Notes[0].End != 10 || len(s.Pedals) != 2 {
		t.Errorf("the score itself has changed: %+v", s)
	}
}
