package score

import (
	"iter"
	"math"
)

// Key is a key signature.
type Key struct {
	Fifths int // sharps, or flats if negative: -7 to 7
	Minor  bool
}

// The key profiles of Temperley, "What's Key for Key?" (Music Perception 17, 1999), from the tonic upwards in
// semitones.
var (
	majorProfile = [12]float64{5, 2, 3.5, 2, 4.5, 4, 2, 4.5, 2, 3.5, 1.5, 4}
	minorProfile = [12]float64{5, 2, 3.5, 4.5, 2, 4, 2, 4.5, 3.5, 2, 1.5, 4}
)

// An estimate counts as clear if the best key correlates at least this well with its profile, and better by
// the margin than every key with another signature. With these values 93 % of the 788 tunes of the Nottingham
// collection have a clear estimate, and 97 % of those have the signature that they are written in.
const (
	clearCorrelation = 0.7
	clearMargin      = 0.08
)

// Key returns the key signature at the first note: that of the source if it has one, else an estimate. ok is
// false if there is neither a signature nor a clear estimate.
func (s *Score) Key() (key Key, ok bool) {
	if len(s.Keys) == 0 {
		return EstimateKey(s.Notes)
	}
	key = s.Keys[0].Key
	for _, change := range s.Keys {
		if len(s.Notes) > 0 && change.Tick <= s.Notes[0].Start {
			key = change.Key
		}
	}
	return key, true
}

// EstimateKey estimates the key of notes by the algorithm of Krumhansl and Schmuckler: the key whose profile
// correlates best with the total duration of each pitch class. ok reports whether the estimate is clear.
func EstimateKey(notes []Note) (key Key, ok bool) {
	best, other := math.Inf(-1), math.Inf(-1) // correlation of the best key, and of the best with another signature
	for candidate, c := range KeyFits(notes) {
		switch {
		case c > best:
			if candidate.Fifths != key.Fifths || math.IsInf(best, -1) {
				other = best
			}
			key, best = candidate, c
		case candidate.Fifths != key.Fifths:
			other = max(other, c)
		}
	}
	return key, best >= clearCorrelation && best-other >= clearMargin
}

// correlation returns the correlation of durations, by pitch class, with the profile of k.
func (k Key) correlation(durations *[12]float64) float64 {
	profile, tonic := &majorProfile, k.Tonic()
	if k.Minor {
		profile = &minorProfile
	}
	var meanX, meanY float64
	for i := range 12 {
		meanX += durations[i] / 12
		meanY += profile[i] / 12
	}
	var xy, xx, yy float64
	for i := range 12 {
		x, y := durations[(i+tonic)%12]-meanX, profile[i]-meanY
		xy, xx, yy = xy+x*y, xx+x*x, yy+y*y
	}
	if xx == 0 {
		return 0
	}
	return xy / math.Sqrt(xx*yy)
}

// KeyFits yields 24 keys in their spellings of up to six accidentals, each with the correlation of its profile
// with the total duration of each pitch class, -1 to 1; 0 if all last equally long. The major and minor key of
// one signature follow each other; F sharp stands for G flat, too.
func KeyFits(notes []Note) iter.Seq2[Key, float64] {
	return func(yield func(Key, float64) bool) {
		durations := classDurations(notes)
		for fifths := -5; fifths <= 6; fifths++ {
			for _, k := range []Key{{Fifths: fifths}, {Fifths: fifths, Minor: true}} {
				if !yield(k, k.correlation(&durations)) {
					return
				}
			}
		}
	}
}

// Tonic is the pitch class of the tonic, 0 for C to 11 for B.
func (k Key) Tonic() int {
	class := 7 * k.Fifths
	if k.Minor {
		class += 9
	}
	return (class%12 + 12) % 12
}

// classDurations is the total duration of each pitch class in ticks.
func classDurations(notes []Note) (durations [12]float64) {
	for _, n := range notes {
		durations[n.Key%12] += float64(n.End - n.Start)
	}
	return durations
}
