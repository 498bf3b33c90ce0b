package searchfigure

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"

	"workbench/internal/search"
)

// place is where a coordinate lies on an axis from 0 to 1: choices have equal parts.
func place(p *search.Parameter, coordinate float64) float64 {
	if n := len(p.Choices); n > 0 {
		return (coordinate + 0.5) / float64(n)
	}
	return coordinate
}

// ticks are those of the axis of a parameter: all choices, powers of ten, or about five round values.
func ticks(p *search.Parameter) (ticks []plot.Tick) {
	const longest = 14 // characters
	for i, choice := range p.Choices {
		if runes := []rune(choice); len(runes) > longest {
			choice = string(runes[:longest-1]) + "…"
		}
		ticks = append(ticks, plot.Tick{Value: place(p, float64(i)), Label: choice})
	}
	if len(p.Choices) > 0 {
		return ticks
	}
	add := func(v float64) {
		label := strconv.FormatFloat(v, 'g', 6, 64)
		if c, err := p.Coordinate(strconv.FormatFloat(v, 'g', -1, 64)); err == nil {
			ticks = append(ticks, plot.Tick{Value: c, Label: label})
		}
	}
	if p.Log {
		factors := []float64{1}
		if p.High/p.Low < 100 {
			factors = []float64{1, 2, 5}
		}
		for e := math.Floor(math.Log10(p.Low)); e <= math.Log10(p.High); e++ {
			for _, f := range factors {
				decade, _ := strconv.ParseFloat("1e"+strconv.Itoa(int(e)), 64) // exact, unlike math.Pow
				add(f * decade)
			}
		}
		return ticks
	}
	step := roundStep((p.High - p.Low) / 5)
	if p.Integer {
		step = max(1, step)
	}
	for i := math.Ceil(p.Low/step - 1e-9); i*step <= p.High+step*1e-9; i++ {
		v, _ := strconv.ParseFloat(strconv.FormatFloat(i*step, 'g', 12, 64), 64)
		add(v + 0) // adding zero turns -0 into 0
	}
	return ticks
}

// lossTicks are about five round losses.
func lossTicks(low, high float64) (ticks []plot.Tick) {
	step := roundStep((high - low) / 5)
	for i := math.Ceil(low / step); i*step <= high; i++ {
		ticks = append(ticks, plot.Tick{Value: i * step, Label: strconv.FormatFloat(i*step, 'g', 5, 64)})
	}
	return ticks
}

// roundStep is 1, 2 or 5 times a power of ten, and at least the given one.
func roundStep(atLeast float64) float64 {
	decade := math.Pow(10, math.Floor(math.Log10(atLeast)))
	for _, factor := range []float64{1, 2, 5} {
		if factor*decade >= atLeast*(1-1e-9) {
			return factor * decade
		}
	}
	return 10 * decade
}
