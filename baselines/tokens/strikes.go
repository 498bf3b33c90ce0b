package tokens

import "workbench/features"

// strike is what is struck in one step: keys by their duration, with none in common.
type strike struct {
	step int
	keys [len(durations)]keySet
}

// strikes are those of a roll moved up by so many semitones, which keep it on the keyboard. A key that sounds without having been struck is struck where it begins.
func strikes(roll features.Roll, semitones int) (all []strike) {
	for t := range roll {
		var s strike
		for n, cell := range roll[t] {
			if !cell.Play() || !cell.Articulate() && t > 0 && roll[t-1][n].Play() {
				continue
			}
			end := t + 1
			for end < len(roll) && roll[end][n] == features.Held {
				end++
			}
			d := nearestDuration(end - t)
			s.keys[d] = s.keys[d].with(keysOf(n + semitones))
		}
		if s.keys != (strike{}).keys {
			s.step = t
			all = append(all, s)
		}
	}
	return all
}
