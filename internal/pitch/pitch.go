// Package pitch names pitch classes and MIDI keys.
package pitch

import "fmt"

// Classes are the names of the twelve pitch classes, from C. Black keys are spelled as sharps.
var Classes = [12]string{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"}

// tonics are the names of major and minor keys by the pitch class of their tonic: of two spellings the one with fewer
// accidentals in the key signature, and of F# and Gb major, and D# and Eb minor, the more usual.
var tonics = map[bool][12]string{
	false: {"C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"},
	true:  {"C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"},
}

// TonalityName names a major or minor key by the pitch class of its tonic, such as "Eb major".
func TonalityName(tonic int, minor bool) string {
	mode := "major"
	if minor {
		mode = "minor"
	}
	return tonics[minor][tonic] + " " + mode
}

// KeyName names a MIDI key, 0 to 127, with its octave in scientific pitch notation: C4 is 60.
func KeyName(key int) string { return fmt.Sprintf("%s%d", Classes[key%12], key/12-1) }
