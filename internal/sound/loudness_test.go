package sound

import (
	"math"
	"testing"
)

// The coefficients at 48 kHz are those of ITU-R BS.1770-4, tables 1 and 2.
func TestWeighting(t *testing.T) {
	shelf, highPass := weighting(48000)
	want := [2]biquad{{1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585},
		{1, -2, 1, -1.99004745483398, 0.99007225036621}}
	for i, got := range [2]biquad{shelf, highPass} {
		for _, d := range []float64{got.b0 - want[i].b0, got.b1 - want[i].b1, got.b2 - want[i].b2, got.a1 - want[i].a1, got.a2 - want[i].a2} {
			if math.Abs(d) > 1e-9 {
				t.Errorf("filter %d: %v, want %v", i, got, want[i])
			}
		}
	}
}

// sine is a tone of an amplitude.
func sine(hertz, amplitude, seconds float64) []float32 {
	samples := make([]float32, int(seconds*Rate))
	for i := range samples {
		samples[i] = float32(amplitude * math.Sin(2*math.Pi*hertz*float64(i)/Rate))
	}
	return samples
}

// A full-scale sine of 997 Hz in one channel is −3.01 LUFS (BS.1770-4, annex 1).
func TestLoudness(t *testing.T) {
	tone := sine(997, 1, 3)
	for name, c := range map[string]struct {
		samples []float32
		want    float64
	}{
		"full scale":         {tone, -3.01},
		"a tenth":            {sine(997, 0.1, 3), -23.01},
		"half of it silence": {append(append([]float32{}, tone...), make([]float32, 3*Rate)...), -3.15}, // blocks across the end count
		"a soft passage":     {append(append([]float32{}, tone...), sine(997, 0.05, 3)...), -3.15},      // 26 dB below: gated
	} {
		if got := Loudness(c.samples); math.Abs(got-c.want) > 0.08 {
			t.Errorf("%s: %.3f LUFS, want %.2f", name, got, c.want)
		}
	}
	if got := Loudness(make([]float32, Rate)); !math.IsInf(got, -1) {
		t.Errorf("silence: %v", got)
	}
	if low, high := Loudness(sine(40, 0.5, 2)), Loudness(sine(3000, 0.5, 2)); high-low < 6 {
		t.Errorf("40 Hz has %.1f LUFS, 3 kHz %.1f: hearing is less sensitive to the former", low, high)
	}
}
