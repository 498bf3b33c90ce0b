package tokens

import "workbench/features"

// onset is the keys with an onset in one step, by their duration. A key has one duration.
type onset struct {
	step int
	keys [len(durations)]keySet
}

// onsets are those of a roll, transposed by semitones that keep it on the keyboard. A key that sounds without
// an onset has one where it begins.
func onsets(roll features.Roll, semitones int) (all []onset) {
	for t := range roll {
		var o onset
		for n, cell := range roll[t] {
			if !cell.Play() || !cell.Articulate() && t > 0 && roll[t-1][n].Play() {
				continue
			}
			end := t + 1
			for end < len(roll) && roll[end][n] == features.Held {
				end++
			}
			d := nearestDuration(end - t)
			o.keys[d] = o.keys[d].union(keysOf(n + semitones))
		}
		if o.keys != (onset{}).keys {
			o.step = t
			all = append(all, o)
		}
	}
	return all
}
