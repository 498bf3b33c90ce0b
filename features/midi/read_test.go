package midi

import (
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"testing"

	"workbench/features/score"
)

// smfBytes builds a file of the given tracks. To each track it adds an End of Track, delta ticks after the
// last event.
func smfBytes(format, division uint16, delta byte, tracks ...string) []byte {
	b := []byte("MThd\x00\x00\x00\x06")
	b = binary.BigEndian.AppendUint16(b, format)
	b = binary.BigEndian.AppendUint16(b, uint16(len(tracks)))
	b = binary.BigEndian.AppendUint16(b, division)
	for _, track := range tracks {
		track += string(delta) + "\xFF\x2F\x00"
		b = append(b, "MTrk"...)
		b = binary.BigEndian.AppendUint32(b, uint32(len(track)))
		b = append(b, track...)
	}
	return b
}

func mustRead(t *testing.T, data []byte) (*score.Score, []string) {
	t.Helper()
	s, warnings, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return s, warnings
}

// n is a note of velocity 64.
func n(start, end int64, key uint8) score.Note {
	return score.Note{Start: start, End: end, Key: key, Velocity: 64}
}

// The events are written out byte by byte: delta, status, key, velocity. 0x3C = 60 is middle C, 0x40 = 64.
func TestNotes(t *testing.T) {
	for _, c := range []struct {
		name    string
		track   string
		want    []score.Note
		warning string // a part of the only warning, "" for none
	}{
		{"held note", "\x00\x90\x3C\x40" + "\x60\x80\x3C\x40", []score.Note{n(0, 96, 60)}, ""},
		{"velocity 0 is an off", "\x00\x90\x3C\x40" + "\x60\x90\x3C\x00", []score.Note{n(0, 96, 60)}, ""},
		{"running status", "\x00\x90\x3C\x40" + "\x60\x3C\x00" + "\x00\x3E\x40" + "\x60\x3E\x00", []score.Note{n(0, 96, 60), n(96, 192, 62)}, ""},
		{"struck again at the tick of its off", "\x00\x90\x3C\x40" + "\x60\x80\x3C\x40" + "\x00\x90\x3C\x40" + "\x60\x80\x3C\x40",
			[]score.Note{n(0, 96, 60), n(96, 192, 60)}, ""},
		{"struck again before its off at that tick", "\x00\x90\x3C\x40" + "\x60\x90\x3C\x40" + "\x00\x80\x3C\x40" + "\x60\x80\x3C\x40",
			[]score.Note{n(0, 96, 60), n(96, 192, 60)}, ""},
		{"overlap: first on, first off", "\x00\x90\x3C\x40" + "\x20\x90\x3C\x40" + "\x20\x80\x3C\x40" + "\x20\x80\x3C\x40",
			[]score.Note{n(0, 64, 60), n(32, 96, 60)}, ""},
		{"one key on two channels", "\x00\x90\x3C\x40" + "\x20\x91\x3C\x40" + "\x20\x81\x3C\x40" + "\x20\x80\x3C\x40",
			[]score.Note{n(0, 96, 60), n(32, 64, 60)}, ""},
		{"no length", "\x20\x90\x3C\x40" + "\x00\x80\x3C\x40", []score.Note{n(32, 32, 60)}, ""},
		{"in order of start, then key", "\x00\x90\x40\x40" + "\x00\x90\x3C\x40" + "\x60\x80\x3C\x40" + "\x00\x80\x40\x40",
			[]score.Note{n(0, 96, 60), n(0, 96, 64)}, ""},
		{"drums are left out", "\x00\x99\x24\x40" + "\x00\x90\x3C\x40" + "\x60\x80\x3C\x40" + "\x00\x89\x24\x40", []score.Note{n(0, 96, 60)}, "left out as drums: 1"},
		{"lowest and highest key", "\x00\x90\x00\x40" + "\x00\x90\x7F\x40" + "\x60\x80\x00\x40" + "\x00\x80\x7F\x40",
			[]score.Note{n(0, 96, 0), n(0, 96, 127)}, ""},
		{"never released", "\x00\x90\x3C\x40" + "\x60\xB0\x40\x00", []score.Note{n(0, 97, 60)}, "without note-off"},
		{"off without on", "\x00\x80\x3E\x40" + "\x00\x90\x3C\x40" + "\x60\x80\x3C\x40", []score.Note{n(0, 96, 60)}, "a note-off without note-on (track 1, tick 0, key 62)"},
		{"running status after a meta event", "\x00\x90\x3C\x40" + "\x00\xFF\x01\x01a" + "\x60\x3C\x00", []score.Note{n(0, 96, 60)}, "running status"},
		{"running status after a sysex", "\x00\x90\x3C\x40" + "\x00\xF0\x02\x7E\xF7" + "\x60\x3C\x00", []score.Note{n(0, 96, 60)}, "running status"},
		{"real-time byte", "\x00\x90\x3C\x40" + "\x20\xF8" + "\x40\x80\x3C\x40", []score.Note{n(0, 96, 60)}, "system message"},
		{"song position", "\x00\x90\x3C\x40" + "\x20\xF2\x01\x02" + "\x40\x80\x3C\x40", []score.Note{n(0, 96, 60)}, "system message"},
		{"sysex in two packets", "\x00\xF0\x02\x43\x12" + "\x20\xF7\x02\x43\xF7" + "\x00\x90\x3C\x40" + "\x60\x80\x3C\x40", []score.Note{n(32, 128, 60)}, ""},
		{"velocity above 127", "\x00\x90\x3C\xC8" + "\x60\x80\x3C\x40", []score.Note{{Start: 0, End: 96, Key: 60, Velocity: 127}}, "velocity above 127"},
		{"key above 127", "\x00\x90\xC8\x40" + "\x00\x90\x3C\x40" + "\x60\x80\x3C\x40", []score.Note{n(0, 96, 60)}, "key above 127"},
		{"damage after a note", "\x00\x90\x3C\x40" + "\x60\x80\x3C\x40" + "\x00\xFF\x01\x7Fa", []score.Note{n(0, 96, 60)}, "reaches past the end of its track"},
		{"longest delta", "\xFF\xFF\xFF\x7F\x90\x3C\x40" + "\x01\x80\x3C\x40", []score.Note{n(255, 256, 60)}, "silence longer than 256 quarters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, warnings := mustRead(t, smfBytes(0, 96, 1, c.track))
			if !slices.Equal(s.Notes, c.want) {
				t.Errorf("notes %v, want %v", s.Notes, c.want)
			}
			if c.warning == "" && len(warnings) == 0 {
				return
			}
			if len(warnings) != 1 || c.warning == "" || !strings.Contains(warnings[0], c.warning) {
				t.Errorf("warnings %q, want %q", warnings, c.warning)
			}
		})
	}
}

const (
	noteC     = "\x00\x90\x3C\x40\x60\x80\x3C\x40" // 96 ticks
	tempo100  = "\x00\xFF\x51\x03\x09\x27\xC0"     // 600,000 µs
	tempo60   = "\x00\xFF\x51\x03\x0F\x42\x40"     // 1,000,000 µs
	sixEight  = "\x00\xFF\x58\x04\x06\x03\x24\x08"
	fourFour  = "\x00\xFF\x58\x04\x04\x02\x18\x08"
	threeFour = "\x00\xFF\x58\x04\x03\x02\x18\x08"
)

func TestTempos(t *testing.T) {
	for _, c := range []struct {
		name     string
		tracks   []string
		want     []score.TempoChange
		warnings int
	}{
		{"none", []string{noteC}, nil, 0},
		{"in the second track", []string{noteC, tempo100}, []score.TempoChange{{Tick: 0, QuartersPerMinute: 100}}, 0},
		{"in both, by time", []string{noteC + tempo60, tempo100}, []score.TempoChange{{Tick: 0, QuartersPerMinute: 100}, {Tick: 96, QuartersPerMinute: 60}}, 0},
		{"two at one tick", []string{tempo100 + tempo60 + noteC}, []score.TempoChange{{Tick: 0, QuartersPerMinute: 60}}, 0},
		{"zero", []string{tempo100 + "\x00\xFF\x51\x03\x00\x00\x00" + noteC}, []score.TempoChange{{Tick: 0, QuartersPerMinute: 100}}, 1},
		{"two bytes", []string{"\x00\xFF\x51\x02\x09\x27" + noteC}, nil, 1},
		{"no bytes", []string{"\x00\xFF\x51\x00" + noteC}, nil, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, warnings := mustRead(t, smfBytes(1, 96, 0, c.tracks...))
			if !slices.Equal(s.Tempos, c.want) || len(warnings) != c.warnings {
				t.Errorf("tempos %v, warnings %q; want %v and %d", s.Tempos, warnings, c.want, c.warnings)
			}
		})
	}
}

func TestMetres(t *testing.T) {
	change := func(tick int64, beats, unit int) score.MetreChange {
		return score.MetreChange{Tick: tick, Metre: score.Metre{Beats: beats, Unit: unit}}
	}
	for _, c := range []struct {
		name     string
		tracks   []string
		want     []score.MetreChange
		warnings int
	}{
		{"6/8", []string{sixEight + noteC}, []score.MetreChange{change(0, 6, 8)}, 0},
		{"in the second track, on a bar line", []string{sixEight + noteC + noteC + noteC + noteC, "\x82\x20\xFF\x01\x00" + threeFour},
			[]score.MetreChange{change(0, 6, 8), change(288, 3, 4)}, 0},
		{"in the second track, within a bar", []string{sixEight + noteC, "\x60\xFF\x01\x00" + threeFour}, []score.MetreChange{change(0, 6, 8)}, 1},
		{"another in the second track", []string{sixEight + noteC, threeFour + noteC}, []score.MetreChange{change(0, 6, 8)}, 1},
		{"the same again starts a measure", []string{sixEight + noteC + sixEight}, []score.MetreChange{change(0, 6, 8), change(96, 6, 8)}, 0},
		{"the same in every track", []string{sixEight + noteC, sixEight, sixEight}, []score.MetreChange{change(0, 6, 8)}, 0},
		{"no beats", []string{"\x00\xFF\x58\x04\x00\x02\x18\x08" + noteC}, nil, 1},
		{"64ths are the shortest unit", []string{"\x00\xFF\x58\x04\x05\x06\x18\x08" + noteC}, []score.MetreChange{change(0, 5, 64)}, 0},
		{"128ths", []string{"\x00\xFF\x58\x04\x05\x07\x18\x08" + noteC}, nil, 1},
		{"two bytes", []string{"\x00\xFF\x58\x02\x04\x02" + noteC}, nil, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, warnings := mustRead(t, smfBytes(1, 96, 0, c.tracks...))
			if !slices.Equal(s.Metres, c.want) || len(warnings) != c.warnings {
				t.Errorf("metres %v, warnings %q; want %v and %d", s.Metres, warnings, c.want, c.warnings)
			}
		})
	}
}

// One second must be two quarters. The notes lie at 96 to 192 ticks of the file.
func TestSMPTE(t *testing.T) {
	for _, c := range []struct {
		name       string
		division   uint16
		perQuarter int
		note       score.Note
	}{
		{"25 frames of 40 ticks are milliseconds", 0xE728, 500, n(96, 192, 60)},
		{"24 frames of 4", 0xE804, 48, n(96, 192, 60)},
		{"30 frames of 100", 0xE264, 1500, n(96, 192, 60)},
		{"25 frames of 1: every tick becomes two", 0xE701, 25, n(192, 384, 60)},
		{"29.97 frames of 80", 0xE350, 1200, n(96, 192, 60)},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, warnings := mustRead(t, smfBytes(0, c.division, 0, tempo60+"\x60\xFF\x01\x00"+noteC))
			if s.TicksPerQuarter != c.perQuarter || !slices.Equal(s.Notes, []score.Note{c.note}) || len(warnings) != 0 {
				t.Errorf("%d ticks a quarter, notes %v, warnings %q; want %d, %v and none", s.TicksPerQuarter, s.Notes, warnings, c.perQuarter, c.note)
			}
			if len(s.Tempos) != 0 {
				t.Errorf("tempos %v; such a file has none", s.Tempos)
			}
		})
	}
}

// 239,760 ticks of 29.97 frames of 80 are 100 s of 2,397.6 ticks, so 200 quarters of 1,200 ticks.
func TestSMPTEDropFrameDoesNotDrift(t *testing.T) {
	s, _ := mustRead(t, smfBytes(0, 0xE350, 0, "\x8E\xD1\x10\x90\x3C\x40\x00\x80\x3C\x40"))
	if want := n(240000, 240000, 60); s.Notes[0] != want {
		t.Errorf("note %v, want %v", s.Notes[0], want)
	}
}

// The second pattern begins where the first ends, in the metre and tempo by default unless it has its own.
func TestFormat2(t *testing.T) {
	s, warnings := mustRead(t, smfBytes(2, 96, 4, sixEight+tempo60+noteC, noteC+threeFour, tempo100+noteC))
	want := &score.Score{
		TicksPerQuarter: 96,
		Notes: []score.Note{n(0, 96, 60), {Start: 100, End: 196, Key: 60, Velocity: 64, Track: 1},
			{Start: 200, End: 296, Key: 60, Velocity: 64, Track: 2}},
		Metres: []score.MetreChange{{Tick: 0, Metre: score.Metre{Beats: 6, Unit: 8}}, {Tick: 100, Metre: score.CommonTime},
			{Tick: 196, Metre: score.Metre{Beats: 3, Unit: 4}}, {Tick: 200, Metre: score.CommonTime}},
		Tempos: []score.TempoChange{{Tick: 0, QuartersPerMinute: 60}, {Tick: 100, QuartersPerMinute: 120}, {Tick: 200, QuartersPerMinute: 100}},
		Length: 300,
	}
	if !reflect.DeepEqual(s, want) || len(warnings) != 0 {
		t.Errorf("got %+v, warnings %q\nwant %+v", s, warnings, want)
	}
}

// Controller 64 is the pedal, down from a value of 64. Only what changes a pedal is kept.
func TestPedals(t *testing.T) {
	const down, up = "\xB0\x40\x7F", "\xB0\x40\x00"
	at := func(tick int64, down bool) score.Pedal { return score.Pedal{Tick: tick, Down: down} }
	for _, c := range []struct {
		name   string
		format uint16
		tracks []string
		want   []score.Pedal
	}{
		{"none", 0, []string{noteC}, nil},
		{"down and up", 0, []string{"\x00" + down + noteC + "\x04" + up}, []score.Pedal{at(0, true), at(100, false)}},
		{"half a pedal", 0, []string{"\x00\xB0\x40\x3F" + "\x01\xB0\x40\x40" + "\x01\xB0\x40\x3F" + noteC}, []score.Pedal{at(1, true), at(2, false)}},
		{"a value above 127 is down", 0, []string{"\x00\xB0\x40\xFF" + noteC}, []score.Pedal{at(0, true)}},
		{"said again and again", 0, []string{"\x00" + up + "\x01" + down + "\x01\xB0\x40\x60" + noteC + "\x00" + up + "\x01" + up}, []score.Pedal{at(1, true), at(98, false)}},
		{"up and down at one tick", 0, []string{"\x00" + down + noteC + "\x00" + up + "\x00" + down}, []score.Pedal{at(0, true), at(96, false), at(96, true)}},
		{"in another track than the notes", 1, []string{noteC, "\x05" + down, "\x03" + up + "\x03" + up}, []score.Pedal{at(5, true), at(6, false)}},
		{"each channel has its own", 0, []string{"\x00" + down + "\x00\xB1\x40\x7F" + noteC + "\x00\x91\x3C\x40\x00\x81\x3C\x40"},
			[]score.Pedal{at(0, true), {Tick: 0, Channel: 1, Down: true}}},
		{"a channel without notes", 0, []string{"\x00\xB1\x40\x7F" + noteC}, nil},
		{"other controllers", 0, []string{"\x00\xB0\x42\x7F" + "\x00\xB0\x07\x7F" + noteC}, nil},
		{"the next pattern begins without", 2, []string{"\x00" + down + noteC, noteC}, []score.Pedal{at(0, true), at(96, false)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, warnings := mustRead(t, smfBytes(c.format, 96, 0, c.tracks...))
			if !slices.Equal(s.Pedals, c.want) || len(warnings) != 0 {
				t.Errorf("pedals %v, warnings %q; want %v and none", s.Pedals, warnings, c.want)
			}
		})
	}
}

// Only tracks that have notes are numbered, not those with a name or drums alone.
func TestTracks(t *testing.T) {
	s, _ := mustRead(t, smfBytes(1, 96, 0, tempo100, noteC, "\x00\x99\x24\x40\x01\x89\x24\x40", noteC))
	if len(s.Notes) != 2 || s.Notes[0].Track != 0 || s.Notes[1].Track != 1 {
		t.Errorf("notes %+v; want two, of tracks 0 and 1", s.Notes)
	}
	many := make([]string, 300)
	for i := range many {
		many[i] = noteC
	}
	s, _ = mustRead(t, smfBytes(1, 96, 0, many...))
	if got := s.Notes[299].Track; got != 255 {
		t.Errorf("the last of 300 tracks is %d, want 255", got)
	}
}

func TestTitle(t *testing.T) {
	name := func(text string) string { return "\x00\xFF\x03" + string(rune(len(text))) + text }
	for _, c := range []struct {
		name   string
		tracks []string
		want   string
	}{
		{"none", []string{noteC}, ""},
		{"UTF-8", []string{name("Für Elise") + noteC}, "Für Elise"},
		{"Latin-1", []string{name("F\xFCr Elise") + noteC}, "Für Elise"},
		{"padding", []string{name("Gnossienne \x00\x00") + noteC}, "Gnossienne"},
		{"first track with a name", []string{name(" ") + noteC, name("Right hand"), name("Left hand")}, "Right hand"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if s, _ := mustRead(t, smfBytes(1, 96, 0, c.tracks...)); s.Title != c.want {
				t.Errorf("title %q, want %q", s.Title, c.want)
			}
		})
	}
}

// appendNumber appends n, at most maxDelta, as a variable-length quantity.
func appendNumber(b []byte, n int64) []byte {
	for shift := 21; shift > 0; shift -= 7 {
		if n>>shift != 0 {
			b = append(b, byte(n>>shift)|0x80)
		}
	}
	return append(b, byte(n&0x7F))
}
