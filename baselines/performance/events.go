// Package performance encodes pieces as the events of a piano performance, and turns sampled events into
// pieces, as Performance RNN does (Simon & Oore 2017; the library note_seq): note on, note off, time shifts
// in steps of 10 ms, and velocities. The sustain pedal becomes the length of notes.
//
//	input   I = 388 previous event (356 without dynamics); with control signals: 1 for none given, 8 classes
//	        of note density, 12 shares of pitch classes
//	output  one of 388 classes: 128 note on, 128 note off, 100 time shifts of 1 to 100 steps, 32 velocities
//
// The control signals describe the seconds that follow an event: how many notes a second, and which pitch
// classes sound. With them, a composition can be given a density or a key. Half of the augmented pieces have
// none, so that the network composes without them too; likelihoods are computed without them, because they
// leak the target.
//
// Differences from the original: only the 88 keys of the piano occur; sampling excludes events that cannot
// follow, see [Events.Write].
package performance

import (
	"fmt"
	"slices"
	"sync"

	"workbench/baselines/sequence"
	"workbench/features/score"
	"workbench/internal/nn"
)

// The classes of events, in the order of note_seq.
const (
	noteOn      = 0               // + the MIDI key, 0 to 127; only those of the piano occur
	noteOff     = noteOn + 128    // + the MIDI key
	timeShift   = noteOff + 128   // + steps of 10 ms, less one
	velocity    = timeShift + 100 // + bin of MIDI velocities
	eventsCount = velocity + 32

	longestShift   = velocity - timeShift // steps
	velocityBin    = 4                    // MIDI velocities in a bin: 128/32
	stepsPerSecond = 100
)

// The control signals.
const (
	Density      = "density"       // notes a second in the next 3 s, one of 8 classes
	PitchClasses = "pitch-classes" // shares of the pitch classes in what sounds in the next 5 s
)

// Options are the settings of the representation, of augmentation, and of compositions.
type Options struct {
	Dynamics       bool      // with 32 events for velocities
	ControlSignals []string  // among the inputs: Density, PitchClasses
	Transpose      []int     // semitones; Augment draws one that keeps the piece on the keyboard; empty = 0
	Stretch        []float64 // factors on all times, such as 0.95 to 1.05; Augment draws one; empty = 1

	Tempo        float64   // of compositions, in quarters a minute
	Density      float64   // control signal of compositions, notes a second; 0 = none
	PitchClasses []float64 // control signal of compositions, 12 shares from C, with any sum; empty = none
}

// Events is the representation.
type Events struct {
	options      Options
	classes      int
	requested    []sequence.Input // the control signals of compositions
	performances sync.Map         // *score.Score → *performance, of augmented pieces
}

var _ sequence.Representation = (*Events)(nil)

// New returns the representation. It panics if Options are invalid: an unknown control signal, a factor or
// tempo that is not above 0, a value for a control signal that is not among the inputs.
func New(o Options) *Events {
	for _, c := range o.ControlSignals {
		if c != Density && c != PitchClasses {
			panic(fmt.Sprintf("performance: no control signal %q; there are %q and %q", c, Density, PitchClasses))
		}
	}
	for _, factor := range append([]float64{o.Tempo}, o.Stretch...) {
		if !(factor > 0) {
			panic(fmt.Sprintf("performance: a tempo of %v, stretches of %v; they have to be above 0", o.Tempo, o.Stretch))
		}
	}
	e := &Events{options: o, classes: velocity}
	if o.Dynamics {
		e.classes = eventsCount
	}
	e.requested = e.requestedSignals()
	return e
}

// Unit is an event.
func (e *Events) Unit() string { return "event" }

// Inputs is I.
func (e *Events) Inputs() int { return e.layout().size }

// Heads is one choice among the events.
func (e *Events) Heads() []sequence.Head {
	return []sequence.Head{{Name: "event", Classes: e.classes, Weight: 1}}
}

// Tensors are none: the events are fixed.
func (e *Events) Tensors() []nn.Parameter { return nil }

func (e *Events) has(signal string) bool {
	return slices.Contains(e.options.ControlSignals, signal)
}

// performanceOf is the performance of a score, which is kept for the next time.
func (e *Events) performanceOf(s *score.Score) *performance {
	if known, ok := e.performances.Load(s); ok {
		return known.(*performance)
	}
	p := newPerformance(s)
	e.performances.Store(s, p)
	return p
}
