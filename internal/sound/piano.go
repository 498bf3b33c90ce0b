package sound

import "math"

// Rate is the sampling rate in Hz: half that of a CD, which suffices for the partials of a piano.
const Rate = 22050

// Tone synthesizes a key that is struck and not damped: the partials of its strings, each an exponentially
// decaying sine, and the knock of the hammer. loudness is from 0 to 1; the peak is 1 at any loudness, but a key
// that is struck harder sounds brighter. rate is in Hz.
//
// The model follows Fletcher and Rossing, The Physics of Musical Instruments, chapter 12. Stiffness makes the
// partials sharp: partial n has frequency n·f·√(1+B·n²). The hammer strikes at an eighth of the string, a node
// of partial 8; its felt stiffens with the force, see [brightness]. The soundboard radiates little below 80 Hz.
// High partials and high keys decay faster. The strings of a key pull the bridge together at first and lose their
// energy quickly; what remains, slightly detuned, decays slowly and beats.
func Tone(key int, loudness, seconds float64, rate int) []float32 {
	const (
		highest  = 9500.0  // Hz; higher partials are left out
		partials = 60      // at most
		striking = 1.0 / 8 // point of the string that the hammer strikes
		prompt   = 0.65    // share of the amplitude that decays quickly
		faster   = 2.2     // and how much faster
		radiates = 80.0    // Hz; the soundboard radiates little below
	)
	sum := make([]float64, int(seconds*float64(rate)))
	fundamental := 440 * math.Pow(2, float64(key-69)/12)
	stiffness, lasting := inharmonicity(key), decay(key)
	felt := brightness(key, loudness)
	chance := noise(uint32(key) + 1)
	beat := math.Pow(2, (0.4+0.5*math.Abs(chance.next()))/1200) // half of the detuning, up to 0.9 cents
	for n := 1.0; n <= partials; n++ {
		frequency := n * fundamental * math.Sqrt(1+stiffness*n*n)
		if frequency > min(highest, 0.45*float64(rate)) {
			break
		}
		low := frequency * frequency / (radiates * radiates)
		amplitude := math.Abs(math.Sin(math.Pi*n*striking)) / n * math.Exp(-frequency/felt) * low / (1 + low)
		amplitude *= math.Pow(10, 0.15*chance.next()) // the resonances of the soundboard, ±3 dB
		life := max(lasting/(1+0.2*(n-1)), 0.12)
		addPartial(sum, rate, frequency, amplitude*prompt, life/faster)
		addPartial(sum, rate, frequency*beat, amplitude*(1-prompt)*0.6, life)
		addPartial(sum, rate, frequency/beat, amplitude*(1-prompt)*0.4, life)
	}
	normalizeTo(sum, 1)
	addKnock(sum, rate, chance)
	attack(sum, rate, key)
	normalizeTo(sum, 1)
	tone := make([]float32, len(sum))
	for i, v := range sum {
		tone[i] = float32(v)
	}
	return tone
}

// inharmonicity is B of a key: it falls along the wound strings of the bass and rises along the plain ones, with
// the typical values of Rigaud, David and Daudet (2013), A parametric model and estimation techniques for the
// inharmonicity and tuning of the piano.
func inharmonicity(key int) float64 {
	return math.Exp(0.0926*float64(key)-13.64) + math.Exp(-0.0847*float64(key)-5.82)
}

// brightness is the frequency in Hz above which the hammer excites little, the inverse of the time that it touches
// the string. Felt with the force F = K·xᵖ for a compression x touches it for a time proportional to
// v^(−(p−1)/(p+1)) at a velocity v; p is 2.3 at C2, 2.5 at C4 and 3 at C7 (Chaigne and Askenfelt, 1994, Numerical
// simulations of piano strings). The velocity of the hammer is proportional to the amplitude of the tone (Palmer
// and Brown, 1991, Investigations in the amplitude of sounded piano tones), here the square of the loudness.
func brightness(key int, loudness float64) float64 {
	hardening := 2.3 + 0.7*float64(key-36)/60
	velocity := math.Pow(max(loudness, 0.08), 2)
	return 3500 * math.Pow(2, float64(key-60)/60) * math.Pow(velocity, (hardening-1)/(hardening+1))
}

// decay is the time in seconds until the slow part of a key's fundamental has decayed by 60 dB.
func decay(key int) float64 { return 26 * math.Pow(2, -float64(key-33)/19) }

// addPartial adds a sine that decays by 60 dB in the given time, until it is 80 dB weaker. It is a two-pole
// resonator: each sample is computed from the two before.
func addPartial(sum []float64, rate int, frequency, amplitude, seconds float64) {
	shrink := math.Pow(10, -3/(seconds*float64(rate)))
	angle := 2 * math.Pi * frequency / float64(rate)
	a, b := 2*shrink*math.Cos(angle), -shrink*shrink
	before, now := 0.0, amplitude*shrink*math.Sin(angle)
	for i := 1; i < min(len(sum), int(seconds*float64(rate)*4/3)); i++ {
		sum[i] += now
		before, now = now, a*now+b*before
	}
}

// addKnock adds the knock of the hammer and the key bed: dull noise that is gone after a tenth of a second.
func addKnock(sum []float64, rate int, chance noise) {
	const seconds, cutoff = 0.1, 900.0
	smooth := 1 - math.Exp(-2*math.Pi*cutoff/float64(rate))
	shrink := math.Pow(10, -3/(seconds*float64(rate)))
	once, twice, level := 0.0, 0.0, 0.16
	for i := range min(len(sum), int(seconds*float64(rate))) {
		once += smooth * (chance.next() - once)
		twice += smooth * (once - twice)
		sum[i] += level * twice
		level *= shrink
	}
}

// attack fades a tone in, as long as the hammer touches the string: 4 ms in the bass, 1 ms in the treble.
func attack(sum []float64, rate, key int) {
	steps := math.Round(0.004 * math.Pow(2, -float64(key-21)/44) * float64(rate))
	for i := range min(len(sum), int(steps)) {
		sum[i] *= 0.5 - 0.5*math.Cos(math.Pi*float64(i)/steps)
	}
}

func normalizeTo(sum []float64, peak float64) {
	loudest := 1e-9
	for _, v := range sum {
		loudest = max(loudest, math.Abs(v))
	}
	for i := range sum {
		sum[i] *= peak / loudest
	}
}

// noise is a sequence of random numbers, the same wherever a tone is computed: the generator of Park and Miller.
type noise uint32

// next is the next number, from −1 to 1.
func (n *noise) next() float64 {
	*n = noise(uint64(*n) * 16807 % 2147483647)
	return float64(*n)/1073741823.5 - 1
}
