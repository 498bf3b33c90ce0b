package features

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
