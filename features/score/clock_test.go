package score

import (
	"math"
	"slices"
	"testing"
)

// 480 ticks a quarter. A quarter is 0.5 s before the first change, 1 s at a tempo of 60, 0.25 s at one of 240.
func TestClock(t *testing.T) {
	for _, c := range []struct {
		name   string
		tempos []TempoChange
		at     map[int64]float64
	}{
		{"none", nil, map[int64]float64{0: 0, 480: 0.5, 4800: 5}},
		{"one", []TempoChange{{0, 60}}, map[int64]float64{0: 0, 240: 0.5, 480: 1}},
		{"a late first one", []TempoChange{{960, 60}}, map[int64]float64{480: 0.5, 960: 1, 1440: 2}},
		{"several", []TempoChange{{0, 60}, {480, 240}, {1440, 120}}, map[int64]float64{480: 1, 960: 1.25, 1440: 1.5, 1920: 2, 48000: 50}},
		{"two at one tick", []TempoChange{{0, 60}, {480, 60}, {480, 240}}, map[int64]float64{480: 1, 960: 1.25}},
	} {
		clock := (&Score{TicksPerQuarter: 480, Tempos: c.tempos}).Clock()
		for tick, want := range c.at {
			if got := clock.Seconds(tick); math.Abs(got-want) > 1e-12 {
				t.Errorf("%s: tick %d is at %v s, want %v", c.name, tick, got, want)
			}
			if got := clock.Tick(want); got != tick {
				t.Errorf("%s: %v s is tick %d, want %d", c.name, want, got, tick)
			}
		}
	}
}

// At the default tempo a tick of 480 is 1/960 s: 0.01 s is 9.6 ticks, and goes to the tenth.
func TestClockRounds(t *testing.T) {
	clock := (&Score{TicksPerQuarter: 480}).Clock()
	if got := clock.Tick(0.01); got != 10 {
		t.Errorf("0.01 s is tick %d, want 10", got)
	}
}

// A tempo one tick after zero, as some programs write it, is in effect at a later first note; one in the
// middle of the piece is not.
func TestFirstTempo(t *testing.T) {
	for _, c := range []struct {
		name   string
		first  int64 // tick of the first note
		tempos []TempoChange
		want   float64
	}{
		{"none", 0, nil, DefaultTempo},
		{"at the beginning", 0, []TempoChange{{0, 60}, {480, 240}}, 60},
		{"in the middle only", 0, []TempoChange{{480, 60}}, DefaultTempo},
		{"a tick late, before the first note", 480, []TempoChange{{1, 60}, {481, 240}}, 60},
		{"changed during the rest before the first note", 480, []TempoChange{{0, 60}, {480, 240}}, 240},
	} {
		s := &Score{TicksPerQuarter: 480, Notes: []Note{{Start: c.first, End: c.first + 480, Key: 60}}, Tempos: c.tempos}
		if got := s.FirstTempo(); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if got := (&Score{Tempos: []TempoChange{{0, 60}, {480, 240}}}).FirstTempo(); got != 60 {
		t.Errorf("without notes: %v, want 60", got)
	}
}

// A piece of 960 ticks a quarter continues one of 480 that changes its tempo at its second quarter and in its
// third.
func TestTemposUntil(t *testing.T) {
	prompt := &Score{TicksPerQuarter: 480, Tempos: []TempoChange{{0, 90}, {480, 60}, {1200, 50}}}
	for _, c := range []struct {
		name  string
		score *Score
		end   int64
		after float64
		want  []TempoChange
	}{
		{"all", prompt, 1920, 120, []TempoChange{{0, 90}, {960, 60}, {2400, 50}, {3840, 120}}},
		{"a part", prompt, 960, 120, []TempoChange{{0, 90}, {960, 60}, {1920, 120}}},
		{"the same tempo goes on", prompt, 960, 60, []TempoChange{{0, 90}, {960, 60}}},
		{"nothing", prompt, 0, 100, []TempoChange{{0, 100}}},
		{"no tempo", &Score{TicksPerQuarter: 480}, 480, 100, []TempoChange{{0, DefaultTempo}, {960, 100}}},
	} {
		if got := c.score.TemposUntil(c.end, 960, c.after); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// A ritardando at the end is not the tempo in which a piece goes on.
func TestMedianTempo(t *testing.T) {
	slowing := &Score{TicksPerQuarter: 480, Tempos: []TempoChange{{0, 60}, {480, 100}, {2400, 80}, {2880, 50}}}
	for _, c := range []struct {
		from, end int64
		want      float64
	}{{480, 3360, 100}, {0, 480, 60}, {2400, 3360, 80}, {0, 0, 60}} {
		if got := slowing.MedianTempo(c.from, c.end); got != c.want {
			t.Errorf("ticks %d to %d: %v, want %v", c.from, c.end, got, c.want)
		}
	}
	if got := new(Score).MedianTempo(0, 100); got != DefaultTempo {
		t.Errorf("without a tempo: %v", got)
	}
}
