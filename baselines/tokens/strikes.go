package tokens

import "workbench/features"

// strike is what is struck in one step: the keys by duration, which have none in common.
type strike struct {
	step int
	keys [12]keySet // one for each of the durations
}

// strikes are those of a roll moved up by so many semitones, which keep it on the keyboard. A key that sounds without having been struck is struck where it begins.
func strikes(roll features.Roll, semitones int) (all []strike) {
	for t := range roll {
		var s strike
		any := false
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
			any = true
		}
		if any {
			s.step = t
			all = append(all, s)
		}
	}
	return all
}
