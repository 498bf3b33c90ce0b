package midi

import (
	"slices"
	"testing"
)

// Events are written as their ticks, negative for note-offs; off0 is a note-off at tick 0.
func TestPair(t *testing.T) {
	const off0 = -1 << 40
	for _, c := range []struct {
		name   string
		events []int64
		want   []keyNote
		faults []string
	}{
		{"in order", []int64{0, -10, 20, -30}, []keyNote{{0, 10, 1}, {20, 30, 1}}, nil},
		{"first in, first out", []int64{0, 10, -20, -30}, []keyNote{{0, 20, 1}, {10, 30, 1}}, nil},
		{"doubled", []int64{0, 0, -10, -10, 10, 10, -20, -20}, []keyNote{{0, 10, 1}, {0, 10, 1}, {10, 20, 1}, {10, 20, 1}}, nil},
		{"legato, note-off first", []int64{0, -10, 10, -20}, []keyNote{{0, 10, 1}, {10, 20, 1}}, nil},
		{"legato, note-on first", []int64{0, 10, -10, 20, -20, -30}, []keyNote{{0, 10, 1}, {10, 20, 1}, {20, 30, 1}}, nil},
		{"one missing", []int64{0, 10, -20, 30, -40}, []keyNote{{0, 10, 1}, {10, 20, 1}, {30, 40, 1}}, []string{faultNoOff}},
		{"one missing, after an overlap", []int64{0, 10, -20, -30, 40, 50, -60},
			[]keyNote{{0, 20, 1}, {10, 30, 1}, {40, 50, 1}, {50, 60, 1}}, []string{faultNoOff}},
		{"one missing in legato, note-on first", []int64{0, 10, -10, 20, -20}, []keyNote{{0, 10, 1}, {10, 20, 1}, {20, 20, 1}}, nil},
		{"one missing of a doubled note", []int64{0, 0, -10, 20, -30}, []keyNote{{0, 0, 1}, {0, 10, 1}, {20, 30, 1}}, []string{faultNoOff}},
		{"the last one missing", []int64{0, -10, 20}, []keyNote{{0, 10, 1}, {20, 20, 1}}, nil},
		{"shorter than a tick", []int64{off0, 0, 20, -30}, []keyNote{{0, 0, 1}, {20, 30, 1}}, []string{faultEarly}},
		{"shorter than a tick, alone", []int64{-10, 10}, []keyNote{{10, 10, 1}}, []string{faultEarly}},
		{"shorter than a tick, twice", []int64{-10, 10, -20, 20}, []keyNote{{10, 10, 1}, {20, 20, 1}}, []string{faultEarly, faultEarly}},
		{"shorter than a tick, at the end of another", []int64{0, -10, -10, 10, 20, -30}, []keyNote{{0, 10, 1}, {10, 10, 1}, {20, 30, 1}}, []string{faultEarly}},
		{"a note-off too many", []int64{-5, 10, -20}, []keyNote{{10, 20, 1}}, []string{faultNoOn}},
		{"a note-off too many, at the next note-on", []int64{0, -10, -10, 10, -20}, []keyNote{{0, 10, 1}, {10, 20, 1}}, []string{faultNoOn}},
		{"all keys released at the end", []int64{off0, 0, 20, -30, -90}, []keyNote{{0, 0, 1}, {20, 30, 1}}, []string{faultEarly, faultNoOn}},
		{"only note-offs", []int64{-5, -6}, nil, []string{faultNoOn, faultNoOn}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var events []keyEvent
			for _, tick := range c.events {
				switch {
				case tick == off0:
					events = append(events, keyEvent{0, 0})
				case tick < 0:
					events = append(events, keyEvent{-tick, 0})
				default:
					events = append(events, keyEvent{tick, 1})
				}
			}
			p := pair(events)
			var faults []string
			for _, f := range p.faults {
				faults = append(faults, f.fault)
			}
			if !slices.Equal(p.notes, c.want) || !slices.Equal(faults, c.faults) {
				t.Errorf("notes %v, faults %q; want %v, %q", p.notes, faults, c.want, c.faults)
			}
		})
	}
}

// A quarter is 1 tick: open notes last at most 4.
func TestBound(t *testing.T) {
	for _, c := range []struct {
		name  string
		notes []keyNote
		open  []int
		end   int64
		want  []keyNote
	}{
		{"open, to the end of the track", []keyNote{{0, 0, 1}}, []int{0}, 3, []keyNote{{0, 3, 1}}},
		{"open, distant end of the track", []keyNote{{0, 0, 1}}, []int{0}, 1 << 30, []keyNote{{0, 4, 1}}},
	} {
		p := &pairing{notes: slices.Clone(c.notes), open: c.open}
		if p.bound(c.end, 1); !slices.Equal(p.notes, c.want) {
			t.Errorf("%s: %v, want %v", c.name, p.notes, c.want)
		}
	}
}
