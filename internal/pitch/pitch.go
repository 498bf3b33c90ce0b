// Package pitch names pitch classes and MIDI keys.
package pitch

import "fmt"

// Classes are the names of the twelve pitch classes, from C. Black keys are spelled as sharps.
var Classes = [12]string{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"}

// KeyName names a MIDI key, 0 to 127, with its octave in scientific pitch notation: C4 is 60.
func KeyName(key int) string { return fmt.Sprintf("%s%d", Classes[key%12], key/12-1) }
