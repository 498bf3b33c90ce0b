package abc

// fraction is a time in ticks, den above zero, in lowest terms.
type fraction struct{ num, den int64 }

// maxDenominator bounds the fractions of a tick, so that sums stay within 64 bits; beyond it, times are
// rounded to a tick.
const maxDenominator = 1 << 10

// maxTime is the longest written voice in ticks, about 100,000 whole notes.
const maxTime = 1 << 32

func ticks(n int64) fraction { return fraction{n, 1} }

// times returns f·n/d. All factors of a note's length together stay below 2^62: numbers are at most
// maxNumber.
func (f fraction) times(n, d int64) fraction {
	return reduced(f.num*n, f.den*d)
}

func (f fraction) plus(g fraction) fraction {
	return reduced(f.num*g.den+g.num*f.den, f.den*g.den)
}

// round returns the nearest whole tick.
func (f fraction) round() int64 { return (2*f.num + f.den) / (2 * f.den) }

func (f fraction) less(g fraction) bool { return f.num*g.den < g.num*f.den }

func reduced(num, den int64) fraction {
	d := gcd(num, den)
	f := fraction{num / d, den / d}
	if f.den > maxDenominator {
		return ticks(f.round())
	}
	return f
}

// gcd is the greatest common divisor of two numbers, of which one may be 0.
func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
