package control

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"workbench/features/abc"
)

// classes is a set of pitch classes: bit 0 is C.
type classes uint16

func (s classes) has(key int) bool { return s>>(key%12)&1 == 1 }

// scales are the semitones of the scales above the tonic.
var scales = map[string][]int{
	"major": {0, 2, 4, 5, 7, 9, 11}, "ionian": {0, 2, 4, 5, 7, 9, 11}, "dorian": {0, 2, 3, 5, 7, 9, 10}, "phrygian": {0, 1, 3, 5, 7, 8, 10},
	"lydian": {0, 2, 4, 6, 7, 9, 11}, "mixolydian": {0, 2, 4, 5, 7, 9, 10}, "minor": {0, 2, 3, 5, 7, 8, 10}, "aeolian": {0, 2, 3, 5, 7, 8, 10},
	"locrian": {0, 1, 3, 5, 6, 8, 10}, "harmonic minor": {0, 2, 3, 5, 7, 8, 11}, "melodic minor": {0, 2, 3, 5, 7, 9, 11},
	"pentatonic": {0, 2, 4, 7, 9}, "minor pentatonic": {0, 3, 5, 7, 10}, "blues": {0, 3, 5, 6, 7, 10}, "whole tone": {0, 2, 4, 6, 8, 10},
}

// Scales are the names of the scales, such as dorian.
func Scales() []string { return slices.Sorted(maps.Keys(scales)) }

// parseScale reads a scale such as "D dorian".
func parseScale(text string) (classes, error) {
	tonic, rest, ok := parseNote(strings.TrimSpace(text))
	steps := scales[strings.ToLower(strings.Join(strings.Fields(rest), " "))]
	if !ok || steps == nil {
		return 0, fmt.Errorf("%q is not a scale such as \"D dorian\"; there are %s", text, strings.Join(Scales(), ", "))
	}
	return above(tonic, steps), nil
}

// above are the pitch classes of the semitones above a root, which may be below 0.
func above(root int, semitones []int) (set classes) {
	for _, s := range semitones {
		set |= 1 << (((root+s)%12 + 12) % 12)
	}
	return set
}

// A chord is what a chord symbol allows in its bar.
type chord struct {
	notes classes // all that may sound
	bass  int     // pitch class of the lowest, −1 for any
}

// parseChords reads chord symbols, one a bar, with spaces or bar lines between them, such as "Am F | C/E G7".
// N.C. leaves a bar free: all classes.
func parseChords(text string) (chords []chord, err error) {
	for _, symbol := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '|' }) {
		root, semitones, ok := abc.Chord(symbol)
		if !ok {
			return nil, fmt.Errorf("%q is not a chord symbol such as Am, F#m7, or N.C. for none", symbol)
		}
		c := chord{above(root, semitones), -1}
		if len(semitones) == 0 {
			c.notes = 1<<12 - 1
		}
		if bass, ok := abc.Bass(symbol); ok {
			c.bass = bass
			c.notes |= above(bass, []int{0})
		}
		chords = append(chords, c)
	}
	if len(chords) == 0 {
		return nil, fmt.Errorf("%q has no chord symbols", text)
	}
	return chords, nil
}
