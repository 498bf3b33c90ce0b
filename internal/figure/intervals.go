package figure

import (
	"cmp"
	"fmt"
	"io"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Intervals shows estimates with their intervals, one in each row, on a common axis.
type Intervals struct {
	Title  string
	Label  string  // of the axis
	Axis   Range   // the zero value is chosen from the rows
	Mark   float64 // a thin vertical line, such as at no difference; NaN or outside the axis for none
	Rows   []IntervalRow
	Number string // format of the values at the right, such as "%.1f"; empty: "%.2f"
}

// IntervalRow is an estimate. Low and High are NaN if there is no interval; a Value of NaN is not drawn.
type IntervalRow struct {
	Name             string
	Value, Low, High float64
	Group            int // decides the colour, from 1
}

// Heights in points.
const (
	intervalRow  = 13.0
	intervalAxis = 24.0
)

// Write draws the rows from top to bottom.
func (v Intervals) Write(w io.Writer, f Format, s Style) error {
	s, err := s.check()
	if err != nil {
		return err
	}
	if err := v.Axis.check("the axis"); err != nil {
		return err
	}
	h := newHead(s.layout(), v.Title, nil)
	row := intervalRow
	needed := 2*edge + h.height() + intervalAxis
	if s.Height > 0 {
		if row = (s.height() - needed) / float64(max(1, len(v.Rows))); row < labelSize {
			return fmt.Errorf("figure: height %.4g mm is too small for %d intervals", s.Height, len(v.Rows))
		}
	}
	return drawing{needed + row*float64(len(v.Rows)), cmp.Or(v.Title, "Intervals"), func(s *sheet) {
		h.draw(s)
		v.draw(s, edge+h.height(), row)
	}}.write(w, f, s)
}

// axis is the range of the axis: what is asked for, or all values with a margin.
func (v *Intervals) axis() Range {
	if !v.Axis.isZero() {
		return v.Axis
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range v.Rows {
		for _, x := range []float64{r.Value, r.Low, r.High, v.Mark} {
			if finite(x) {
				low, high = min(low, x), max(high, x)
			}
		}
	}
	if low > high {
		return Range{0, 1}
	}
	margin := max(0.04*(high-low), 0.01)
	return Range{low - margin, high + margin}
}

// draw draws names at the left, values at the right, and between them the axis with the intervals.
func (v *Intervals) draw(s *sheet, top, row float64) {
	number := cmp.Or(v.Number, "%.2f")
	names, values := 0.0, 0.0
	texts := make([]string, len(v.Rows))
	for i, r := range v.Rows {
		texts[i] = r.text(number)
		names, values = max(names, s.textWidth(labelFont(), r.Name)), max(values, s.textWidth(labelFont(), texts[i]))
	}
	names = min(names, 0.35*s.width)
	axis := v.axis()
	area := box{edge + names + 8, top, s.width - edge - values - 8, top + row*float64(len(v.Rows))}
	x := func(value float64) float64 {
		share := (min(max(value, axis.Low), axis.High) - axis.Low) / (axis.High - axis.Low)
		return area.left + share*(area.right-area.left)
	}
	for _, tick := range evenTicks(axis.Low, axis.High, roundStep((axis.High-axis.Low)*40/(area.right-area.left))) {
		s.vertical(grid, x(tick.Value), area.top, area.bottom+2.5)
		s.text(labelFont(), faint, alignCentre, x(tick.Value), area.bottom+4+labelSize, tick.Label)
	}
	if v.Mark >= axis.Low && v.Mark <= axis.High {
		s.vertical(baseline, x(v.Mark), area.top, area.bottom)
	}
	s.horizontal(frame, area.left, area.right, area.bottom)
	s.text(labelFont(), faint, alignCentre, (area.left+area.right)/2, area.bottom+intervalAxis-2, v.Label)
	for i, r := range v.Rows {
		middle := area.top + (float64(i)+0.5)*row
		s.text(labelFont(), ink, alignLeft, edge, middle+labelRise/2, s.elide(labelFont(), r.Name, names))
		s.text(labelFont(), ink, alignRight, s.width-edge, middle+labelRise/2, texts[i])
		if finite(r.Value) {
			r.draw(s, x, middle)
		}
	}
}

// text is the estimate in figures.
func (r IntervalRow) text(number string) string {
	switch {
	case !finite(r.Value):
		return "–"
	case !finite(r.Low) || !finite(r.High):
		return fmt.Sprintf(number, r.Value)
	}
	return fmt.Sprintf(number+" ("+number+" to "+number+")", r.Value, r.Low, r.High)
}

// draw draws the interval as a line and the estimate as a dot.
func (r IntervalRow) draw(s *sheet, x func(float64) float64, middle float64) {
	colour := s.colour(runColour(max(1, r.Group)))
	if finite(r.Low) && finite(r.High) {
		s.Canvas.StrokeLines(draw.LineStyle{Color: colour, Width: 1.4}, []vg.Point{s.point(x(r.Low), middle), s.point(x(r.High), middle)})
	}
	const radius = 2.6
	var dot vg.Path
	dot.Move(s.point(x(r.Value)+radius, middle))
	dot.Arc(s.point(x(r.Value), middle), radius, 0, 2*math.Pi)
	dot.Close()
	s.SetColor(colour)
	s.Fill(dot)
}
