// Package performance turns pieces into the events of a piano performance, and drawn events into pieces, as Performance RNN does (Simon & Oore 2017; the
// library note_seq): keys struck and released, time in steps of 10 ms, and how hard the keys are struck. The sustain pedal becomes the length of notes.
//
// A model may hear, beside each event, how dense the notes of the next 3 s are and which pitch classes sound in the next 5 s, so that one can ask for
// them when it composes. In half of what it learns it does not hear them, and so it composes without being asked as well.
package performance

import (
	"fmt"
	"slices"
	"sync"

	"workbench/baselines/sequence"
	"workbench/features/score"
	"workbench/internal/nn"
)

// The classes of events, in magenta's order.
const (
	noteOn     = 0               // + the MIDI key, 0 to 127; only those of the piano occur
	noteOff    = noteOn + 128    // + the MIDI key
	timeShift  = noteOff + 128   // + steps of 10 ms, less one
	velocity   = timeShift + 100 // + bin of MIDI velocities
	everyEvent = velocity + 32

	longestShift   = velocity - timeShift // steps
	velocityBin    = 4                    // MIDI velocities a bin: 128/32
	stepsPerSecond = 100
)

// The conditions that a model may hear.
const (
	Density      = "density"       // notes a second in the next 3 s, one of 8 classes
	PitchClasses = "pitch-classes" // shares of the pitch classes in what sounds in the next 5 s
)

// Options say what the events tell, how they are varied in training, and what is asked for in composing.
type Options struct {
	Dynamics       bool      // 32 events of velocity more
	ControlSignals []string  // that the network hears: Density, PitchClasses
	Transpose      []int     // semitones; those that push a piece off the keyboard are left out for it; empty = as it is
	Stretch        []float64 // factors on all times, such as 0.95 to 1.05; empty = as it is

	Tempo        float64   // of compositions, quarters a minute
	Density      float64   // asked of compositions, notes a second; 0 = not asked
	PitchClasses []float64 // asked of compositions, 12 shares from C, of any sum; none = not asked
}

// Events is the representation.
type Events struct {
	options Options
	classes int
	asked   asked
	played  sync.Map // *score.Score → *performance, of the pieces that are varied
}

// New returns the representation. It panics where Options make no sense: an unknown condition, a factor or tempo that is not above 0, something asked that
// is not heard.
func New(o Options) *Events {
	for _, c := range o.ControlSignals {
		if c != Density && c != PitchClasses {
			panic(fmt.Sprintf("performance: no condition %q; there are %q and %q", c, Density, PitchClasses))
		}
	}
	for _, factor := range append([]float64{o.Tempo}, o.Stretch...) {
		if !(factor > 0) {
			panic(fmt.Sprintf("performance: a tempo of %v, stretches of %v; they are above 0", o.Tempo, o.Stretch))
		}
	}
	e := &Events{options: o, classes: velocity}
	if o.Dynamics {
		e.classes = everyEvent
	}
	e.asked = e.ask()
	return e
}

// Unit names an event.
func (e *Events) Unit() string { return "event" }

// Inputs is I: the event before and, with conditions, whether they are left out, the class of density, the shares of the pitch classes.
func (e *Events) Inputs() int { return e.layout().size }

// Heads is one choice among the events.
func (e *Events) Heads() []sequence.Head {
	return []sequence.Head{{Name: "event", Classes: e.classes, Weight: 1}}
}

// Tensors is none: the events are fixed.
func (e *Events) Tensors() []nn.Parameter { return nil }

func (e *Events) hears(condition string) bool {
	return slices.Contains(e.options.ControlSignals, condition)
}

// performanceOf is what a score's keys do, remembered for the next time.
func (e *Events) performanceOf(s *score.Score) *performance {
	if known, ok := e.played.Load(s); ok {
		return known.(*performance)
	}
	p := perform(s)
	e.played.Store(s, p)
	return p
}
