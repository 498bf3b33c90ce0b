package figure

import (
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// bounds is the smallest box around the points.
type bounds struct{ left, right, low, high float64 }

func newBounds() bounds {
	inf := math.Inf(1)
	return bounds{inf, -inf, inf, -inf}
}

func (b *bounds) include(points plotter.XYs) {
	for _, p := range points {
		b.left, b.right = min(b.left, p.X), max(b.right, p.X)
		b.includeY(p.Y)
	}
}

func (b *bounds) includeY(y float64) { b.low, b.high = min(b.low, y), max(b.high, y) }

// around is the box of all values of the traces.
func around(traces []trace) bounds {
	b := newBounds()
	for _, t := range traces {
		for _, points := range []plotter.XYs{t.raw, t.line, t.low, t.high} {
			b.include(points)
		}
	}
	return b
}

// xRange is the horizontal axis: from epoch 0 to the last.
func (b bounds) xRange() Range {
	if b.left > b.right {
		return Range{0, 1}
	}
	r := Range{min(0, b.left), b.right}
	if r.High <= r.Low {
		r.High = r.Low + 1
	}
	return r
}

// yRange is the vertical axis of a panel: what is asked for, all values, or the part where the curves differ.
func (p *Panel) yRange(traces []trace) Range {
	if !p.Y.isZero() {
		return p.Y
	}
	b := around(traces)
	if p.Baseline > 0 && finite(p.Baseline) && (p.All || len(traces) == 0) {
		b.includeY(p.Baseline)
	}
	if b.low > b.high {
		return Range{1, 10}
	}
	if !p.All {
		if near := focus(traces); b.high-near.Low > 2.5*(near.High-near.Low) {
			b.low, b.high = near.Low, near.High
		}
		if v := p.Baseline; v > b.high && v < b.high+0.6*(b.high-b.low) {
			b.includeY(v)
		}
	}
	if p.Log {
		margin := max(math.Pow(b.high/b.low, 0.04), 1.02)
		return Range{max(b.low/margin, math.SmallestNonzeroFloat64), min(b.high*margin, math.MaxFloat64)}
	}
	margin := max(0.05*(b.high-b.low), 0.01*math.Abs(b.high), 1e-12)
	low := b.low - margin
	if b.low >= 0 {
		low = max(low, 0)
	}
	return Range{low, b.high + margin}
}

// focus is the range of the later two thirds of the curves: from the lowest value of any (of raw values, the
// lowest twentieth is left out) to what nine tenths of the values of each lie below, or its last value, and a
// quarter more.
func focus(traces []trace) Range {
	r := Range{math.Inf(1), math.Inf(-1)}
	for _, t := range traces {
		for _, points := range []plotter.XYs{t.line, t.low, t.high} {
			if len(points) == 0 {
				continue
			}
			later := laterValues(points)
			r.High = max(r.High, later[len(later)-1])
			slices.Sort(later)
			r.Low = min(r.Low, later[0])
			r.High = max(r.High, later[len(later)*9/10])
		}
		if len(t.raw) > 0 {
			later := laterValues(t.raw)
			slices.Sort(later)
			r.Low = min(r.Low, later[len(later)/20])
		}
	}
	span := max(r.High-r.Low, 0.02*math.Abs(r.Low))
	r.High += span / 4
	return r
}

// laterValues are the values of the later two thirds of the horizontal axis.
func laterValues(points plotter.XYs) (values []float64) {
	begin := points[0].X + (points[len(points)-1].X-points[0].X)/3
	for _, p := range points {
		if p.X >= begin {
			values = append(values, p.Y)
		}
	}
	return values
}

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

// wholeTicks are about a given number of whole numbers.
func wholeTicks(low, high float64, about int) []plot.Tick {
	return evenTicks(low, high, max(1, roundStep((high-low)/float64(about))))
}

// logTicks labels 1, 2, 5, 10, 20, 50 …. A range with fewer than four of them is labelled evenly, and of one
// with more than about a given number of only the decades are labelled, thinned where they are many. There
// are at least two labels if the range has two decades.
func logTicks(low, high float64, about int) []plot.Tick {
	labelled, minor := decadeTicks(low, high, about)
	for n := about + 1; len(labelled) < 2 && n < 4*about+8; n++ {
		labelled, minor = decadeTicks(low, high, n)
	}
	if len(labelled) < 4 && high/low < 100 {
		even := evenTicks(low, high, roundStep((high-low)/float64(about)))
		for n := about + 1; len(even) < 2 && n < 4*about+8; n++ {
			even = evenTicks(low, high, roundStep((high-low)/float64(n)))
		}
		return even
	}
	return append(labelled, minor...)
}

// decadeTicks are the ticks of a logarithmic axis with about a given number of labels.
func decadeTicks(low, high float64, about int) (labelled, minor []plot.Tick) {
	first, last := math.Floor(math.Log10(low)), math.Ceil(math.Log10(high))
	every := max(1, math.Ceil((last-first)/float64(about)))
	coarse := 3*(last-first) > float64(about)+4
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
	return labelled, minor
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
