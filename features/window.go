package features

// window is vicinity without articulate (Johnson 2017, section 3).
var window = Group{
	Name: "window",
	Help: "play of the 25 keys from an octave below to an octave above",
	New:  fixed(2*reach+1, encodeWindow),
}

// encodeWindow writes play of the 25 keys around each note; zero beyond the keyboard.
func encodeWindow(dst []float32, stride int, past Past, _ int) {
	for key, cell := range past(0) {
		if !cell.Play() {
			continue
		}
		for n := max(key-reach, 0); n <= min(key+reach, Keys-1); n++ {
			dst[n*stride+key-n+reach] = 1
		}
	}
}
