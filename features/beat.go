package features

// beat is the place of the step in its bar (Deep Jammer report, section 3.1).
var beat = Group{
	Name: "beat",
	Help: "one-hot of the sixteenth of the bar, with the downbeat as reference",
	New:  fixed(15, encodeBeat),
}

// encodeBeat writes the sixteenth of the bar as a one-hot of 16 without the downbeat, which is all zero.
func encodeBeat(dst []float32, stride int, _ Past, at Place) {
	beat := at.Sixteenth
	if beat == 0 {
		return
	}
	for n := range Keys {
		dst[n*stride+beat-1] = 1
	}
}
