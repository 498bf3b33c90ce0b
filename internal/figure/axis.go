package figure

import (
	"fmt"
	"image"
	"math"
	"strconv"
)

// label is a text on an axis. It takes the pixels from left to right; the tick is between.
type label struct {
	text              string
	tick, left, right int
}

// labelGap is the least space between two labels.
const labelGap = 10

// ruling is the vertical lines of a roll.
type ruling struct {
	name  string
	first int   // number of the first line
	every int   // by how much the number grows from line to line
	steps []int // where the lines are
}

// ruling is the measures, or where there are none, every sixteenth step.
func (r *Roll) ruling() ruling {
	if len(r.Measures) > 0 {
		return ruling{name: "measure", first: 1, every: 1, steps: r.Measures}
	}
	const interval = 16
	lines := ruling{name: "step", first: 0, every: interval}
	for step := 0; step < r.Steps; step += interval {
		lines.steps = append(lines.steps, step)
	}
	return lines
}

// numbers are the labels of the ruling in a system: its first line, and of the others each second,
// fourth, eighth … so that they do not touch.
func (t typefaces) numbers(s *system, lines ruling) []label {
	var all []label
	var indices []int
	for i, step := range lines.steps {
		if step >= s.from && step < s.to {
			text := strconv.Itoa(lines.first + i*lines.every)
			x := s.column(step)
			all = append(all, label{text, x, x, x + t.label.width(text)})
			indices = append(indices, i)
		}
	}
	thin := 1
	for len(all) > 1 && thin*(all[len(all)-1].left-all[0].left)/(len(all)-1) < all[len(all)-1].right-all[len(all)-1].left+labelGap {
		thin *= 2
	}
	var kept []label
	for i, l := range all {
		fits := len(kept) == 0 || kept[len(kept)-1].right+labelGap <= l.left
		if fits && (i == 0 || indices[i]%thin == 0) {
			kept = append(kept, l)
		}
	}
	return kept
}

// seconds are the labels of the time axis of a system, centred on their ticks.
func (t typefaces) seconds(s *system) (unit string, labels []label) {
	perStep := s.roll.secondsPerStep()
	begin, end := float64(s.from)*perStep, float64(s.to)*perStep
	minutes := float64(s.roll.Steps)*perStep > 120
	unit = "seconds"
	if minutes {
		unit = "min:s"
	}
	widest := t.label.width(clock(end, 0.1, minutes)) + 2*labelGap
	interval := clockInterval(float64(widest) * perStep / float64(s.cell.X))
	for i := int(math.Ceil(begin / interval)); float64(i)*interval <= end; i++ {
		at := float64(i) * interval
		text := clock(at, interval, minutes)
		x := s.grid.Min.X + int(math.Round((at-begin)/perStep*float64(s.cell.X)))
		left := x - t.label.width(text)/2
		labels = append(labels, label{text, x, left, left + t.label.width(text)})
	}
	return unit, labels
}

// clockInterval is the shortest round time of at least so many seconds.
func clockInterval(seconds float64) float64 {
	for _, round := range []float64{0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800} {
		if round >= seconds {
			return round
		}
	}
	return 3600 * math.Ceil(seconds/3600)
}

// clock writes a time as seconds, with a decimal where the interval needs it, or as minutes and seconds.
func clock(at, interval float64, minutes bool) string {
	switch {
	case minutes:
		whole := int(math.Round(at))
		return fmt.Sprintf("%d:%02d", whole/60, whole%60)
	case interval < 1:
		return strconv.FormatFloat(at, 'f', 1, 64)
	}
	return strconv.FormatFloat(at, 'f', 0, 64)
}

// drawAxes writes the numbers of the measures above the grid and the time below it.
func (c *canvas) drawAxes(s *system, withSeconds bool) {
	if s.roll.Steps == 0 {
		return
	}
	lines := s.roll.ruling()
	above := s.grid.Min.Y - 9
	c.axisName(s, lines.name, above)
	for _, l := range c.numbers(s, lines) {
		c.text(c.label, l.left, above, l.text)
	}
	if !withSeconds || s.roll.secondsPerStep() == 0 {
		return
	}
	unit, labels := c.seconds(s)
	below := s.grid.Max.Y + 10 + labelRise
	c.axisName(s, unit, below)
	for _, l := range labels {
		c.fill(image.Rect(l.tick, s.grid.Max.Y+1, l.tick+1, s.grid.Max.Y+6), ink)
		c.text(c.label, l.left, below, l.text)
	}
}

// axisName writes the name of an axis left of the grid, clear of a label centred on its edge.
func (c *canvas) axisName(s *system, name string, baseline int) {
	c.text(c.label, s.grid.Min.X-26-c.label.width(name), baseline, name)
}
