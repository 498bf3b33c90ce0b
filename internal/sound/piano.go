package sound

import "math"

// Rate is the sampling rate in Hz: half that of a CD, which suffices for the partials of a piano.
const Rate = 22050

// tone synthesizes an undamped key: the sum of the partials of its strings, each an exponentially decaying
// sine. The peak is 1.
//
// The model follows Fletcher & Rossing, The Physics of Musical Instruments, chapter 12. Stiffness makes the
// partials sharp: partial n has frequency n·f·√(1+B·n²). The hammer strikes at an eighth of the string, a
// node of partial 8. High partials and high keys decay faster. The strings of a key are slightly detuned, so
// that the sound decays quickly at first and then slowly.
func tone(key int, seconds float64) []float32 {
	const (
		highest  = 9000.0 // Hz; higher partials are left out
		partials = 24
		striking = 1.0 / 8 // point of the string that the hammer strikes
		slow     = 0.4     // share of the amplitude that decays slowly
		detuned  = 1.0004  // frequency ratio of the second string
	)
	fundamental := 440 * math.Pow(2, float64(key-69)/12)
	stiffness := 0.00008 * math.Pow(2, float64(key-33)/15)
	lasting := 14 * math.Pow(2, -float64(key-33)/22) // seconds until the slow part of the fundamental has decayed by 60 dB
	sum := make([]float64, int(seconds*Rate))
	for n := 1.0; n <= partials; n++ {
		frequency := n * fundamental * math.Sqrt(1+stiffness*n*n)
		if frequency > highest {
			break
		}
		amplitude := math.Abs(math.Sin(math.Pi*n*striking)) / n * math.Exp(-frequency/2200)
		life := max(lasting/(1+0.25*(n-1)), 0.15)
		addPartial(sum, frequency, amplitude*(1-slow), life/2.5)
		addPartial(sum, frequency*detuned, amplitude*slow, life)
	}
	return shape(sum)
}

// addPartial adds a sine that decays by 60 dB in the given time. It is a two-pole resonator: each sample is
// computed from the two before.
func addPartial(sum []float64, frequency, amplitude, seconds float64) {
	decay := math.Pow(10, -3/(seconds*Rate))
	angle := 2 * math.Pi * frequency / Rate
	a, b := 2*decay*math.Cos(angle), -decay*decay
	before, now := 0.0, amplitude*decay*math.Sin(angle)
	for i := 1; i < len(sum); i++ {
		sum[i] += now
		before, now = now, a*now+b*before
		if i%Rate == 0 && math.Abs(now)+math.Abs(before) < 1e-6 {
			return
		}
	}
}

// shape applies an attack of 3 ms, the time that the hammer touches the string, and normalizes the peak to 1.
func shape(sum []float64) []float32 {
	const seconds = 0.003
	attack := math.Round(seconds * Rate)
	loudest := 1e-9
	for i := range sum {
		if float64(i) < attack {
			sum[i] *= 0.5 - 0.5*math.Cos(math.Pi*float64(i)/attack)
		}
		loudest = max(loudest, math.Abs(sum[i]))
	}
	shaped := make([]float32, len(sum))
	for i, v := range sum {
		shaped[i] = float32(v / loudest)
	}
	return shaped
}
