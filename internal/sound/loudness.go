package sound

import "math"

// Loudness returns the integrated loudness of samples at [Rate] in LUFS, as in ITU-R BS.1770-4 for one
// channel: the mean power after a filter that follows hearing, in blocks of 400 ms that overlap by three
// quarters, without blocks below −70 LUFS and those more than 10 LU below the others. It is −∞ for silence
// and for less than 400 ms.
func Loudness(samples []float32) float64 {
	weighted := make([]float64, len(samples))
	for i, v := range samples {
		weighted[i] = float64(v)
	}
	shelf, highPass := weighting(Rate)
	shelf.filter(weighted)
	highPass.filter(weighted)
	const block, hop = Rate * 4 / 10, Rate / 10
	var powers []float64
	for start := 0; start+block <= len(weighted); start += hop {
		sum := 0.0
		for _, v := range weighted[start : start+block] {
			sum += v * v
		}
		powers = append(powers, sum/block)
	}
	return lufs(gatedMean(powers, max(gate, lufs(gatedMean(powers, gate))-10)))
}

// gate is the loudness below which a block is silence, in LUFS.
const gate = -70

// lufs is the loudness of a power.
func lufs(power float64) float64 { return -0.691 + 10*math.Log10(power) }

// gatedMean is the mean of the powers above a loudness, 0 if there are none.
func gatedMean(powers []float64, threshold float64) float64 {
	sum, n := 0.0, 0
	for _, p := range powers {
		if lufs(p) > threshold {
			sum, n = sum+p, n+1
		}
	}
	return sum / float64(max(n, 1))
}

// biquad is a filter y[i] = b0·x[i] + b1·x[i−1] + b2·x[i−2] − a1·y[i−1] − a2·y[i−2].
type biquad struct{ b0, b1, b2, a1, a2 float64 }

func (f biquad) filter(x []float64) {
	var x1, x2, y1, y2 float64
	for i, v := range x {
		y := f.b0*v + f.b1*x1 + f.b2*x2 - f.a1*y1 - f.a2*y2
		x2, x1, y2, y1 = x1, v, y1, y
		x[i] = y
	}
}

// weighting is the K-weighting of BS.1770 at a sampling rate. The standard has coefficients for 48 kHz only;
// the analogue filters that they come from, a high shelf and a high-pass, are those of libebur128.
func weighting(rate float64) (shelf, highPass biquad) {
	const (
		shelfHertz, shelfGain, shelfQ = 1681.974450955533, 3.999843853973347, 0.7071752369554196
		passHertz, passQ              = 38.13547087602444, 0.5003270373238773
	)
	k := math.Tan(math.Pi * shelfHertz / rate)
	high := math.Pow(10, shelfGain/20)
	band := math.Pow(high, 0.4996667741545416)
	scale := 1 + k/shelfQ + k*k
	shelf = biquad{(high + band*k/shelfQ + k*k) / scale, 2 * (k*k - high) / scale, (high - band*k/shelfQ + k*k) / scale,
		2 * (k*k - 1) / scale, (1 - k/shelfQ + k*k) / scale}
	k = math.Tan(math.Pi * passHertz / rate)
	scale = 1 + k/passQ + k*k
	return shelf, biquad{1, -2, 1, 2 * (k*k - 1) / scale, (1 - k/passQ + k*k) / scale}
}
