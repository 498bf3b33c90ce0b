package metrics

import "math"

// The lags at which recurrence is looked for, in steps, inclusive. A lag is also at most half of the piece.
const (
	shortestLag = 8
	longestLag  = 128
)

// bestLag finds the lag at which a piece repeats itself most: the lag from shortestLag to longestLag steps for which
//
//	share(lag) = steps t ≥ lag whose set of sounding keys is that of step t − lag / steps t ≥ lag
//
// is largest, and of several such lags the shortest. Steps t that are silent, as step t − lag, are left out, so that
// rests do not count as repetition. Both are NaN for pieces of fewer than 16 steps and for silence.
func (s *sound) bestLag() (lag, share float64) {
	lag, share = math.NaN(), math.NaN()
	for l := shortestLag; l <= min(longestLag, len(s.sets)/2); l++ {
		equal, compared := 0, 0
		for t := l; t < len(s.sets); t++ {
			if s.keys[t] == 0 && s.keys[t-l] == 0 {
				continue
			}
			compared++
			if s.sets[t] == s.sets[t-l] {
				equal++
			}
		}
		if compared == 0 {
			continue
		}
		if v := float64(equal) / float64(compared); !(v <= share) { // share is NaN at first
			lag, share = float64(l), v
		}
	}
	return lag, share
}
