package metrics

// Signs of a model that has left the music it learned from.
const (
	SilentSteps = 32 // steps without a key
	CrowdedKeys = 12 // keys in every step of a bar
)

// longSilence is 1 if SilentSteps or more follow each other without a key, otherwise 0.
func (s *sound) longSilence() float64 {
	return yes(s.longestRun(func(keys int) bool { return keys == 0 }) >= SilentSteps)
}

// crowded is 1 if CrowdedKeys or more sound in every step for as long as the piece's commonest bar, on a bar line or
// not, otherwise 0.
func (s *sound) crowded() float64 {
	return yes(s.longestRun(func(keys int) bool { return keys >= CrowdedKeys }) >= s.measure)
}

// longestRun is the longest stretch of steps whose number of keys has a property.
func (s *sound) longestRun(has func(keys int) bool) (longest int) {
	run := 0
	for _, keys := range s.keys {
		if !has(keys) {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
