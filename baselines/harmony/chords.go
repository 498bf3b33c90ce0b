package harmony

import (
	"slices"

	"workbench/features"
	"workbench/features/score"
)

// setSymbols sets the harmony to chord symbols, each from the step nearest to it; the last one of a step
// counts.
func (l *lines) setSymbols(changes []score.ChordChange, p *features.Piece) {
	l.hasHarmony = true
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

// setChords sets the harmony to the keys that sound together in each step of a roll.
func (l *lines) setChords(roll features.Roll) {
	l.hasHarmony = true
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

// chordTrack finds the track of the chords, as a roll; nil if there is none.
func chordTrack(p *features.Piece, tracks [][]score.Note) features.Roll {
	var best features.Roll
	highest := 0.0
	for _, notes := range tracks[1:] {
		mean := meanKey(notes)
		if len(notes) == 0 || mean >= meanKey(tracks[0]) || mean < highest {
			continue
		}
		if roll := rollOf(p, notes); slices.ContainsFunc(roll, hasChord) {
			best, highest = roll, mean
		}
	}
	return best
}

// hasChord tells whether several keys sound.
func hasChord(f features.Frame) bool {
	count := 0
	for _, cell := range f {
		if cell.Play() {
			count++
		}
	}
	return count > 1
}

// meanKey is the mean of the keys of notes, whatever their length.
func meanKey(notes []score.Note) float64 {
	sum := 0
	for _, n := range notes {
		sum += int(n.Key)
	}
	return float64(sum) / float64(max(len(notes), 1))
}

// tracksOf groups notes by their tracks. There is at least one track.
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

// rollOf is the roll of some notes of a piece, up to the last of them.
func rollOf(p *features.Piece, notes []score.Note) features.Roll {
	alone, err := features.FromScore(p.Name, &score.Score{TicksPerQuarter: p.Played.TicksPerQuarter, Notes: notes}, p.StepsPerQuarter)
	if err != nil {
		return nil // none on the keyboard
	}
	return alone.Roll[:min(alone.Steps(), p.Steps())]
}
