package harmony

import "workbench/features"

// setMelody sets the melody to the highest key of each step of a roll. A change to a key that sounds already
// is an onset.
func (l *lines) setMelody(roll features.Roll) {
	top, onsets := make([]int, len(roll)), make([]bool, len(roll))
	for t := range roll {
		top[t] = silent
		for n, cell := range roll[t] {
			if cell.Play() {
				top[t] = features.Lowest + n
				onsets[t] = cell.Articulate() || t == 0 || top[t] != top[t-1]
			}
		}
	}
	l.octaves = octavesInto(top)
	for t, key := range top {
		if key == silent {
			continue
		}
		l.hasMelody = true
		l.sounds[t] = int16(withinRange(key+l.octaves) - lowest)
		l.melody[t] = hold
		if onsets[t] {
			l.melody[t] = onset + l.sounds[t]
		}
	}
}

// octavesInto is the transposition by octaves, in semitones, that leaves the fewest steps outside the
// melody's keys, the smallest of several.
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

// withinRange transposes a key by octaves to the melody's keys.
func withinRange(key int) int {
	for key < lowest {
		key += 12
	}
	for key > highest {
		key -= 12
	}
	return key
}
