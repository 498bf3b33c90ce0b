package harmony

import (
	"math"
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/features/score"
)

// Velocities of a composition's notes: as those of tunes with chords that are read from ABC.
const (
	melodyVelocity = 80
	chordVelocity  = 60
)

// Tracks of a composition's notes.
const (
	melodyTrack = iota
	chordsTrack
)

// lowestChord is the C at which the octave of the chords begins: C3.
const lowestChord = 48

// writer writes one composition. Its lines have their length from the beginning; at is the next step to be decided.
type writer struct {
	start       *features.Piece
	piece       *features.Piece // as long as the composition, without notes
	grid        grid
	lines       *lines
	given, at   int
	temperature float64
	random      *rand.Rand
	in          []sequence.Input
	logits      []float32
}

// Write goes on from the melody and harmony of start, which are heard first. A start that tells no melody is heard as the highest key of its roll, one that
// tells no harmony without chords.
func (t *Tune) Write(primer features.Primer, steps int, temperature float64, random *rand.Rand) sequence.Writer {
	start := primer.Piece
	given := read(start)
	if !given.melodic {
		given.readMelody(start.Roll)
	}
	piece := *start
	piece.Roll, piece.Measures = make(features.Roll, start.Steps()+steps), slices.Clone(start.Measures)
	piece.ExtendMeasures()
	w := &writer{start: start, piece: &piece, grid: newGrid(&piece), lines: newLines(piece.Steps()), given: start.Steps(), temperature: temperature, random: random}
	w.lines.octaves = given.octaves
	copy(w.lines.harmony, given.harmony)
	copy(w.lines.melody, given.melody)
	copy(w.lines.sounds, given.sounds)
	if !primer.Silence && w.given > 0 {
		w.at = 1
	}
	return w
}

// Input implements [sequence.Writer].
func (w *writer) Input() (in []sequence.Input, ok bool) {
	if w.at == len(w.grid) {
		return nil, false
	}
	w.in = w.grid.inputs(w.in[:0], w.lines, w.at)
	return w.in, true
}

// Take implements [sequence.Writer]: the harmony is decided first, and the melody ends the step.
func (w *writer) Take(head int, logits []float32) int {
	l, t := w.lines, w.at
	composing := t >= w.given
	if head == harmonyHead {
		if composing {
			l.harmony[t] = int16(sequence.Draw(logits, w.temperature, w.random))
		}
		return int(l.harmony[t])
	}
	if composing {
		l.takeMelody(t, w.drawMelody(logits))
	}
	w.at++
	return int(l.melody[t])
}

// drawMelody draws a class; what does not sound cannot be held.
func (w *writer) drawMelody(logits []float32) int {
	w.logits = append(w.logits[:0], logits...)
	if w.at == 0 || w.lines.sounds[w.at-1] == silent {
		w.logits[hold] = float32(math.Inf(-1))
	}
	return sequence.Draw(w.logits, w.temperature, w.random)
}

// takeMelody puts a class into a step and keeps account of what sounds.
func (l *lines) takeMelody(t, class int) {
	l.melody[t] = int16(class)
	switch class {
	case rest:
		l.sounds[t] = silent
	case hold:
		l.sounds[t] = l.sounds[t-1]
	default:
		l.sounds[t] = int16(class - strike)
	}
}

// Piece implements [sequence.Writer]: the start as it was, and after it the melody on track 0, in the octave of the start's, and block chords on track 1. Chord
// symbols tell the harmony throughout. What has not been decided yet is rest.
func (w *writer) Piece() *features.Piece {
	p := *w.piece
	p.Articulated = true
	played := p.Score(melodyVelocity, p.Tempo) // of no notes, but with metres, tempo and length
	ticks := int64(played.TicksPerQuarter / p.StepsPerQuarter)
	played.Notes = slices.Concat(w.melodyNotes(ticks), w.otherNotes(ticks), w.chordNotes(ticks))
	score.SortNotes(played.Notes)
	for t, class := range w.lines.harmony {
		if t == 0 || class != w.lines.harmony[t-1] {
			played.Chords = append(played.Chords, score.ChordChange{Tick: int64(t) * ticks, Symbol: chordSymbol(int(class))})
		}
	}
	p.Roll = make(features.Roll, len(w.grid))
	for _, n := range played.Notes {
		sound(p.Roll, n, ticks)
	}
	copy(p.Roll, w.start.Roll)
	p.Played, p.NoteOns, p.Merged, p.OutOfRange, p.Warnings = played, len(played.Notes), 0, 0, nil
	return &p
}

// melodyNotes writes the melody out, of the start only what is struck in its roll: a melody among other voices may have been told otherwise.
func (w *writer) melodyNotes(ticks int64) (notes []score.Note) {
	for t, class := range w.lines.melody {
		if class >= strike && (t >= w.given || w.struckInStart(t, w.key(t))) {
			notes = append(notes, score.Note{Start: int64(t) * ticks, End: int64(w.end(t)) * ticks, Key: w.key(t), Velocity: melodyVelocity, Track: melodyTrack})
		}
	}
	return notes
}

func (w *writer) struckInStart(t int, key uint8) bool {
	roll, n := w.start.Roll, key-features.Lowest
	return roll[t][n].Articulate() || roll[t][n].Play() && (t == 0 || !roll[t-1][n].Play())
}

// otherNotes are those of the start's roll that are not the melody's.
func (w *writer) otherNotes(ticks int64) []score.Note {
	notes := w.start.Score(chordVelocity, w.start.Tempo).Notes
	for i := range notes {
		notes[i].Track = chordsTrack
	}
	return slices.DeleteFunc(notes, func(n score.Note) bool {
		t := int(n.Start / ticks)
		return w.lines.melody[t] >= strike && n.Key == w.key(t) && n.End <= int64(w.end(t))*ticks
	})
}

// key is the MIDI key of the melody's strike in step t.
func (w *writer) key(t int) uint8 {
	key := lowest + int(w.lines.sounds[t]) - w.lines.octaves
	for key < features.Lowest {
		key += 12
	}
	for key > features.Highest {
		key -= 12
	}
	return uint8(key)
}

// end is the step at which the melody's note struck in step t ends.
func (w *writer) end(t int) int {
	t++
	for t < len(w.lines.melody) && w.lines.melody[t] == hold {
		t++
	}
	return t
}

// chordNotes writes the composed chords out as blocks within an octave, struck where the chord changes, and anew at each measure line lest they die away.
func (w *writer) chordNotes(ticks int64) (notes []score.Note) {
	harmony := w.lines.harmony
	struck := func(t int) bool { return t == w.given || harmony[t] != harmony[t-1] || w.grid[t].begins }
	for t := w.given; t < len(harmony); t++ {
		if harmony[t] == noChord || !struck(t) {
			continue
		}
		end := t + 1
		for end < len(harmony) && !struck(end) {
			end++
		}
		for pitch := range 12 {
			if tones[harmony[t]].has(pitch) {
				notes = append(notes, score.Note{Start: int64(t) * ticks, End: int64(end) * ticks, Key: uint8(lowestChord + pitch),
					Velocity: chordVelocity, Track: chordsTrack})
			}
		}
	}
	return notes
}

// sound puts a note into a roll. A melody that strikes a key of the chord articulates it.
func sound(roll features.Roll, n score.Note, ticks int64) {
	key := n.Key - features.Lowest
	start := n.Start / ticks
	roll[start][key] = features.Struck
	for t := start + 1; t < n.End/ticks; t++ {
		roll[t][key] |= features.Held
	}
}
