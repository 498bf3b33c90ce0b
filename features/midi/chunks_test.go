package midi

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// edit returns data with the bytes at i replaced.
func edit(data []byte, i int, with string) []byte {
	return append(append(bytes.Clone(data[:i]), with...), data[i+len(with):]...)
}

// riff wraps a file as .rmi files are.
func riff(file []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(file)+12))
	b = binary.LittleEndian.AppendUint32(append(b, "RMIDdata"...), uint32(len(file)))
	return append(b, file...)
}

// Faults around the tracks. Each file holds the note C once or twice; none may be lost. In the bytes of one,
// the header is 0 to 13, the first track's length 18 to 21, its events 22 to 29 and its End of Track 30 to
// 33.
func TestContainer(t *testing.T) {
	one := smfBytes(0, 96, 0, noteC)
	two := smfBytes(1, 96, 0, noteC, noteC)
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for _, c := range []struct {
		name    string
		data    []byte
		notes   int
		warning string
	}{
		{"RIFF", riff(one), 1, ""},
		{"RIFF with a pad byte", append(riff(one), 0), 1, ""},
		{"RIFF that says more than there is", edit(riff(one), 16, "\xFF\xFF\xFF\xFF"), 1, "RIFF wrapper"},
		{"bytes before the header", join(make([]byte, 128), one), 1, "128 bytes before"},
		{"bytes after the tracks", join(one, []byte("\r\n")), 1, "stray bytes"},
		{"bytes between the tracks", join(two[:34], []byte{0, 0}, two[34:]), 2, "stray bytes"},
		{"chunk of another type", join(two[:34], []byte("XFIH\x00\x00\x00\x02ab"), two[34:]), 2, ""},
		{"header of 8 bytes", join(edit(one, 4, "\x00\x00\x00\x08")[:14], []byte{0, 0}, one[14:]), 1, ""},
		{"header that says 8 and has 6", edit(one, 4, "\x00\x00\x00\x08"), 1, "header chunk"},
		{"no track promised", edit(one, 10, "\x00\x00"), 1, "says 0 tracks, the file has 1"},
		{"nine tracks promised", edit(one, 10, "\x00\x09"), 1, "says 9 tracks, the file has 1"},
		{"format 0 with two tracks", edit(two, 8, "\x00\x00"), 2, "format 0"},
		{"format 7", edit(two, 8, "\x00\x07"), 2, "unknown format 7"},
		{"length too long", edit(one, 18, "\xFF\xFF\xFF\xFF"), 1, "wrong chunk length"},
		{"length too long before another track", edit(two, 18, "\x00\x00\x00\x40"), 2, "wrong chunk length"},
		{"length too short", edit(two, 18, "\x00\x00\x00\x06"), 2, "wrong chunk length"},
		{"length zero", edit(two, 18, "\x00\x00\x00\x00"), 2, "wrong chunk length"},
		{"no End of Track", edit(one[:30], 18, "\x00\x00\x00\x08"), 1, "no End of Track (track 1)"},
		{"bytes after End of Track", edit(join(one, []byte(noteC)), 18, "\x00\x00\x00\x14"), 1, "after End of Track"},
		{"a second file", join(one, one), 1, "a second MIDI file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, warnings := mustRead(t, c.data)
			if len(s.Notes) != c.notes {
				t.Errorf("%d notes, want %d", len(s.Notes), c.notes)
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

func TestUnreadable(t *testing.T) {
	one := smfBytes(0, 96, 0, noteC)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "empty"},
		{"another format", []byte("Creative Voice File\x1A"), "no MThd"},
		{"header cut", one[:13], "after 13 of 14 bytes"},
		{"header of 4 bytes", edit(one, 4, "\x00\x00\x00\x04"), "4 bytes"},
		{"division 0", edit(one, 12, "\x00\x00"), "0 ticks per quarter"},
		{"SMPTE with 0 ticks a frame", edit(one, 12, "\xE7\x00"), "0 ticks per frame"},
		{"tracks cut off", one[:14], "says 1 tracks, the file has 0"},
		{"no status before the first data byte", smfBytes(0, 96, 0, "\x00\x3C\x40"+noteC), "without a status"},
		{"endless number", smfBytes(0, 96, 0, strings.Repeat("\xFF", 400)), "number above"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if s, _, err := Read(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, error %v; want an error with %q", s, err, c.want)
			}
		})
	}
}

// A truncated file gives an error or a warning, wherever it is cut.
func TestCutFiles(t *testing.T) {
	whole := smfBytes(1, 96, 0, tempo100+sixEight, noteC+noteC, noteC+noteC)
	for size := range len(whole) {
		if _, warnings, err := Read(whole[:size]); err == nil && len(warnings) == 0 {
			t.Errorf("cut after %d of %d bytes: neither error nor warning", size, len(whole))
		}
	}
}

// A thousand equal faults make one line with their count and first place.
func TestWarningsAreGathered(t *testing.T) {
	_, warnings := mustRead(t, smfBytes(0, 96, 0, noteC+strings.Repeat("\x01\x80\x3C\x40", 1000)))
	if want := "a note-off without note-on (1000 times, first in track 1, tick 97, key 60)"; len(warnings) != 1 || warnings[0] != want {
		t.Errorf("warnings %q, want %q", warnings, want)
	}
}
