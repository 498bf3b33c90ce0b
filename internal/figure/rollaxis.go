package figure

import (
	"fmt"
	"math"
	"strconv"
)

// tickLabel is a text on an axis with the place of its tick and its left and right end.
type tickLabel struct {
	text              string
	tick, left, right float64
}

// labelGap is the least space between two labels.
const labelGap = 5

// ruling is the vertical lines of a roll.
type ruling struct {
	name  string
	first int   // number of the first line
	every int   // difference of the numbers of two lines
	steps []int // where the lines are
}

// ruling is the measures, or where there are none, every sixteenth step.
func (r *Roll) ruling() ruling {
	if len(r.Measures) > 0 {
		return ruling{name: "measure", first: max(r.FirstMeasure, 1), every: 1, steps: r.Measures}
	}
	const interval = 16
	begin := (r.FirstStep + interval - 1) / interval * interval
	lines := ruling{name: "step", first: begin, every: interval}
	for step := begin - r.FirstStep; step < r.Steps; step += interval {
		lines.steps = append(lines.steps, step)
	}
	return lines
}

// numbers are the labels of the ruling in a row: its first line, and of the others each second,
// fourth, eighth … so that they do not touch.
func (s *sheet) numbers(r *row, lines ruling) []tickLabel {
	var all []tickLabel
	var indices []int
	for i, step := range lines.steps {
		if step >= r.from && step < r.to {
			text := strconv.Itoa(lines.first + i*lines.every)
			x := r.x(step)
			all = append(all, tickLabel{text, x, x, x + s.textWidth(labelFont(), text)})
			indices = append(indices, i)
		}
	}
	thin := 1
	for n := len(all) - 1; n > 0; thin *= 2 {
		distance := float64(thin) * (all[n].left - all[0].left) / float64(n)
		if distance >= all[n].right-all[n].left+labelGap {
			break
		}
	}
	var kept []tickLabel
	for i, l := range all {
		fits := len(kept) == 0 || kept[len(kept)-1].right+labelGap <= l.left
		if fits && (i == 0 || indices[i]%thin == 0) {
			kept = append(kept, l)
		}
	}
	return kept
}

// seconds are the labels of the time axis of a row, centred on their ticks.
func (s *sheet) seconds(r *row) (unit string, labels []tickLabel) {
	perStep := r.roll.secondsPerStep()
	begin, end := float64(r.roll.FirstStep+r.from)*perStep, float64(r.roll.FirstStep+r.to)*perStep
	minutes := float64(r.roll.FirstStep+r.roll.Steps)*perStep > 120
	unit = "seconds"
	if minutes {
		unit = "min:s"
	}
	widest := s.textWidth(labelFont(), clock(end, 0.1, minutes)) + 2*labelGap
	interval := clockInterval(widest*perStep/r.cellX, minutes)
	for i := int(math.Ceil(begin/interval - 1e-9)); float64(i)*interval <= end+1e-9; i++ {
		at := float64(i) * interval
		text := clock(at, interval, minutes)
		x := r.grid.left + (at-begin)/perStep*r.cellX
		half := s.textWidth(labelFont(), text) / 2
		labels = append(labels, tickLabel{text, x, x - half, x + half})
	}
	return unit, labels
}

// clockInterval is the shortest round time of at least a given number of seconds.
func clockInterval(seconds float64, minutes bool) float64 {
	if minutes {
		seconds = max(seconds, 1) // the labels have no decimals
	}
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

// drawAxes writes the numbers of the measures above the grid, or above what stands over it, and the time
// below it.
func (s *sheet) drawAxes(r *row, above float64) {
	if r.roll.Steps == 0 {
		return
	}
	lines := r.roll.ruling()
	baseline := r.grid.top - above - 3.5
	names := r.grid.left - 4
	s.text(labelFont(), faint, alignRight, names, baseline, lines.name)
	for _, l := range s.numbers(r, lines) {
		s.text(labelFont(), ink, alignLeft, l.left, baseline, l.text)
	}
	if !r.seconds || r.roll.secondsPerStep() == 0 {
		return
	}
	unit, labels := s.seconds(r)
	baseline = r.grid.bottom + 4.5 + labelRise
	nameEnd := names
	if len(labels) > 0 {
		nameEnd = min(names, labels[0].left-labelGap)
	}
	s.text(labelFont(), faint, alignRight, nameEnd, baseline, unit)
	for _, l := range labels {
		s.vertical(frame, l.tick, r.grid.bottom, r.grid.bottom+2.5)
		s.text(labelFont(), ink, alignLeft, l.left, baseline, l.text)
	}
}
