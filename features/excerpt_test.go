package features

import (
	"reflect"
	"slices"
	"testing"

	"workbench/features/score"
)

// TestExcerpt takes steps 4 to 11 of a piece of 10 steps, in sixteenths of 120 ticks: earlier notes are held,
// notes that begin within the excerpt have their onsets and are cut off, also one played ten ticks early, and
// tempo and chord continue.
func TestExcerpt(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 480, Length: 1200,
		Notes: []score.Note{{Start: 0, End: 720, Key: 60, Velocity: 50}, {Start: 470, End: 600, Key: 65, Velocity: 53}, {Start: 480, End: 600, Key: 64, Velocity: 51},
			{Start: 1080, End: 1200, Key: 67, Velocity: 52}},
		Tempos: []score.TempoChange{{Tick: 0, QuartersPerMinute: 90}, {Tick: 240, QuartersPerMinute: 100}, {Tick: 600, QuartersPerMinute: 110}},
		Chords: []score.ChordChange{{Tick: 0, Symbol: "C"}, {Tick: 960, Symbol: "G7"}},
		Pedals: []score.Pedal{{Tick: 100, Down: true}, {Tick: 500}}}
	p, err := FromScore("x", s, 4)
	if err != nil {
		t.Fatal(err)
	}
	e := p.Excerpt(4, 8, score.Metre{Beats: 3, Unit: 4})
	if e.Steps() != 8 || len(e.Measures) != 1 || e.Measures[0].Steps != 12 {
		t.Fatalf("%d steps, measures %v", e.Steps(), e.Measures)
	}
	for step, want := range []map[int]Cell{0: {60: Held, 64: Onset, 65: Onset}, 1: {60: Held}, 2: {}, 5: {67: Onset}, 7: {}} {
		for key := Lowest; want != nil && key <= Highest; key++ {
			if got := e.Roll[step][key-Lowest]; got != want[key] {
				t.Errorf("step %d, key %d: %v, want %v", step, key, got, want[key])
			}
		}
	}
	want := &score.Score{TicksPerQuarter: 480, Length: 960,
		Notes:  []score.Note{{Start: 0, End: 120, Key: 64, Velocity: 51}, {Start: 0, End: 120, Key: 65, Velocity: 53}, {Start: 600, End: 720, Key: 67, Velocity: 52}},
		Tempos: []score.TempoChange{{Tick: 0, QuartersPerMinute: 100}, {Tick: 120, QuartersPerMinute: 110}},
		Chords: []score.ChordChange{{Tick: 0, Symbol: "C"}, {Tick: 480, Symbol: "G7"}},
		Pedals: []score.Pedal{{Down: true}, {Tick: 20}}}
	if !reflect.DeepEqual(e.Played, want) {
		t.Errorf("played %+v,\nwant   %+v", e.Played, want)
	}
}

// TestExcerptOfEarlyNotes: the notes as played are those with an onset in the roll, also where they begin up to
// half a step, 60 ticks, before its lines. The cuts are at 480 and 960 ticks: of the notes around each, that of
// key 60 has its onset in the step before the cut, that of key 61 in the step after. The first of key 61 is over
// before the excerpt begins.
func TestExcerptOfEarlyNotes(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 480, Length: 1100, Notes: []score.Note{
		{Start: 419, End: 500, Key: 60, Velocity: 50}, {Start: 420, End: 470, Key: 61, Velocity: 51},
		{Start: 899, End: 1000, Key: 60, Velocity: 52}, {Start: 900, End: 1100, Key: 61, Velocity: 53}}}
	p, err := FromScore("x", s, 4)
	if err != nil {
		t.Fatal(err)
	}
	e := p.Excerpt(4, 4, score.CommonTime)
	want := []score.Note{{Start: 0, End: 0, Key: 61, Velocity: 51}, {Start: 419, End: 480, Key: 60, Velocity: 52}}
	if !slices.Equal(e.Played.Notes, want) {
		t.Errorf("played %v, want %v", e.Played.Notes, want)
	}
	again, err := FromScore("again", e.Played, 4)
	if err != nil || !slices.Equal(again.Roll, e.Roll) {
		t.Errorf("the notes as played give another roll, error %v", err)
	}
}

// TestPassage: a passage has the measures of its piece, here a pickup of a quarter, one in 4/4 and three in 3/4, so that
// each step has the same place as there.
func TestPassage(t *testing.T) {
	three := score.Metre{Beats: 3, Unit: 4}
	p := &Piece{StepsPerQuarter: 4, Articulated: true, Roll: make(Roll, 56), Measures: []Measure{{Steps: 16, Skip: 12, Metre: score.CommonTime},
		{Start: 4, Steps: 16, Metre: score.CommonTime}, {Start: 20, Steps: 12, Metre: three}, {Start: 32, Steps: 12, Metre: three}, {Start: 44, Steps: 12, Metre: three}}}
	p.Roll[3][40] = Onset
	for _, c := range []struct{ from, steps, measures int }{{0, 1, 1}, {0, 4, 1}, {0, 5, 2}, {0, 21, 3}, {4, 16, 1}, {10, 12, 2}, {20, 60, 5}} {
		e := p.Passage(c.from, c.steps)
		if e.Steps() != c.steps || len(e.Measures) != c.measures || e.Measures[0].Start != 0 {
			t.Errorf("steps %d to %d: %d steps, measures %+v", c.from, c.from+c.steps, e.Steps(), e.Measures)
		}
		for at := range c.steps {
			got, place := e.MeasureAt(at)
			want, wantPlace := p.MeasureAt(c.from + at)
			if got.Metre != want.Metre || place != wantPlace {
				t.Errorf("from step %d: step %d is at %d of a measure %v, in the piece at %d of %v", c.from, at, place, got.Metre, wantPlace, want.Metre)
			}
		}
	}
	if e := p.Passage(0, 4); e.Roll[3][40] != Onset {
		t.Error("a note is lost")
	}
}

func TestResized(t *testing.T) {
	p := &Piece{StepsPerQuarter: 4, Articulated: true, Roll: make(Roll, 12), Title: "Pickup",
		Measures: []Measure{{Steps: 16, Skip: 12, Metre: score.CommonTime}, {Start: 4, Steps: 12, Metre: score.Metre{Beats: 3, Unit: 4}}}}
	p.Roll[3][40] = Onset
	if short := p.Resized(4); short.Steps() != 4 || len(short.Measures) != 1 || short.Measures[0].Skip != 12 || short.Roll[3][40] != Onset || short.Title != "Pickup" {
		t.Errorf("cut: %d steps, measures %v", short.Steps(), short.Measures)
	}
	if long := p.Resized(20); long.Steps() != 20 || len(long.Measures) != 3 || long.Measures[2] != (Measure{Start: 16, Steps: 12, Metre: score.Metre{Beats: 3, Unit: 4}}) {
		t.Errorf("padded: %d steps, measures %v", long.Steps(), long.Measures)
	}
	if p.Steps() != 12 || len(p.Measures) != 2 {
		t.Error("the piece itself was changed")
	}
}
