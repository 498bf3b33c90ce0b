package performance

import (
	"fmt"

	"workbench/baselines/sequence"
)

const (
	densityWindow = 3 * stepsPerSecond
	classesWindow = 5 * stepsPerSecond
	densities     = 8    // classes: below 1 note a second, below 2, 4, … 64, and above
	prior         = 0.01 // seconds added to each pitch class, so that silence has equal shares
)

// layout is the index of the first input of each control signal, after those of the previous event; −1 if it
// is not among the inputs.
type layout struct{ absent, density, pitchClasses, size int }

func (e *Events) layout() layout {
	l := layout{absent: -1, density: -1, pitchClasses: -1, size: e.classes}
	place := func(at *int, width int) { *at, l.size = l.size, l.size+width }
	if len(e.options.ControlSignals) > 0 {
		place(&l.absent, 1)
	}
	if e.has(Density) {
		place(&l.density, densities)
	}
	if e.has(PitchClasses) {
		place(&l.pitchClasses, 12)
	}
	return l
}

// densityClass is the class of a given number of notes a second.
func densityClass(density float64) int {
	class := 0
	for edge := 1.0; class < densities-1 && density >= edge; edge *= 2 {
		class++
	}
	return class
}

func one(index int) sequence.Input { return sequence.Input{Index: int32(index), Value: 1} }

// requestedSignals are the control signals of Options as inputs of every event of a composition. It panics if
// they are invalid.
func (e *Events) requestedSignals() (in []sequence.Input) {
	o, l := e.options, e.layout()
	if o.Density != 0 {
		if l.density < 0 || !(o.Density > 0) {
			panic(fmt.Sprintf("performance: a density of %v for a model with the control signals %q", o.Density, o.ControlSignals))
		}
		in = append(in, one(l.density+densityClass(o.Density)))
	}
	if len(o.PitchClasses) > 0 {
		sum := 0.0
		for _, share := range o.PitchClasses {
			if !(share >= 0) {
				panic(fmt.Sprintf("performance: a share of %v among the pitch classes", share))
			}
			sum += share
		}
		if l.pitchClasses < 0 || len(o.PitchClasses) != 12 || !(sum > 0) {
			panic(fmt.Sprintf("performance: pitch classes %v for a model with the control signals %q", o.PitchClasses, o.ControlSignals))
		}
		for class, share := range o.PitchClasses {
			in = append(in, sequence.Input{Index: int32(l.pitchClasses + class), Value: float32(share / sum)})
		}
	}
	if in == nil && l.absent >= 0 {
		in = []sequence.Input{one(l.absent)}
	}
	return in
}

// inputs returns the inputs of each event: the previous event, and the given control signals at the time of
// the event. The signals change only after a time shift. If there are none, an input says so.
func (e *Events) inputs(events []int16, given []string) [][]sequence.Input {
	l := e.layout()
	w := &windows{now: cursor{events: events}, three: cursor{events: events}, five: cursor{events: events}}
	width := 1
	for _, c := range given {
		if c == Density {
			w.density, width = l.density, width+1
		} else {
			w.pitchClasses, width = l.pitchClasses, width+12
		}
	}
	var signals []sequence.Input
	if len(given) == 0 && l.absent >= 0 {
		signals, width = []sequence.Input{one(l.absent)}, width+1
	}
	rows := make([][]sequence.Input, len(events))
	flat := make([]sequence.Input, 0, width*len(events))
	for i := range events {
		if len(given) > 0 && (i == 0 || isShift(events[i-1])) {
			signals = w.signals(i, signals[:0])
		}
		from := len(flat)
		if i > 0 {
			flat = append(flat, one(int(events[i-1])))
		}
		flat = append(flat, signals...)
		rows[i] = flat[from:len(flat):len(flat)]
	}
	return rows
}
