package harmony

import (
	"slices"

	"workbench/features"
)

// silent stands for a key where none sounds.
const silent = -1

// lines are the melody and the harmony of a piece, step by step.
type lines struct {
	harmony []int16 // classes
	melody  []int16 // classes
	sounds  []int16 // the key of the melody that sounds in the step, from 0 for the lowest, or silent
	octaves int     // semitones by which the whole melody was transposed to its keys

	hasMelody, hasHarmony bool // whether the piece has them; otherwise they are all rest and no chord
}

func newLines(steps int) *lines {
	l := &lines{harmony: make([]int16, steps), melody: make([]int16, steps), sounds: make([]int16, steps)}
	for i := range l.sounds {
		l.sounds[i] = silent
	}
	return l
}

// linesOf finds the lines of a piece. The melody is track 0, the highest of several notes. The harmony is
// that of the chord symbols, or else of a track of chords: the highest of the other tracks that has several
// notes at once and is below the melody.
func linesOf(p *features.Piece) *lines {
	l := newLines(p.Steps())
	if p.Played == nil {
		return l
	}
	tracks := tracksOf(p.Played.Notes)
	l.setMelody(rollOf(p, tracks[0]))
	if symbols := p.Played.Chords; len(symbols) > 0 {
		l.setSymbols(symbols, p)
	} else if chords := chordTrack(p, tracks); chords != nil {
		l.setChords(chords)
	}
	return l
}

// fits tells whether the melody stays on its keys when it is transposed.
func (l *lines) fits(semitones int) bool {
	return !slices.ContainsFunc(l.sounds, func(key int16) bool {
		return key != silent && (int(key)+semitones < 0 || int(key)+semitones >= keys)
	})
}

// transpose transposes both lines.
func (l *lines) transpose(semitones int) {
	for t := range l.melody {
		l.harmony[t] = int16(transposed(int(l.harmony[t]), semitones))
		if l.sounds[t] != silent {
			l.sounds[t] += int16(semitones)
		}
		if l.melody[t] >= onset {
			l.melody[t] += int16(semitones)
		}
	}
}

// setStep sets the melody's class in step t, and the key that sounds.
func (l *lines) setStep(t, class int) {
	l.melody[t] = int16(class)
	switch class {
	case rest:
		l.sounds[t] = silent
	case hold:
		l.sounds[t] = l.sounds[t-1]
	default:
		l.sounds[t] = int16(class - onset)
	}
}
