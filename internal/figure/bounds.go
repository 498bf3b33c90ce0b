package figure

import (
	"math"
	"slices"

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

// focus is the range of the later two thirds of the curves: from the lowest value of any to what nine tenths of the values of each lie
// below, or its last value, and a quarter more.
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
