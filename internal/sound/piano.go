package sound

import "math"

// Rate is the number of samples in a second. It halves the size of a CD's rate, and the partials of a piano end below half of it.
const Rate = 22050

// tone is what a key sounds like from the hammer on, while nobody lets go of it: the sum of the string's partials, each of
// which is a sine that dies away. The loudest sample is around 1.
//
// The model follows what is known of piano strings (Fletcher & Rossing, The Physics of Musical Instruments, chapter 12). Stiffness makes
// the partials a little sharp: partial n has n·f·√(1+B·n²). The hammer strikes at an eighth of the string, where partial 8 has a node. High partials and
// high keys die away faster. The two or three strings of a key are not quite in tune; their sound falls quickly at first, and then slowly.
func tone(key int, seconds float64) []float32 {
	const (
		highest  = 9000.0 // Hz; above it a partial is left out
		partials = 24
		striking = 1.0 / 8 // of the string's length
		slow     = 0.4     // share of the amplitude that dies away slowly
		detuned  = 1.0004  // the second string
	)
	fundamental := 440 * math.Pow(2, float64(key-69)/12)
	stiffness := 0.00008 * math.Pow(2, float64(key-33)/15)
	lasting := 14 * math.Pow(2, -float64(key-33)/22) // seconds in which the slow part of the fundamental falls by 60 dB
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

// addPartial adds a sine that falls by 60 dB in so many seconds. It is a resonator of two poles: each sample follows from the two before.
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

// shape gives a tone its soft beginning, a few thousandths of a second in which the hammer is on the string, and its loudness.
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
