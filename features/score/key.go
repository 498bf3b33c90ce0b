package score

import "math"

// Key is a key signature.
type Key struct {
	Fifths int  // sharps, below zero flats: -7 to 7
	Minor  bool // the mode that the source names; major where it names none
}

// KeyChange sets the key signature from Tick on.
type KeyChange struct {
	Tick int64
	Key
}

// Profiles of Krumhansl and Kessler (1982): how well each pitch class fits a key, the tonic first.
var (
	majorProfile = [12]float64{6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88}
	minorProfile = [12]float64{6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17}
)

// EstimateKey returns the key that fits the notes best by the method of Krumhansl and Schmuckler: the correlation of the time that each pitch
// class sounds with the profile of each key. margin is the lead over the best key with another signature, 0 to 2; below 0.05 the key is unclear.
// A score without notes is in C major with margin 0.
func (s *Score) EstimateKey() (key Key, margin float64) {
	var sounds [12]float64 // by pitch class
	for _, n := range s.Notes {
		sounds[n.Key%12] += float64(max(n.End-n.Start, 1))
	}
	var best [12]float64 // by signature: the number of sharps, modulo 12
	var minor [12]bool
	for sharps := range best {
		major := correlation(&sounds, &majorProfile, sharps*7%12)
		best[sharps] = correlation(&sounds, &minorProfile, (sharps*7+9)%12)
		if minor[sharps] = best[sharps] > major; !minor[sharps] {
			best[sharps] = major
		}
	}
	first, second := 0, math.Inf(-1)
	for sharps, fit := range best {
		if fit > best[first] {
			first = sharps
		}
	}
	for sharps, fit := range best {
		if sharps != first {
			second = max(second, fit)
		}
	}
	key = Key{Fifths: first, Minor: minor[first]}
	if first > 6 {
		key.Fifths -= 12
	}
	return key, best[first] - second
}

// correlation is that of two distributions of pitch classes, the profile moved up to a tonic; 0 where one of them is even.
func correlation(sounds, profile *[12]float64, tonic int) float64 {
	var meanS, meanP float64
	for i := range 12 {
		meanS += sounds[i] / 12
		meanP += profile[i] / 12
	}
	var both, varS, varP float64
	for i := range 12 {
		ds, dp := sounds[(i+tonic)%12]-meanS, profile[i]-meanP
		both += ds * dp
		varS += ds * ds
		varP += dp * dp
	}
	if varS == 0 {
		return 0
	}
	return both / math.Sqrt(varS*varP)
}
