package biaxial

import (
	"fmt"

	"workbench/features"
	"workbench/internal/control"
	"workbench/internal/metrics"
)

// What a guard looks for, beside metrics.SilentSteps and metrics.CrowdedKeys. A passage that gets there has left the
// music that the model learned from, and does not come back by itself.
const (
	unchangedSteps = 64 // steps in which no key begins or ends
	maxRewinds     = 12 // attempts for a piece; what comes after is kept
)

// rewind drops the end of a draft that is silent, does not change or is crowded, from a bar before that
// began: one bar further back at each attempt. It returns whether it did; the model then has to read
// the draft again from its beginning.
func (d *draft) rewind() bool {
	why, began := d.problemAtEnd()
	if why == "" || len(d.Rewinds) > maxRewinds {
		return false
	}
	steps := d.Piece.Steps()
	if len(d.Rewinds) == maxRewinds {
		d.Rewinds = append(d.Rewinds, control.Rewind{Why: why, From: steps, To: steps})
		return false
	}
	d.Piece.ExtendMeasures()
	to := max(barBefore(d.Piece, began, len(d.Rewinds)), d.given)
	d.Rewinds = append(d.Rewinds, control.Rewind{Why: why, From: to, To: steps})
	d.Piece.Roll = d.Piece.Roll[:to]
	d.read = d.from
	return true
}

// problemAtEnd says what is wrong with the end of a draft, and the step where it began; an empty string if all is
// well. Only composed steps count.
func (d *draft) problemAtEnd() (why string, began int) {
	p := d.Piece
	bar := p.Measures[len(p.Measures)-1].Steps
	if n := d.run(metrics.SilentSteps, func(f, _ *features.Frame) bool { return *f == features.Frame{} }); n == metrics.SilentSteps {
		return fmt.Sprintf("silent for %d steps", n), p.Steps() - n
	}
	if n := d.run(unchangedSteps, unchanged); n == unchangedSteps {
		return fmt.Sprintf("nothing begins or ends for %d steps", n), p.Steps() - n
	}
	if n := d.run(bar, func(f, _ *features.Frame) bool { return counts(f, f)[0] >= metrics.CrowdedKeys }); n == bar {
		return fmt.Sprintf("%d keys or more for a measure", metrics.CrowdedKeys), p.Steps() - n
	}
	return "", 0
}

// run counts the composed steps, up to most, at the end of a draft for which holds is true of the step and
// the one before.
func (d *draft) run(most int, holds func(f, before *features.Frame) bool) (n int) {
	roll := d.Piece.Roll
	for t := len(roll) - 1; t >= d.given && n < most; t-- {
		before := new(features.Frame)
		if t > 0 {
			before = &roll[t-1]
		}
		if !holds(&roll[t], before) {
			break
		}
		n++
	}
	return n
}

// unchanged reports that the same keys sound as before and none begins.
func unchanged(f, before *features.Frame) bool {
	for n, cell := range f {
		if cell.Articulate() || cell.Play() != before[n].Play() {
			return false
		}
	}
	return true
}

// barBefore is the first step of the bar a number of bars before the one in which step t lies.
func barBefore(p *features.Piece, t, bars int) int {
	i := len(p.Measures) - 1
	for i > 0 && p.Measures[i].Start > t {
		i--
	}
	return p.Measures[max(i-bars, 0)].Start
}
