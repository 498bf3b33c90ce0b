package figure

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// roundStep is the shortest of 1, 2, 5, 10, 20, 50 … (and 0.5, 0.2, 0.1 …) that is at least the given one.
func roundStep(atLeast float64) float64 {
	decade := math.Pow(10, math.Floor(math.Log10(atLeast)))
	for _, factor := range []float64{1, 2, 5} {
		if step := factor * decade; step >= atLeast*(1-1e-9) {
			return step
		}
	}
	return 10 * decade
}

// evenTicks are the multiples of step from low to high.
func evenTicks(low, high, step float64) []plot.Tick {
	var ticks []plot.Tick
	for i := math.Ceil(low/step - 1e-9); i*step <= high+step*1e-9; i++ {
		v := i*step + 0 // adding zero turns -0 into 0
		ticks = append(ticks, plot.Tick{Value: v, Label: plain(v, step)})
	}
	return ticks
}

// wholeTicks are about so many whole numbers.
func wholeTicks(low, high float64, about int) []plot.Tick {
	return evenTicks(low, high, max(1, roundStep((high-low)/float64(about))))
}

// logTicks labels 1, 2, 5, 10, 20, 50 …. A range with fewer than four of them is labelled evenly, and of
// one with more than about so many only the decades are labelled, thinned where they are many.
func logTicks(low, high float64, about int) []plot.Tick {
	first, last := math.Floor(math.Log10(low)), math.Ceil(math.Log10(high))
	every := max(1, math.Ceil((last-first)/float64(about)))
	coarse := 3*(last-first) > float64(about)+4
	var labelled, minor []plot.Tick
	for e := first; e <= last; e++ {
		for digit := 1.0; digit <= 9; digit++ {
			v := digit * math.Pow(10, e)
			if v < low || v > high {
				continue
			}
			switch {
			case digit == 1 && math.Mod(e-first, every) == 0, !coarse && (digit == 1 || digit == 2 || digit == 5):
				labelled = append(labelled, plot.Tick{Value: v, Label: plain(v, v)})
			case every == 1:
				minor = append(minor, plot.Tick{Value: v})
			}
		}
	}
	if len(labelled) < 4 && high/low < 100 {
		return evenTicks(low, high, roundStep((high-low)/float64(about)))
	}
	return append(labelled, minor...)
}

// plain writes a multiple of step without an exponent, unless it would be very long.
func plain(v, step float64) string {
	size := max(math.Abs(v), step)
	if size >= 1e7 || step < 1e-4 {
		return strconv.FormatFloat(v, 'g', 6, 64)
	}
	decimals := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	return strconv.FormatFloat(v, 'f', decimals, 64)
}

// significant writes a value with three digits or, above 100, all of its integer part.
func significant(v float64) string {
	size := math.Abs(v)
	if size >= 1e7 || size < 1e-4 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	decimals := max(0, 2-int(math.Floor(math.Log10(size))))
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
