package features

// The groups of the keys that sound in the last step: vicinity and window by their place, context by their pitch class.

// Reach is the number of keys to each side that the groups vicinity and window include.
const Reach = 12

// vicinity is play and articulate of the keys around the note (Deep Jammer report, section 3.1).
var vicinity = Group{
	Name: "vicinity",
	Help: "play and articulate of the 25 keys from an octave below to an octave above",
	New:  fixed(2*(2*Reach+1), encodeVicinity),
}

// encodeVicinity writes play and articulate of the 25 keys around each note, in pairs; zero beyond the keyboard.
func encodeVicinity(dst []float32, stride int, past Past, _ Place) {
	for key, cell := range past(0) {
		if cell == Silent {
			continue
		}
		for n := max(key-Reach, 0); n <= min(key+Reach, Keys-1); n++ {
			at := n*stride + 2*(key-n+Reach)
			dst[at] = 1
			if cell.Articulate() {
				dst[at+1] = 1
			}
		}
	}
}

// window is vicinity without articulate (Johnson 2017, section 3).
var window = Group{Name: "window", Help: "play of the 25 keys from an octave below to an octave above", New: fixed(2*Reach+1, encodeWindow)}

// encodeWindow writes play alone of the keys that the vicinity includes.
func encodeWindow(dst []float32, stride int, past Past, _ Place) {
	for key, cell := range past(0) {
		if !cell.Play() {
			continue
		}
		for n := max(key-Reach, 0); n <= min(key+Reach, Keys-1); n++ {
			dst[n*stride+key-n+Reach] = 1
		}
	}
}

// context is the pitch classes that sound in the step (Johnson 2017, section 3).
var context = Group{
	Name: "context",
	Help: "number of sounding keys of each pitch class, the note's own first",
	New:  fixed(12, encodeContext),
}

// encodeContext writes the number of sounding keys of each pitch class, from the note's own class upwards.
func encodeContext(dst []float32, stride int, past Past, _ Place) {
	var count [12]float32
	for n, cell := range past(0) {
		if cell.Play() {
			count[(n+Lowest)%12]++
		}
	}
	for n := range Keys {
		for i := range count {
			dst[n*stride+i] = count[(n+Lowest+i)%12]
		}
	}
}
