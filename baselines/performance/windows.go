package performance

import (
	"math"

	"workbench/baselines/sequence"
)

// windows are the three and five seconds after a time of a performance, from which its control signals
// follow. They end with the performance.
type windows struct {
	now, three, five      cursor
	density, pitchClasses int // index of the first input of each signal; 0 = without it
}

// signals appends the control signals at the time of event i, which follows a shift or is the first.
func (w *windows) signals(i int, in []sequence.Input) []sequence.Input {
	w.now.toEvent(i)
	if w.density > 0 {
		w.three.toTime(w.now.time + densityWindow)
		density := 0.0
		if passed := w.three.time - w.now.time; passed > 0 {
			density = stepsPerSecond * float64(w.three.onsets-w.now.onsets) / float64(passed)
		}
		in = append(in, one(w.density+densityClass(density)))
	}
	if w.pitchClasses > 0 {
		w.five.toTime(w.now.time + classesWindow)
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

// cursor is a time in a list of events, with totals of what happened before.
type cursor struct {
	events   []int16
	next     int       // the next event
	into     int32     // steps of it that have passed, if it is a shift
	time     int32     // steps
	onsets   int       // so far
	sounding [12]int32 // keys by pitch class, now
	sounded  [12]int64 // steps times keys by pitch class, so far
}

// toTime advances to a time, or to the end if that comes first. Onsets at that time are not included.
func (c *cursor) toTime(time int32) {
	for c.time < time && c.next < len(c.events) {
		c.step(time - c.time)
	}
}

// toEvent advances to event i, which is not included.
func (c *cursor) toEvent(i int) {
	for c.next < i {
		c.step(math.MaxInt32)
	}
}

// step advances by an event, or of a shift by a given number of steps at most.
func (c *cursor) step(most int32) {
	switch event := c.events[c.next]; {
	case event < noteOff:
		c.onsets++
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
