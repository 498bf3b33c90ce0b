package abc

import (
	"slices"
	"strings"
)

// chordTypes gives the semitones above the root for what may follow it.
var chordTypes = map[string][]int{
	"": {0, 4, 7}, "maj": {0, 4, 7}, "M": {0, 4, 7}, "5": {0, 7},
	"m": {0, 3, 7}, "-": {0, 3, 7},
	"dim": {0, 3, 6}, "d": {0, 3, 6}, "o": {0, 3, 6},
	"aug": {0, 4, 8}, "a": {0, 4, 8}, "+": {0, 4, 8},
	"6": {0, 4, 7, 9}, "maj6": {0, 4, 7, 9}, "M6": {0, 4, 7, 9}, "m6": {0, 3, 7, 9}, "-6": {0, 3, 7, 9},
	"7": {0, 4, 7, 10}, "m7": {0, 3, 7, 10}, "-7": {0, 3, 7, 10},
	"maj7": {0, 4, 7, 11}, "M7": {0, 4, 7, 11}, "mmaj7": {0, 3, 7, 11}, "mM7": {0, 3, 7, 11},
	"dim7": {0, 3, 6, 9}, "o7": {0, 3, 6, 9}, "ø": {0, 3, 6, 10}, "ø7": {0, 3, 6, 10},
	"aug7": {0, 4, 8, 10}, "+7": {0, 4, 8, 10}, "7+": {0, 4, 8, 10},
	"9": {0, 4, 7, 10, 14}, "m9": {0, 3, 7, 10, 14}, "-9": {0, 3, 7, 10, 14},
	"maj9": {0, 4, 7, 11, 14}, "M9": {0, 4, 7, 11, 14}, "mmaj9": {0, 3, 7, 11, 14},
	"6/9": {0, 4, 7, 9, 14}, "69": {0, 4, 7, 9, 14}, "m6/9": {0, 3, 7, 9, 14}, "m69": {0, 3, 7, 9, 14},
	"11": {0, 4, 7, 10, 14, 17}, "m11": {0, 3, 7, 10, 14, 17}, "maj11": {0, 4, 7, 11, 14, 17},
	"13": {0, 4, 7, 10, 14, 21}, "m13": {0, 3, 7, 10, 14, 21}, "maj13": {0, 4, 7, 11, 14, 21},
}

// chordSpellings turn other common spellings into those of chordTypes and alterations, longest first.
var chordSpellings = strings.NewReplacer(
	"♭", "b", "♯", "#", "Δ7", "maj7", "Δ9", "maj9", "Δ", "maj7", "△7", "maj7", "△9", "maj9", "△", "maj7",
	"Ø", "ø", "°", "o", "º", "o", "−", "-", "major", "maj", "Major", "maj", "minor", "m", "Minor", "m",
	"maj", "maj", "Maj", "maj", "MAJ", "maj", "Ma", "maj", "ma", "maj",
	"min", "m", "Min", "m", "MIN", "m", "mi", "m", "Mi", "m",
	"(", "", ")", "", ",", "",
)

// alteration is an ending of a chord symbol that changes the chord before it.
type alteration struct {
	ending string
	remove []int // semitones above the root
	add    []int
}

// alterations are tried in this order, so that 7sus4 is not read as an added 4.
var alterations = []alteration{
	{"sus2", []int{3, 4}, []int{2}}, {"sus4", []int{3, 4}, []int{5}}, {"sus", []int{3, 4}, []int{5}},
	{"add11", nil, []int{17}}, {"add13", nil, []int{21}}, {"add2", nil, []int{2}}, {"add4", nil, []int{5}},
	{"add6", nil, []int{9}}, {"add9", nil, []int{14}}, {"no3", []int{3, 4}, nil}, {"no5", []int{7}, nil},
	{"#11", nil, []int{18}}, {"+11", nil, []int{18}}, {"b13", nil, []int{20}},
	{"b5", []int{7}, []int{6}}, {"#5", []int{7}, []int{8}}, {"b9", []int{14}, []int{13}}, {"#9", []int{14}, []int{15}},
	{"-5", []int{7}, []int{6}}, {"+5", []int{7}, []int{8}}, {"-9", []int{14}, []int{13}}, {"+9", []int{14}, []int{15}},
}

// chordType returns the semitones above the root for a spelling such as 7, Maj7 or m7(b5), in a slice that is
// not to be changed.
func chordType(spelling string) (above []int, ok bool) {
	if above, ok = chordTypes[spelling]; ok {
		return above, true
	}
	return alteredChord(chordSpellings.Replace(spelling), maxAlterations)
}

// maxAlterations bounds how many alterations a chord symbol may have.
const maxAlterations = 4

func alteredChord(name string, most int) (above []int, ok bool) {
	if above, ok = chordTypes[name]; ok || most == 0 {
		return above, ok
	}
	for _, a := range alterations {
		base, found := strings.CutSuffix(name, a.ending)
		if !found {
			continue
		}
		if above, ok = alteredChord(base, most-1); ok {
			above = slices.DeleteFunc(slices.Clone(above), func(step int) bool { return slices.Contains(a.remove, step) })
			above = append(above, a.add...)
			slices.Sort(above)
			return slices.Compact(above), true
		}
	}
	return nil, false
}

// chordOctave is the C at which the roots of chords begin: C3 to B3.
const chordOctave = 48

// chordKeys returns the keys of a chord symbol such as F#m7: the root between C3 and B3, the rest above it. A
// bass note after a slash is read but not sounded, and brackets mark a chord as optional: it sounds. N.C.
// gives none. ok is false for text that is no chord symbol.
func chordKeys(text string) (keys []uint8, ok bool) {
	root, above, ok := Chord(text)
	for _, step := range above {
		keys = append(keys, uint8(chordOctave+root+step))
	}
	return keys, ok
}

// Chord returns what a chord symbol such as F#m7 means: the pitch class of its root, 0 for C to 11 for B, and
// the semitones of its notes above the root, which comes first, in a slice that is not to be changed. A bass
// note after a slash is left to [Bass]; N.C. has no notes. ok is false for text that is no chord symbol.
func Chord(symbol string) (root int, above []int, ok bool) {
	symbol = trimChord(symbol)
	if noChord(symbol) {
		return 0, nil, true
	}
	root, rest, ok := chordRoot(symbol)
	if !ok || symbol[0] >= 'a' {
		return 0, nil, false
	}
	name, _ := splitBass(rest)
	above, ok = chordType(name)
	if !ok {
		return 0, nil, false
	}
	return root, above, true
}

// Bass returns the pitch class of the bass note after the slash of a chord symbol such as C/E. ok is false where there
// is none.
func Bass(symbol string) (pitchClass int, ok bool) {
	_, rest, ok := chordRoot(trimChord(symbol))
	if !ok {
		return 0, false
	}
	if _, bass := splitBass(rest); bass != "" {
		pitchClass, sign, ok := chordRoot(bass)
		if sign == "+" {
			pitchClass = (pitchClass + 1) % 12
		}
		return pitchClass, ok
	}
	return 0, false
}

func noChord(symbol string) bool { return symbol == "N.C." || symbol == "NC" || symbol == "N.C" }

// trimChord removes the blanks around a chord symbol, and the brackets of one that is optional.
func trimChord(text string) string {
	text = strings.TrimSpace(text)
	if inner, found := strings.CutPrefix(text, "("); found {
		return strings.TrimSuffix(inner, ")")
	}
	return text
}

// splitBass splits what follows the root into the type of the chord and the bass note after the slash, empty
// if there is none. The slash of 6/9 is no such slash; c+ is an old way to write C sharp.
func splitBass(rest string) (name, bass string) {
	slash := strings.LastIndexByte(rest, '/')
	if slash < 0 {
		return rest, ""
	}
	bass = rest[slash+1:]
	if _, after, ok := chordRoot(bass); !ok || after != "" && after != "+" {
		return rest, ""
	}
	return rest[:slash], bass
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
	for sign, shift := range accidentalSigns {
		if after, found := strings.CutPrefix(rest, sign); found {
			return (pitchClass + shift) % 12, after, true
		}
	}
	return pitchClass, rest, true
}

// accidentalSigns are the accidentals of a note name, and what they add to its pitch class.
var accidentalSigns = map[string]int{"#": 1, "♯": 1, "b": 11, "♭": 11}

// noteNames spell the roots of transposed chords.
var noteNames = [12]string{"C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"}

// transposeChord moves a chord symbol by semitones. Text that is no chord symbol stays as it is.
func transposeChord(text string, by int) string {
	symbol := trimChord(text)
	if by = (by%12 + 12) % 12; by == 0 || noChord(symbol) {
		return symbol
	}
	root, rest, ok := chordRoot(symbol)
	if !ok {
		return symbol
	}
	name, bass := splitBass(rest)
	symbol = noteNames[(root+by)%12] + name
	if bass == "" {
		return symbol
	}
	pitchClass, _ := Bass(text)
	return symbol + "/" + noteNames[(pitchClass+by)%12]
}
