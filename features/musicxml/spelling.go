package musicxml

import "workbench/features/score"

// pitch is a key as it is written.
type pitch struct {
	step   byte // C to B
	alter  int
	octave int
}

// fifthSteps are the letters in order of fifths; F is at −1, C at 0.
const fifthSteps = "FCGDAEB"

var stepSemitones = map[byte]int{'C': 0, 'D': 2, 'E': 4, 'F': 5, 'G': 7, 'A': 9, 'B': 11}

// spell writes a key of the keyboard in a key signature. Of its names it takes the one within the twelve
// fifths from three below the tonic of a major key to eight above, which in C are E♭ to G♯; in minor from two
// below the tonic of the parallel major, which in A minor are B♭ to D♯.
func spell(key uint8, in score.Key) pitch {
	lowest := in.Fifths - 3
	if in.Minor {
		lowest++
	}
	fifth := lowest
	for (fifth*7-int(key))%12 != 0 {
		fifth++
	}
	if key == 12 && fifth == 12 { // B♯ would lie below the lowest octave of MusicXML
		fifth = 0
	}
	// −1 is F, and seven fifths up is the same letter with a sharp more.
	alter := floorDiv(fifth+1, 7)
	p := pitch{step: fifthSteps[fifth+1-7*alter], alter: alter}
	p.octave = (int(key)-alter-stepSemitones[p.step])/12 - 1
	return p
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// inSignature is the alteration of a letter by a key signature.
func inSignature(step byte, in score.Key) int {
	for i := range len(fifthSteps) {
		if fifthSteps[i] == step {
			return floorDiv(in.Fifths-i+6, 7)
		}
	}
	panic("musicxml: no such step")
}

// accidentals tells which notes of a measure and staff need an accidental.
type accidentals struct {
	in  score.Key
	now map[pitch]int // alteration of a letter in an octave, by a pitch with alter 0
}

// accidentalNames by alteration, from −2.
var accidentalNames = [...]string{"flat-flat", "flat", "natural", "sharp", "double-sharp"}

// mark returns the name of the accidental that p needs, empty if it needs none. A note tied to the one before
// needs none.
func (a *accidentals) mark(p pitch, tied bool) string {
	place := pitch{step: p.step, octave: p.octave}
	before, ok := a.now[place]
	if !ok {
		before = inSignature(p.step, a.in)
	}
	if tied || before == p.alter {
		return ""
	}
	a.now[place] = p.alter
	return accidentalNames[p.alter+2]
}
