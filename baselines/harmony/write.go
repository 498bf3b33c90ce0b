package harmony

import (
	"cmp"
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
	piece       *features.Piece // without notes
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
func (t *Tune) Write(start *features.Piece, steps int, temperature float64, random *rand.Rand) sequence.Writer {
	given := read(start)
	if !given.melodic {
		given.readMelody(start.Roll)
	}
	piece := *start
	piece.Roll, piece.Measures = make(features.Roll, start.Steps()+steps), slices.Clone(start.Measures)
	piece.ExtendMeasures()
	w := &writer{piece: &piece, grid: newGrid(&piece), lines: newLines(piece.Steps()), given: start.Steps(), temperature: temperature, random: random}
	copy(w.lines.harmony, given.harmony)
	copy(w.lines.melody, given.melody)
	copy(w.lines.sounds, given.sounds)
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

// Piece implements [sequence.Writer]: the melody on track 0, and the chords on track 1 and as symbols. What has not been decided yet is rest.
func (w *writer) Piece() *features.Piece {
	p := *w.piece
	p.Roll, p.Articulated = make(features.Roll, len(w.grid)), true
	played := p.Score(melodyVelocity, p.Tempo) // of no notes, but with metres, tempo and length
	ticks := int64(played.TicksPerQuarter / p.StepsPerQuarter)
	played.Notes = append(w.lines.melodyNotes(ticks), w.chordNotes(ticks)...)
	slices.SortStableFunc(played.Notes, func(a, b score.Note) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Key, b.Key))
	})
	for t, class := range w.lines.harmony {
		if t == 0 || class != w.lines.harmony[t-1] {
			played.Chords = append(played.Chords, score.ChordChange{Tick: int64(t) * ticks, Symbol: chordSymbol(int(class))})
		}
	}
	for _, n := range played.Notes {
		sound(p.Roll, n, ticks)
	}
	p.Played, p.NoteOns, p.Merged, p.OutOfRange, p.Warnings = played, len(played.Notes), 0, 0, nil
	return &p
}

// melodyNotes writes the melody out.
func (l *lines) melodyNotes(ticks int64) (notes []score.Note) {
	for t, class := range l.melody {
		if class < strike {
			continue
		}
		end := t + 1
		for end < len(l.melody) && l.melody[end] == hold {
			end++
		}
		notes = append(notes, score.Note{Start: int64(t) * ticks, End: int64(end) * ticks, Key: uint8(lowest + class - strike),
			Velocity: melodyVelocity, Track: melodyTrack})
	}
	return notes
}

// chordNotes writes the chords out as blocks within an octave, struck where the chord changes, and anew at each measure line lest they die away.
func (w *writer) chordNotes(ticks int64) (notes []score.Note) {
	harmony := w.lines.harmony
	struck := func(t int) bool { return t == 0 || harmony[t] != harmony[t-1] || w.grid[t].begins }
	for t, class := range harmony {
		if class == noChord || !struck(t) {
			continue
		}
		end := t + 1
		for end < len(harmony) && !struck(end) {
			end++
		}
		for pitch := range 12 {
			if tones[class].has(pitch) {
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
