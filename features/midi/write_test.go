package midi

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	"workbench/features/score"
)

// The bytes follow the Standard MIDI Files specification; those of this test were written by hand from it.
func TestWriteBytes(t *testing.T) {
	s := &score.Score{
		Title:           "Étude",
		TicksPerQuarter: 480,
		Notes:           []score.Note{n(0, 480, 60), n(480, 960, 60), n(960, 960, 64)},
		Metres:          []score.MetreChange{{Tick: 0, Metre: score.Metre{Beats: 6, Unit: 8}}},
		Tempos:          []score.TempoChange{{Tick: 0, QuartersPerMinute: 100}},
		Length:          1920,
	}
	want := "MThd\x00\x00\x00\x06\x00\x00\x00\x01\x01\xE0" + // format 0, one track, 480 ticks per quarter
		"MTrk\x00\x00\x00\x3B" +
		"\x00\xFF\x03\x06Étude" +
		"\x00\xFF\x58\x04\x06\x03\x18\x08" + // 6/8, 24 clocks a click, 8 32nds a quarter
		"\x00\xFF\x51\x03\x09\x27\xC0" + // 600,000 µs a quarter
		"\x00\xC0\x00" + // piano
		"\x00\x90\x3C\x40" +
		"\x83\x60\x80\x3C\x00" + // the off before the on of the same tick
		"\x00\x90\x3C\x40" +
		"\x83\x60\x80\x3C\x00" +
		"\x00\x90\x40\x40" + "\x00\x80\x40\x00" +
		"\x87\x40\xFF\x2F\x00" // a half note later
	got, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got  % X\nwant % X", got, want)
	}
}

func TestRoundTrip(t *testing.T) {
	common := []score.Note{n(0, 480, 60)}
	var nested []score.Note // 40 notes of one key, each within the one before: 3 tracks of 15 channels
	for i := range int64(40) {
		nested = append(nested, score.Note{Start: i, End: 100 - i, Key: 60, Velocity: 64, Track: uint8(i / 15)})
	}
	for _, c := range []struct {
		name  string
		score score.Score
	}{
		{"empty", score.Score{TicksPerQuarter: 1}},
		{"silence", score.Score{TicksPerQuarter: 32767, Length: 5}},
		{"all fields", score.Score{
			Title: "Für Elise", TicksPerQuarter: 480, Length: 8000,
			Notes:  []score.Note{n(0, 480, 0), {Start: 0, End: 480, Key: 60, Velocity: 1}, {Start: 480, End: 960, Key: 127, Velocity: 127}},
			Metres: []score.MetreChange{{Tick: 0, Metre: score.Metre{Beats: 255, Unit: 64}}, {Tick: 240, Metre: score.Metre{Beats: 255, Unit: 64}}, {Tick: 7890, Metre: score.Metre{Beats: 255, Unit: 32}}},
			Keys:   []score.KeyChange{{Tick: 0, Key: score.Key{Fifths: -7}}, {Tick: 480, Key: score.Key{Fifths: 7, Minor: true}}, {Tick: 960, Key: score.Key{Minor: true}}},
			Tempos: []score.TempoChange{{Tick: 0, QuartersPerMinute: 100}, {Tick: 480, QuartersPerMinute: 60e6 / 0xFFFFFF}, {Tick: 960, QuartersPerMinute: 60e6}},
		}},
		{"silence at the end", score.Score{TicksPerQuarter: 480, Notes: common, Length: 1920}},
		{"struck again", score.Score{TicksPerQuarter: 480, Notes: []score.Note{n(0, 480, 60), n(480, 960, 60)}, Length: 960}},
		{"no length, between others", score.Score{TicksPerQuarter: 480, Notes: []score.Note{n(0, 480, 60), n(480, 480, 60), n(480, 480, 60), n(480, 960, 60)}, Length: 960}},
		{"no length, within another", score.Score{TicksPerQuarter: 480, Notes: []score.Note{n(0, 480, 60), n(240, 240, 60)}, Length: 480}},
		{"overlap", score.Score{TicksPerQuarter: 480, Notes: []score.Note{n(0, 480, 60), n(240, 960, 60)}, Length: 960}},
		{"one within the other", score.Score{TicksPerQuarter: 480, Notes: []score.Note{n(0, 960, 60), {Start: 240, End: 480, Key: 60, Velocity: 90}}, Length: 960}},
		{"one twice", score.Score{TicksPerQuarter: 480, Notes: []score.Note{n(0, 480, 60), n(0, 480, 60)}, Length: 480}},
		{"forty within each other", score.Score{TicksPerQuarter: 480, Notes: nested, Length: 100}},
		{"rest longer than a delta", score.Score{TicksPerQuarter: 480, Length: 5 * maxDelta}},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, err := Write(&c.score)
			if err != nil {
				t.Fatal(err)
			}
			got, warnings := mustRead(t, data)
			if !reflect.DeepEqual(got, &c.score) || len(warnings) != 0 {
				t.Errorf("got %+v, warnings %q\nwant %+v", got, warnings, c.score)
			}
		})
	}
}

// Write needs no order and does not change its argument.
func TestWriteUnsorted(t *testing.T) {
	sorted := &score.Score{TicksPerQuarter: 480, Notes: []score.Note{n(0, 480, 60), n(0, 480, 64), n(480, 960, 60)}}
	mixed := &score.Score{TicksPerQuarter: 480, Notes: []score.Note{n(480, 960, 60), n(0, 480, 64), n(0, 480, 60)}}
	a, errA := Write(sorted)
	b, errB := Write(mixed)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("% X, %v\n% X, %v", a, errA, b, errB)
	}
	if mixed.Notes[0] != n(480, 960, 60) {
		t.Errorf("Write changed its argument: %v", mixed.Notes)
	}
}

func TestWriteRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*score.Score)
		want   string
	}{
		{"no ticks", func(s *score.Score) { s.TicksPerQuarter = 0 }, "0 ticks per quarter"},
		{"too many ticks", func(s *score.Score) { s.TicksPerQuarter = 32768 }, "32768 ticks per quarter"},
		{"key", func(s *score.Score) { s.Notes[1].Key = 128 }, "note 2 of 2: key 128"},
		{"velocity 0", func(s *score.Score) { s.Notes[0].Velocity = 0 }, "note 1 of 2: velocity 0 of key 60"},
		{"velocity 128", func(s *score.Score) { s.Notes[0].Velocity = 128 }, "velocity 128"},
		{"start below zero", func(s *score.Score) { s.Notes[0].Start = -1 }, "starts at tick -1"},
		{"end before start", func(s *score.Score) { s.Notes[1].End = 479 }, "ends at tick 479, before its start at tick 480"},
		{"no beats", func(s *score.Score) { s.Metres[0].Beats = 0 }, "metre 0/4"},
		{"256 beats", func(s *score.Score) { s.Metres[0].Beats = 256 }, "metre 256/4"},
		{"unit", func(s *score.Score) { s.Metres[0].Unit = 6 }, "metre 4/6"},
		{"metre below zero", func(s *score.Score) { s.Metres[0].Tick = -5 }, "at tick -5"},
		{"tempo too slow", func(s *score.Score) { s.Tempos[0].QuartersPerMinute = 3.5 }, "tempo of 3.5"},
		{"tempo too fast", func(s *score.Score) { s.Tempos[0].QuartersPerMinute = 2e8 }, "tempo of 2e+08"},
		{"tempo 0", func(s *score.Score) { s.Tempos[0].QuartersPerMinute = 0 }, "tempo of 0"},
		{"tempo not a number", func(s *score.Score) { s.Tempos[0].QuartersPerMinute = math.NaN() }, "tempo of NaN"},
		{"tempo below zero", func(s *score.Score) { s.Tempos[0].Tick = -5 }, "at tick -5"},
		{"length below zero", func(s *score.Score) { s.Notes, s.Metres, s.Tempos, s.Length = nil, nil, nil, -1 }, "ends at tick -1"},
		{"absurd length", func(s *score.Score) { s.Length = math.MaxInt64 }, "ends at tick 9223372036854775807"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &score.Score{
				TicksPerQuarter: 480,
				Notes:           []score.Note{n(0, 480, 60), n(480, 960, 60)},
				Metres:          []score.MetreChange{{Metre: score.CommonTime}},
				Tempos:          []score.TempoChange{{QuartersPerMinute: 120}},
				Length:          960,
			}
			c.change(s)
			if data, err := Write(s); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("% X, error %v; want an error with %q", data, err, c.want)
			}
		})
	}
}

// A pickup has a signature of its own length, a clear key is written, and reading gives the pickup back.
func TestWritePickupAndKey(t *testing.T) {
	three := score.Metre{Beats: 3, Unit: 4}
	s := &score.Score{TicksPerQuarter: 480, Length: 480 * 11, Metres: []score.MetreChange{{Tick: 0, Metre: three}, {Tick: 480, Metre: three}}}
	for i, key := range []uint8{67, 67, 69, 71, 72, 74, 76, 78, 79, 71, 67} { // G major
		s.Notes = append(s.Notes, n(int64(i)*480, int64(i+1)*480, key))
	}
	data, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\x00\xFF\x58\x04\x01\x02\x18\x08", "\xFF\x58\x04\x03\x02\x18\x08", "\x00\xFF\x59\x02\x01\x00"} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("no % X in % X", want, data)
		}
	}
	got, warnings := mustRead(t, data)
	if !reflect.DeepEqual(got.Metres, s.Metres) || len(warnings) != 0 {
		t.Errorf("metres %v, warnings %q; want %v", got.Metres, warnings, s.Metres)
	}
	if want := []score.KeyChange{{Key: score.Key{Fifths: 1}}}; !reflect.DeepEqual(got.Keys, want) {
		t.Errorf("keys %v, want %v", got.Keys, want)
	}
}

// Metres and tempos go to a track of their own, and each name gets a track; the melody is nested in itself
// and needs 16 channels, so a second track.
func TestWriteTracks(t *testing.T) {
	s := &score.Score{Title: "Tune", TicksPerQuarter: 480, Length: 960, Tracks: []string{"Melody", "Chords"},
		Notes: []score.Note{{Start: 0, End: 480, Key: 48, Velocity: 60, Track: 1}, {Start: 480, End: 960, Key: 52, Velocity: 60, Track: 7}}}
	for i := range int64(16) {
		s.Notes = append(s.Notes, n(i, 900-i, 72))
	}
	data, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	if want := "MThd\x00\x00\x00\x06\x00\x01\x00\x04"; !bytes.HasPrefix(data, []byte(want)) {
		t.Errorf("header % X, want % X", data[:14], want)
	}
	for name, want := range map[string]int{"\xFF\x03\x04Tune": 1, "\xFF\x03\x06Melody": 2, "\xFF\x03\x06Chords": 1} {
		if got := bytes.Count(data, []byte(name)); got != want {
			t.Errorf("%q: %d times, want %d", name, got, want)
		}
	}
	got, warnings := mustRead(t, data)
	if got.Title != "Tune" || len(got.Notes) != 18 || len(warnings) != 0 {
		t.Fatalf("%q, %d notes, warnings %q", got.Title, len(got.Notes), warnings)
	}
	for _, note := range got.Notes {
		if want := uint8(2); note.Key < 60 && note.Track != want { // after the two of the melody
			t.Errorf("%+v, want track %d", note, want)
		}
	}
}
