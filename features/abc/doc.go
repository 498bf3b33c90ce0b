// Package abc reads tunebooks in ABC notation (standard 2.1, abcnotation.com/wiki/abc:standard:v2.1) into
// scores: the notes of all voices with repeats, endings and parts written out, metres, tempos, and the chord
// symbols as block chords below the tune.
//
// Layout, words and ornaments are read over: lyrics, slurs, grace notes, decorations, annotations, clefs
// (but for octave=, transpose= and the 8 of treble-8, which move the pitch). What the reader does not know
// becomes the error of that tune, with line and column; the other tunes of the book are read all the same.
//
// Where the standard leaves a choice, or this reader departs from it:
//   - an accidental lasts to the end of the measure in its own octave, as in print; the directive
//     %%propagate-accidentals (not, octave, pitch) changes that;
//   - an accidental of a note tied over a bar line holds for the tied note;
//   - K:HP and K:Hp both sound F and C sharp, as the pipes do;
//   - Q:120 without a note value counts unit note lengths (section 10.1 of the standard);
//   - a field in the body holds for the voice it stands in, and for all voices before the first V:;
//   - a part label stands at one point of the written time, in all voices;
//   - a tie may stand before a blank, as in C -C;
//   - a chord symbol sounds until the next one, from the first voice that has any; the bass note after a slash does not;
//     the score has the symbols too, in the order of playing, and their notes on a track of their own after the voices;
//   - Y: in the header is the play order of the parts where P: is not, as in the Nottingham tunebooks;
//   - jumps such as !D.C.! are not followed, which gives a warning;
//   - a voice without repeat signs follows the repeats of the first voice that has some;
//   - a block of text (%%begintext) that is not closed ends at the next X:, which gives a warning.
package abc

import "workbench/features/score"

// TicksPerQuarter divides the quarter note so that 128ths, and tuplets of 3, 5, 7 and 9 sixteenths, are whole
// ticks. The time inside a measure is kept as a fraction; a note of any other length starts and ends at the nearest tick.
const TicksPerQuarter = 10080

const wholeNote = 4 * TicksPerQuarter

// Velocities of the notes of a voice, and of the chords that stand for chord symbols.
const (
	NoteVelocity  = 80
	ChordVelocity = 60
)

// Tune is one tune of a book.
type Tune struct {
	Number string       // the X: field
	Line   int          // line of the X: field, from 1
	Score  *score.Score // nil if Err is set

	// Measures are those of each voice as played, voice by voice.
	Measures []Measure

	// Warnings name, with line and column, what was read but looks wrong: measures that do not fill
	// the metre, voices of unequal length, marks that are not followed. Those of the file header are with
	// the first tune that could be read.
	Warnings []string

	// Err is the first problem of the tune; its text starts with "line L, column C: ".
	Err error
}

// Measure is one measure of one voice, as played. A measure that a repeat splits in two is one Measure.
// The first measure is shorter than Expected if it is a pickup, and the last by as much as the pickup is long.
type Measure struct {
	Voice    string
	Number   int   // 1 for the first full measure of the voice; a pickup is 0
	Line     int   // of the tunebook, where the measure begins
	Start    int64 // ticks from the start of the piece
	Length   int64 // ticks between its bar lines
	Expected int64 // ticks that the metre asks for; equal to Length where there is no metre
}

// Read reads all tunes of a tunebook with the default [Options].
func Read(data []byte) ([]Tune, error) { return Options{}.Read(data) }

// readTune reads a tune after the file header, whose problem, if it has one, is that of every tune.
func readTune(header *reader, problem error, lines []line) Tune {
	r := header.ofTune(lines[0])
	err := problem
	if err == nil {
		err = r.read(lines)
	}
	if err == nil {
		err = r.play()
	}
	if err != nil {
		r.tune.Err, r.tune.Measures = err, nil
	}
	return r.tune
}
