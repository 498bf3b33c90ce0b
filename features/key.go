package features

// position is the key's number from the left, 1 to 88, divided by 88 (Deep Jammer report, section 3.1).
var position = Group{Name: "position", Help: "the key's number, divided by 88", New: fixed(1, encodePosition)}

// encodePosition writes the key's number from the left, 1 to 88, divided by 88.
func encodePosition(dst []float32, stride int, _ Past, _ Place) {
	for n := range Keys {
		dst[n*stride] = float32(n+1) / Keys
	}
}

// pitchClass is the key's pitch class (Deep Jammer report, section 3.1).
var pitchClass = Group{Name: "pitch-class", Help: "one-hot of the pitch class, C first", New: fixed(12, encodePitchClass)}

// encodePitchClass writes a one-hot of 12 with C first.
func encodePitchClass(dst []float32, stride int, _ Past, _ Place) {
	for n := range Keys {
		dst[n*stride+(n+Lowest)%12] = 1
	}
}

// register is the key's octave. Together with the pitch class it names the key.
var register = Group{Name: "register", Help: "one-hot of the octave, each from C to B", New: fixed(Octaves, encodeRegister)}

// encodeRegister writes a one-hot of the nine octaves of the keyboard, the lowest of which has three keys.
func encodeRegister(dst []float32, stride int, _ Past, _ Place) {
	for n := range Keys {
		dst[n*stride+(n+Lowest)/12-Lowest/12] = 1
	}
}
