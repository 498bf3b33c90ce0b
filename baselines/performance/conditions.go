package performance

import (
	"fmt"
	"math"

	"workbench/baselines/sequence"
)

const (
	densityWindow = 3 * stepsPerSecond
	classesWindow = 5 * stepsPerSecond
	densities     = 8    // classes: below 1 note a second, below 2, 4, … 64, and above
	prior         = 0.01 // seconds that every pitch class has beside what sounds
)

// layout is where the inputs begin, after those of the event before; −1 for what the network does not hear.
type layout struct{ leftOut, density, pitchClasses, size int }

func (e *Events) layout() layout {
	l := layout{leftOut: -1, density: -1, pitchClasses: -1, size: e.classes}
	place := func(at *int, width int) { *at, l.size = l.size, l.size+width }
	if len(e.options.ControlSignals) > 0 {
		place(&l.leftOut, 1)
	}
	if e.hears(Density) {
		place(&l.density, densities)
	}
	if e.hears(PitchClasses) {
		place(&l.pitchClasses, 12)
	}
	return l
}

// densityClass is the class of so many notes a second.
func densityClass(density float64) int {
	class := 0
	for edge := 1.0; class < densities-1 && density >= edge; edge *= 2 {
		class++
	}
	return class
}

// asked is what compositions are asked for, as inputs for every event.
type asked []sequence.Input

func (e *Events) ask() asked {
	o, l := e.options, e.layout()
	var in asked
	if o.Density != 0 {
		if l.density < 0 || !(o.Density > 0) {
			panic(fmt.Sprintf("performance: a density of %v is asked of a model with the conditions %q", o.Density, o.ControlSignals))
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
			panic(fmt.Sprintf("performance: pitch classes %v are asked of a model with the conditions %q", o.PitchClasses, o.ControlSignals))
		}
		for class, share := range o.PitchClasses {
			in = append(in, sequence.Input{Index: int32(l.pitchClasses + class), Value: float32(share / sum)})
		}
	}
	if in == nil && l.leftOut >= 0 {
		in = asked{one(l.leftOut)}
	}
	return in
}

func one(index int) sequence.Input { return sequence.Input{Index: int32(index), Value: 1} }

// hear returns the inputs before each event: the event before it, and the conditions given as they are at the event itself. They change only after a time shift;
// where none is given the network hears that.
func (e *Events) hear(events []int16, given []string) [][]sequence.Input {
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
	var beside []sequence.Input
	if len(given) == 0 && l.leftOut >= 0 {
		beside, width = []sequence.Input{one(l.leftOut)}, width+1
	}
	rows := make([][]sequence.Input, len(events))
	flat := make([]sequence.Input, 0, width*len(events))
	for i := range events {
		if len(given) > 0 && (i == 0 || isShift(events[i-1])) {
			beside = w.at(i, beside[:0])
		}
		from := len(flat)
		if i > 0 {
			flat = append(flat, one(int(events[i-1])))
		}
		flat = append(flat, beside...)
		rows[i] = flat[from:len(flat):len(flat)]
	}
	return rows
}

func isShift(event int16) bool { return event >= timeShift && event < velocity }

// windows slide over a performance: from now on for three and five seconds. What would lie after the end is no part of them.
type windows struct {
	now, three, five      cursor
	density, pitchClasses int // the inputs to fill, 0 for none
}

// at appends the conditions at the time before event i, which follows a shift.
func (w *windows) at(i int, in []sequence.Input) []sequence.Input {
	w.now.before(i)
	if w.density > 0 {
		w.three.until(w.now.time + densityWindow)
		density := 0.0
		if passed := w.three.time - w.now.time; passed > 0 {
			density = stepsPerSecond * float64(w.three.struck-w.now.struck) / float64(passed)
		}
		in = append(in, one(w.density+densityClass(density)))
	}
	if w.pitchClasses > 0 {
		w.five.until(w.now.time + classesWindow)
		var seconds [12]float64
		sum := 0.0
		for class := range seconds {
			seconds[class] = prior + float64(w.five.sounded[class]-w.now.sounded[class])/stepsPerSecond
			sum += seconds[class]
		}
		for class, s := range seconds {
			in = append(in, sequence.Input{Index: int32(w.pitchClasses + class), Value: float32(s / sum)})
		}
	}
	return in
}

// cursor reads events up to a time and counts what has happened.
type cursor struct {
	events   []int16
	next     int       // event to read
	into     int32     // steps of it that are over, if it is a shift
	time     int32     // steps
	struck   int       // keys so far
	sounding [12]int32 // keys by pitch class, now
	sounded  [12]int64 // steps times keys by pitch class, so far
}

// until goes on to a time, or the end if that comes first. The strikes at that time have not happened yet.
func (c *cursor) until(time int32) {
	for c.time < time && c.next < len(c.events) {
		c.step(time - c.time)
	}
}

// before goes on to just before event i.
func (c *cursor) before(i int) {
	for c.next < i {
		c.step(math.MaxInt32)
	}
}

// step reads an event, or of a shift so many steps at most.
func (c *cursor) step(most int32) {
	switch event := c.events[c.next]; {
	case event < noteOff:
		c.struck++
		c.sounding[event%12]++
	case event < timeShift:
		c.sounding[(event-noteOff)%12]--
	case isShift(event):
		shift := int32(event-timeShift) + 1 - c.into
		d := min(shift, most)
		for class, keys := range c.sounding {
			c.sounded[class] += int64(d * keys)
		}
		c.time += d
		if d < shift {
			c.into += d
			return
		}
		c.into = 0
	}
	c.next++
}
