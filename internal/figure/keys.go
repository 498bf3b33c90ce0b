package figure

import "workbench/internal/pitch"

// pitchClass counts semitones from C, 0 to 11.
func pitchClass(key int) int { return (key + lowestKey) % 12 }

func isBlack(key int) bool {
	switch pitchClass(key) {
	case 1, 3, 6, 8, 10:
		return true
	}
	return false
}

// keyName is the name in scientific pitch notation: middle C, MIDI number 60, is C4.
func keyName(key int) string { return pitch.KeyName(key + lowestKey) }

// keyRange is a range of keys, both ends included. Without a key it is empty: low > high.
type keyRange struct{ low, high int }

var noKeys = keyRange{low: 88, high: -1}

func (k keyRange) empty() bool { return k.low > k.high }
func (k keyRange) count() int  { return k.high - k.low + 1 }

func (k keyRange) union(other keyRange) keyRange {
	return keyRange{min(k.low, other.low), max(k.high, other.high)}
}

// sounding is the range of the keys that sound in steps from to to-1.
func (r *Roll) sounding(from, to int) keyRange {
	used := noKeys
	for step := from; step < to; step++ {
		for key := range r.Keys {
			if play, _ := r.Cell(step, key); play {
				used = used.union(keyRange{key, key})
			}
		}
	}
	return used
}

// octaves widens what sounds to whole octaves, C to B, and to at least three of them, within a
// keyboard of a given number of keys. Silence gives the three octaves from C3.
func octaves(used keyRange, keys int) keyRange {
	const fewest = 36
	if used.empty() {
		used = keyRange{60 - lowestKey, 60 - lowestKey}
	}
	low := used.low - pitchClass(used.low)
	high := used.high + 11 - pitchClass(used.high)
	for min(high, keys-1)-max(low, 0)+1 < min(fewest, keys) {
		if low > 0 && (used.low-low <= high-used.high || high >= keys-1) {
			low -= 12
		} else {
			high += 12
		}
	}
	return keyRange{max(low, 0), min(high, keys-1)}
}

// shown is the range of keys in the figure of a roll whose notes span used.
func (r *Roll) shown(used keyRange) keyRange {
	if r.AllKeys {
		return keyRange{0, r.Keys - 1}
	}
	return octaves(used, r.Keys)
}
