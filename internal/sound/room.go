package sound

import "math"

// addRoom adds the reverberation of a small hall: a network of four delays that feed each other, whose lossless
// mixing is a Householder reflection (Jot and Chaigne, 1991, Digital delay networks for designing artificial
// reverberators).
func addRoom(mix []float32) {
	const (
		seconds = 0.9   // until the room is 60 dB quieter
		wet     = 0.16  // share of the reverberation
		dull    = 0.35  // of the walls: what they take from high frequencies
		before  = 0.012 // seconds until it begins
	)
	var lines [4][]float32
	var gains, filtered [4]float32
	for i, length := range [4]float64{0.0297, 0.0371, 0.0411, 0.0437} {
		lines[i] = make([]float32, int(length*Rate))
		gains[i] = float32(math.Pow(10, -3*length/seconds))
	}
	delay := make([]float32, int(math.Round(before*Rate)))
	for t, dry := range mix {
		late := delay[t%len(delay)]
		delay[t%len(delay)] = dry
		var out [4]float32
		var sum float32
		for i, line := range lines {
			filtered[i] += (1 - dull) * (line[t%len(line)] - filtered[i])
			out[i] = gains[i] * filtered[i]
			sum += out[i]
		}
		for i, line := range lines {
			line[t%len(line)] = late + out[i] - sum/2
		}
		mix[t] = dry + wet*(out[0]-out[1]+out[2]-out[3])
	}
}
