package figure

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/plotter"
)

// Curve is a quantity over the course of training: Y[i] at X[i].
type Curve struct {
	Name string    // empty: not in the legend
	X, Y []float64 // of the same length

	// Low and High are the ends of a band around Y, such as the range of several seeds (see Fold); nil for
	// none.
	Low, High []float64

	// Noisy curves are drawn pale, with their running median over them.
	Noisy bool

	// Number is the number of a run, from 1: it decides the colour and the dashes, and stands in the legend
	// and beside the curve, so that a run looks the same in every figure. Curves of number 0 are coloured by
	// their place in the panel and have no number.
	Number int

	Unit string // of what Y gives the nats: token, say; empty and "step" are a time step
}

// Range is the part of an axis that a figure shows. The zero value is chosen from the data.
type Range struct{ Low, High float64 }

// ParseRange reads a range such as 2.1:2.4.
func ParseRange(text string) (Range, error) {
	low, high, _ := strings.Cut(text, ":")
	var r Range
	var errLow, errHigh error
	r.Low, errLow = strconv.ParseFloat(strings.TrimSpace(low), 64)
	r.High, errHigh = strconv.ParseFloat(strings.TrimSpace(high), 64)
	if errLow != nil || errHigh != nil || r.isZero() || r.check("") != nil {
		return Range{}, fmt.Errorf("range %q: write the lower and the higher end, such as 2.1:2.4", text)
	}
	return r, nil
}

func (r Range) isZero() bool { return r == Range{} }

func (r Range) check(axis string) error {
	if !r.isZero() && !(finite(r.Low) && finite(r.High) && r.Low < r.High) {
		return fmt.Errorf("figure: range of %s from %v to %v", axis, r.Low, r.High)
	}
	return nil
}

// Panel is one plot of a chart.
type Panel struct {
	Label    string // of the vertical axis; empty: nats per unit of the curves
	Curves   []Curve
	Baseline float64 // loss of a counting baseline, a thin line; 0 or NaN for none

	// Y is the range of the vertical axis. The zero value shows the later two thirds of the curves closely,
	// since that is where runs differ, and says which values it does not show; with All it shows all of them.
	Y   Range
	All bool
	Log bool // logarithmic; values that are not above zero are left out
}

// Chart is one or more panels below one another with a common horizontal axis, and a legend for all.
type Chart struct {
	Title  string
	XLabel string // empty: epoch
	X      Range
	Panels []Panel
}

// Write draws the chart. The first panel is about twice as high as the others.
//
// Write panics if the X and Y of a curve, or its band, differ in length.
func (c Chart) Write(w io.Writer, f Format, s Style) error {
	s, err := s.check()
	if err != nil {
		return err
	}
	if err := c.X.check("x"); err != nil {
		return err
	}
	for _, p := range c.Panels {
		if err := p.Y.check("y"); err != nil {
			return err
		}
		if p.Log && !p.Y.isZero() && p.Y.Low <= 0 {
			return fmt.Errorf("figure: a logarithmic axis cannot begin at %v", p.Y.Low)
		}
	}
	d, err := c.arrange(s)
	if err != nil {
		return err
	}
	return d.write(w, f, s)
}

// LossChart is the chart of one run: training, with its running median, validation, and the loss of a
// counting baseline (NaN or 0 for none), on a logarithmic axis that shows all values.
func LossChart(title string, train, valid Curve, baseline float64) Chart {
	train.Noisy = true
	train.Number, valid.Number = 0, 0
	return Chart{Title: title, Panels: []Panel{{Curves: []Curve{train, valid}, Baseline: baseline, All: true, Log: true}}}
}

// unitLabel names the axis of losses: with the unit, if all curves have the same.
func unitLabel(curves []Curve) string {
	unit := ""
	for i, c := range curves {
		own := c.Unit
		if own == "" || own == "step" {
			own = "time step"
		}
		if i > 0 && own != unit {
			return "nats"
		}
		unit = own
	}
	if unit == "" {
		return "nats per time step"
	}
	return "nats per " + unit
}

// points are the finite values of a curve within a range of X, above zero for a logarithmic axis.
func (c *Curve) points(y []float64, x Range, log bool) (shown plotter.XYs) {
	if len(c.X) != len(y) {
		panic(fmt.Sprintf("figure: curve %q has %d X and %d Y", c.Name, len(c.X), len(y)))
	}
	for i, v := range y {
		at := c.X[i]
		if !finite(at) || !finite(v) || log && v <= 0 || !x.isZero() && (at < x.Low || at > x.High) {
			continue
		}
		shown = append(shown, plotter.XY{X: at, Y: v})
	}
	return shown
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// trace is a curve ready to be drawn.
type trace struct {
	name      string
	number    int // of the run; 0: none
	colour    int // from 1
	raw       plotter.XYs
	line      plotter.XYs // the values, or their median
	low, high plotter.XYs // the band
}

// trace prepares curve i of a panel. It is empty if nothing can be shown.
func (c *Curve) trace(i int, x Range, log bool) trace {
	t := trace{name: c.Name, number: c.Number, colour: c.Number, line: c.points(c.Y, x, log)}
	if t.colour < 1 {
		t.colour = i + 1
	}
	if c.Low != nil {
		t.low, t.high = c.points(c.Low, x, log), c.points(c.High, x, log)
	}
	if c.Noisy && len(t.line) > fewPoints {
		t.raw, t.line = t.line, sample(smoothed(t.line))
	}
	return t
}

// mark stands before the name and the last value of a run.
func (t *trace) mark() string {
	if t.number == 0 {
		return ""
	}
	return fmt.Sprintf("%d: ", t.number)
}

func (t *trace) last() plotter.XY { return t.line[len(t.line)-1] }
