package features

// pitchClass is the key's pitch class (Deep Jammer report, section 3.1).
var pitchClass = Group{Name: "pitch-class", Help: "one-hot of the pitch class, C first", New: fixed(12, encodePitchClass)}

// encodePitchClass writes a one-hot of 12 with C first.
func encodePitchClass(dst []float32, stride int, _ Past, _ Place) {
	for n := range Keys {
		dst[n*stride+(n+Lowest)%12] = 1
	}
}
