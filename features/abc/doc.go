// Package abc reads tunebooks in ABC notation (standard 2.1, abcnotation.com/wiki/abc:standard:v2.1) into scores:
// the notes of all voices with repeats, endings and parts written out, metres, tempos, and the chord symbols as
// block chords below the tune.
//
// Layout, words and ornaments are skipped: lyrics, slurs, grace notes, decorations, annotations, and clefs
// except for octave=, transpose= and the octave sign of treble-8 or treble+15, which move the pitch. What the
// reader does not know and what affects no note gives a warning. What may affect notes is an error of that
// tune, with line and column; the other tunes of the book are still read.
//
// Choices where the standard is open, and deviations from it:
//   - an accidental is valid to the end of the measure in its own octave, as in print; [Options] and the
//     directive %%propagate-accidentals (not, octave, pitch) change that;
//   - the accidental of a note that is tied over a bar line is valid for the tied note too, in all endings;
//   - K:HP and K:Hp both sound F and C sharp, as the pipes do;
//   - Q:120 without a note value counts unit note lengths (section 10.1 of the standard);
//   - Q:1/4=100-120 is the first number of the range;
//   - a field in the body applies to the voice in which it occurs, and to all voices before the first V:;
//   - V:* applies to all voices;
//   - transpose=, %%transpose and %%MIDI transpose move notes and chord symbols;
//   - a voice with a percussion clef or on MIDI channel 10 keeps its time, but its notes are left out;
//   - each & of an overlay goes back by one bar line, and accidentals apply to their own layer;
//   - macros (m:) are not expanded: a macro that is used is an error;
//   - a part label is a point of the written time, in all voices;
//   - a tie may follow a blank, as in C -C;
//   - a chord symbol sounds until the next one, from the first voice that has any; the bass note after a slash
//     does not sound. The score also has the symbols in the order of playing. The notes of the chords are on a
//     track of their own after the voices;
//   - Y: in the header is the play order of the parts where P: is missing, as in the Nottingham tunebooks;
//   - jumps such as !D.C.! are not followed, which gives a warning;
//   - a voice without repeat signs follows the repeats of the first voice that has some;
//   - a block of text (%%begintext) that is not closed ends at the next X:, which gives a warning.
package abc

import "workbench/features/score"

// TicksPerQuarter divides the quarter note so that 128ths, and tuplets of 3, 5, 7 and 9 sixteenths, are whole
// ticks. The time inside a measure is kept as a fraction; a note of any other length starts and ends at the
// nearest tick.
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

	// Warnings are what was read but looks wrong, and what was ignored: measures that do not fill the metre,
	// voices of unequal length, marks that are not followed. Each starts with "line L, column C: ". The
	// warnings of the file header are with the first tune that could be read.
	Warnings []string

	// Err is the first error of the tune; its text starts with "line L, column C: ".
	Err error
}

// Measure is one measure of one voice, as played. A measure that a repeat splits in two is one Measure. The
// first measure is shorter than Expected if it is a pickup, and the last by as much as the pickup is long.
type Measure struct {
	Voice    string
	Number   int   // 1 for the first full measure of the voice; a pickup is 0
	Line     int   // of the tunebook, where the measure begins
	Start    int64 // ticks from the start of the piece
	Length   int64 // ticks between its bar lines
	Expected int64 // ticks of a full measure of the metre; equal to Length where there is no metre
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
