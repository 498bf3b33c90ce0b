package abc

import "strings"

// chordTypes gives the semitones above the root for what may follow it.
var chordTypes = map[string][]int{
	"": {0, 4, 7}, "maj": {0, 4, 7}, "M": {0, 4, 7}, "5": {0, 7},
	"m": {0, 3, 7}, "min": {0, 3, 7}, "-": {0, 3, 7},
	"dim": {0, 3, 6}, "d": {0, 3, 6}, "o": {0, 3, 6}, "°": {0, 3, 6},
	"aug": {0, 4, 8}, "a": {0, 4, 8}, "+": {0, 4, 8},
	"sus": {0, 5, 7}, "sus4": {0, 5, 7}, "sus2": {0, 2, 7},
	"6": {0, 4, 7, 9}, "maj6": {0, 4, 7, 9}, "m6": {0, 3, 7, 9}, "min6": {0, 3, 7, 9},
	"7": {0, 4, 7, 10}, "m7": {0, 3, 7, 10}, "min7": {0, 3, 7, 10}, "-7": {0, 3, 7, 10},
	"maj7": {0, 4, 7, 11}, "M7": {0, 4, 7, 11}, "mmaj7": {0, 3, 7, 11}, "mM7": {0, 3, 7, 11},
	"dim7": {0, 3, 6, 9}, "o7": {0, 3, 6, 9}, "°7": {0, 3, 6, 9}, "m7b5": {0, 3, 6, 10}, "ø": {0, 3, 6, 10}, "ø7": {0, 3, 6, 10},
	"aug7": {0, 4, 8, 10}, "+7": {0, 4, 8, 10}, "7+": {0, 4, 8, 10}, "7#5": {0, 4, 8, 10}, "7b5": {0, 4, 6, 10},
	"7sus": {0, 5, 7, 10}, "7sus4": {0, 5, 7, 10}, "7sus2": {0, 2, 7, 10},
	"9": {0, 4, 7, 10, 14}, "m9": {0, 3, 7, 10, 14}, "maj9": {0, 4, 7, 11, 14}, "M9": {0, 4, 7, 11, 14},
	"7b9": {0, 4, 7, 10, 13}, "7#9": {0, 4, 7, 10, 15}, "9sus4": {0, 5, 7, 10, 14},
	"add9": {0, 4, 7, 14}, "add2": {0, 2, 4, 7}, "6/9": {0, 4, 7, 9, 14},
	"11": {0, 4, 7, 10, 14, 17}, "m11": {0, 3, 7, 10, 14, 17}, "13": {0, 4, 7, 10, 14, 21}, "m13": {0, 3, 7, 10, 14, 21},
}

// chordOctave is the C at which the roots of chords begin: C3 to B3.
const chordOctave = 48

// chordKeys returns the keys of a chord symbol such as F#m7: the root between C3 and B3, the rest above it. A bass
// note after a slash is read but not sounded, and brackets mark a chord as optional: it sounds. N.C. gives none. ok is false for text that is no chord symbol.
func chordKeys(text string) (keys []uint8, ok bool) {
	root, above, ok := Chord(text)
	for _, step := range above {
		keys = append(keys, uint8(chordOctave+root+step))
	}
	return keys, ok
}

// Chord returns what a chord symbol such as F#m7 means: the pitch class of its root, 0 for C to 11 for B, and the semitones of its notes above the root, which
// comes first, in a slice that is not to be changed. A bass note after a slash is read over; N.C. has no notes. ok is false for text that is no chord symbol.
func Chord(symbol string) (root int, above []int, ok bool) {
	symbol = trimChord(symbol)
	if symbol == "N.C." || symbol == "NC" || symbol == "N.C" {
		return 0, nil, true
	}
	root, rest, ok := chordRoot(symbol)
	if !ok || symbol[0] >= 'a' {
		return 0, nil, false
	}
	above, known := chordTypes[rest]
	if !known {
		name, bass, _ := strings.Cut(rest, "/")
		if above, known = chordTypes[name]; !known || !isBass(bass) {
			return 0, nil, false
		}
	}
	return root, above, true
}

// trimChord takes the blanks around a chord symbol away, and the brackets of one that is optional.
func trimChord(text string) string {
	text = strings.TrimSpace(text)
	if inner, found := strings.CutPrefix(text, "("); found {
		return strings.TrimSuffix(inner, ")")
	}
	return text
}

// isBass matches a note name; c+ is an old way to write C sharp there.
func isBass(text string) bool {
	_, rest, ok := chordRoot(text)
	return ok && (rest == "" || rest == "+")
}

// chordRoot reads a note name with # or b.
func chordRoot(text string) (pitchClass int, rest string, ok bool) {
	if text == "" {
		return 0, "", false
	}
	letter := strings.IndexByte(letters, upper(text[0]))
	if letter < 0 {
		return 0, "", false
	}
	pitchClass, rest = semitones[letter], text[1:]
	if after, found := strings.CutPrefix(rest, "#"); found {
		return (pitchClass + 1) % 12, after, true
	}
	if after, found := strings.CutPrefix(rest, "b"); found {
		return (pitchClass + 11) % 12, after, true
	}
	return pitchClass, rest, true
}
