package sound

import (
	"math"
	"math/bits"
)

// Preview encodes samples at Rate as a WAV file of a quarter of the size of [WAV], for pages that hold many
// sounds: half the sampling rate, and 8 bits per sample with the µ-law of ITU-T G.711. Web browsers play it.
func Preview(samples []float32) []byte {
	half := halved(samples)
	data := make([]byte, len(half))
	for i, v := range half {
		data[i] = muLaw(pcm16(v))
	}
	return wavFile(formatMuLaw, Rate/2, 1, data)
}

// halved is the sound at half the sampling rate, without the frequencies above a quarter of the old rate.
func halved(samples []float32) []float32 {
	out := make([]float32, (len(samples)+1)/2)
	for i := range out {
		centre, sum := 2*i, 0.0
		for k, weight := range lowPass {
			if at := centre + k - len(lowPass)/2; at >= 0 && at < len(samples) {
				sum += weight * float64(samples[at])
			}
		}
		out[i] = float32(sum)
	}
	return out
}

// lowPass are the weights of a filter with its cutoff a little below a quarter of the sampling rate: a sinc
// with a Hann window. They sum to 1.
var lowPass = func() (weights [47]float64) {
	const cutoff = 0.22 // of the sampling rate
	total := 0.0
	for i := range weights {
		x, sinc := float64(i-len(weights)/2), 2*cutoff
		if x != 0 {
			sinc = math.Sin(2*math.Pi*cutoff*x) / (math.Pi * x)
		}
		weights[i] = sinc * (0.5 + 0.5*math.Cos(2*math.Pi*x/float64(len(weights)+1)))
		total += weights[i]
	}
	for i := range weights {
		weights[i] /= total
	}
	return weights
}()

// muLaw compresses a 16-bit sample to 8 bits: sign, exponent and mantissa, all inverted.
func muLaw(v int16) byte {
	const (
		bias    = 33 << 2 // makes the magnitude at least 2⁷, so that the exponent is its highest bit
		loudest = math.MaxInt16 - bias
	)
	sign, magnitude := byte(0), int(v)
	if magnitude < 0 {
		sign, magnitude = 0x80, -magnitude
	}
	magnitude = min(magnitude, loudest) + bias
	exponent := bits.Len(uint(magnitude)) - 8
	mantissa := byte(magnitude>>(exponent+3)) & 0xf
	return ^(sign | byte(exponent)<<4 | mantissa)
}
