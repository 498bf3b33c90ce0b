package control

import (
	"fmt"
	"strconv"
	"strings"

	"workbench/features"
	"workbench/internal/pitch"
)

// parseNote reads a note such as C, F# or Bb at the beginning of a text, and returns its semitones above C,
// −2 for Cbb, and the rest.
func parseNote(text string) (semitones int, rest string, ok bool) {
	const letters = "C D EF G A B"
	if text == "" || text[0] == ' ' {
		return 0, "", false
	}
	semitones = strings.IndexByte(letters, text[0]&^0x20)
	if semitones < 0 {
		return 0, "", false
	}
	for rest = text[1:]; rest != ""; rest = rest[1:] {
		switch rest[0] {
		case '#':
			semitones++
		case 'b':
			semitones--
		default:
			return semitones, rest, true
		}
	}
	return semitones, rest, true
}

// ParseKey reads a key of the piano: its name in scientific pitch notation, such as C4, F#3 or Bb2, or its
// MIDI number.
func ParseKey(text string) (int, error) {
	key, err := strconv.Atoi(text)
	if err != nil {
		semitones, rest, ok := parseNote(text)
		octave, err := strconv.Atoi(rest)
		if !ok || err != nil || octave < 0 || octave > 8 {
			return 0, fmt.Errorf("%q is not a key; write one such as C4, F#3, Bb2 or 60", text)
		}
		key = semitones + 12*(octave+1)
	}
	if key < features.Lowest || key > features.Highest {
		return 0, fmt.Errorf("%q is not on the piano, which goes from A0 to C8", text)
	}
	return key, nil
}

// ParseRange reads a range of keys such as C4-B5.
func ParseRange(text string) (r Range, err error) {
	lowest, highest, found := strings.Cut(text, "-")
	if !found {
		return r, fmt.Errorf("%q is not a range of keys such as C4-B5", text)
	}
	if r.Lowest, err = ParseKey(strings.TrimSpace(lowest)); err != nil {
		return r, err
	}
	if r.Highest, err = ParseKey(strings.TrimSpace(highest)); err != nil {
		return r, err
	}
	if r.Lowest > r.Highest {
		return r, fmt.Errorf("%q: the lower key comes first", text)
	}
	return r, nil
}

func (r Range) String() string { return pitch.KeyName(r.Lowest) + " to " + pitch.KeyName(r.Highest) }
