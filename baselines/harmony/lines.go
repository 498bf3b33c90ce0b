package harmony

import (
	"slices"

	"workbench/features"
	"workbench/features/score"
)

// silent stands for the key that sounds where none does.
const silent = -1

// lines are the two lines of a piece, step by step.
type lines struct {
	harmony []int16 // classes
	melody  []int16 // classes
	sounds  []int16 // the melody's key that sounds during the step, from 0 for the lowest, or silent
	octaves int     // semitones by which all of the melody was moved to its keys

	melodic, harmonic bool // whether the piece tells the line; otherwise it is all rest, or no chord
}

func newLines(steps int) *lines {
	l := &lines{harmony: make([]int16, steps), melody: make([]int16, steps), sounds: make([]int16, steps)}
	for i := range l.sounds {
		l.sounds[i] = silent
	}
	return l
}

// read finds the lines of a piece, as long as its roll. The melody is track 0, and of several notes at once the highest. The harmony is that of the
// chord symbols, or else of a track of chords: of the others with several notes at once, the highest that lies below the melody.
func read(p *features.Piece) *lines {
	l := newLines(p.Steps())
	if p.Played == nil {
		return l
	}
	tracks := tracksOf(p.Played.Notes)
	l.readMelody(rollOf(p, tracks[0]))
	if symbols := p.Played.Chords; len(symbols) > 0 {
		l.readSymbols(symbols, p)
	} else if chords := chordTrack(p, tracks); chords != nil {
		l.readChords(chords)
	}
	return l
}

// tracksOf parts notes by their tracks; there is a first one, though it may have none.
func tracksOf(notes []score.Note) [][]score.Note {
	tracks := make([][]score.Note, 1)
	for _, n := range notes {
		for len(tracks) <= int(n.Track) {
			tracks = append(tracks, nil)
		}
		tracks[n.Track] = append(tracks[n.Track], n)
	}
	return tracks
}

// rollOf puts notes on the grid of a piece by the rules of all pieces, up to the last of them.
func rollOf(p *features.Piece, notes []score.Note) features.Roll {
	alone, err := features.FromScore(p.Name, &score.Score{TicksPerQuarter: p.Played.TicksPerQuarter, Notes: notes}, p.StepsPerQuarter)
	if err != nil {
		return nil // none on the keyboard
	}
	return alone.Roll[:min(alone.Steps(), p.Steps())]
}

// readMelody takes the highest key of each step of a roll. Where it gives way to another that sounds already, that one counts as struck.
func (l *lines) readMelody(roll features.Roll) {
	top, struck := make([]int, len(roll)), make([]bool, len(roll))
	for t := range roll {
		top[t] = silent
		for n, cell := range roll[t] {
			if cell.Play() {
				top[t] = features.Lowest + n
				struck[t] = cell.Articulate() || t == 0 || top[t] != top[t-1]
			}
		}
	}
	l.octaves = octavesInto(top)
	for t, key := range top {
		if key == silent {
			continue
		}
		l.melodic = true
		l.sounds[t] = int16(withinRange(key+l.octaves) - lowest)
		l.melody[t] = hold
		if struck[t] {
			l.melody[t] = strike + l.sounds[t]
		}
	}
}

// octavesInto is the shift in semitones, by whole octaves, that leaves the fewest steps outside the melody's keys, the smallest of several.
func octavesInto(top []int) int {
	best, fewest := 0, len(top)+1
	for _, shift := range []int{0, 12, -12, 24, -24, 36} {
		outside := 0
		for _, key := range top {
			if key != silent && key+shift != withinRange(key+shift) {
				outside++
			}
		}
		if outside < fewest {
			best, fewest = shift, outside
		}
	}
	return best
}

// withinRange moves a key by octaves onto the melody's keys.
func withinRange(key int) int {
	for key < lowest {
		key += 12
	}
	for key > highest {
		key -= 12
	}
	return key
}

// readSymbols takes each chord from the step nearest to its symbol on; of several in one step the last.
func (l *lines) readSymbols(changes []score.ChordChange, p *features.Piece) {
	l.harmonic = true
	step := func(tick int64) int { return features.StepAt(tick, p.Played.TicksPerQuarter, p.StepsPerQuarter) }
	for i, change := range changes {
		end := len(l.harmony)
		if i+1 < len(changes) {
			end = min(end, step(changes[i+1].Tick))
		}
		class := int16(classOfSymbol(change.Symbol))
		for t := step(change.Tick); t < end; t++ {
			l.harmony[t] = class
		}
	}
}

// chordTrack finds the track of the chords as a roll; nil if there is none.
func chordTrack(p *features.Piece, tracks [][]score.Note) features.Roll {
	var best features.Roll
	highest := 0.0
	for _, notes := range tracks[1:] {
		mean := meanKey(notes)
		if len(notes) == 0 || mean >= meanKey(tracks[0]) || mean < highest {
			continue
		}
		if roll := rollOf(p, notes); slices.ContainsFunc(roll, severalSound) {
			best, highest = roll, mean
		}
	}
	return best
}

func severalSound(f features.Frame) bool {
	count := 0
	for _, cell := range f {
		if cell.Play() {
			count++
		}
	}
	return count > 1
}

// meanKey weighs every note the same.
func meanKey(notes []score.Note) float64 {
	sum := 0
	for _, n := range notes {
		sum += int(n.Key)
	}
	return float64(sum) / float64(max(len(notes), 1))
}

// readChords takes the chord of each step from what sounds together.
func (l *lines) readChords(roll features.Roll) {
	l.harmonic = true
	before := noChord
	for t := range roll {
		var set pitchClasses
		bass := 0
		for n := len(roll[t]) - 1; n >= 0; n-- {
			if roll[t][n].Play() {
				bass = (features.Lowest + n) % 12
				set.add(bass)
			}
		}
		before = classOfSet(set, bass, before)
		l.harmony[t] = int16(before)
	}
}

// fits tells whether the melody stays on its keys when it is transposed.
func (l *lines) fits(semitones int) bool {
	return !slices.ContainsFunc(l.sounds, func(key int16) bool {
		return key != silent && (int(key)+semitones < 0 || int(key)+semitones >= keys)
	})
}

// transpose moves both lines.
func (l *lines) transpose(semitones int) {
	for t := range l.melody {
		l.harmony[t] = int16(transposed(int(l.harmony[t]), semitones))
		if l.sounds[t] != silent {
			l.sounds[t] += int16(semitones)
		}
		if l.melody[t] >= strike {
			l.melody[t] += int16(semitones)
		}
	}
}
