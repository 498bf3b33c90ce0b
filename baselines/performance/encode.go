package performance

import (
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
)

// Encode reads a whole piece as its notes were played. One that has only frames is empty. No condition is given: they tell of the seconds that follow, so that a
// likelihood under them would flatter.
func (e *Events) Encode(p *features.Piece) *sequence.Sequence {
	return e.encode(perform(p.Played).strokes(1, 0), nil)
}

// Vary stretches and transposes a piece, and leaves conditions out: all of them half of the time, and of two, given, one in two thirds of the other half, so
// that each may be asked for alone.
func (e *Events) Augment(p *features.Piece, random *rand.Rand) *sequence.Sequence {
	if p.Played == nil {
		return new(sequence.Sequence)
	}
	played := e.performanceOf(p.Played)
	stretch, semitones := 1.0, 0
	if o := e.options.Stretch; len(o) > 0 {
		stretch = o[random.IntN(len(o))]
	}
	if fitting := played.fitting(e.options.Transpose); len(fitting) > 0 {
		semitones = fitting[random.IntN(len(fitting))]
	}
	given := e.options.ControlSignals
	if n := len(given); n > 0 {
		switch k := random.IntN(2 * (n + 1)); { // n+1 of them leave nothing out, or one of two
		case k > n:
			given = nil
		case n == 2 && k < n:
			given = given[k : k+1]
		}
	}
	return e.encode(played.strokes(stretch, semitones), given)
}

// fitting are the transpositions that keep the performance on the keyboard.
func (p *performance) fitting(transpose []int) []int {
	var fitting []int
	for _, k := range transpose {
		if p.lowest+k >= features.Lowest && p.highest+k <= features.Highest {
			fitting = append(fitting, k)
		}
	}
	return fitting
}

func (e *Events) encode(strokes []stroke, given []string) *sequence.Sequence {
	events := eventsOf(strokes, e.options.Dynamics)
	return &sequence.Sequence{Inputs: e.hear(events, given), Targets: events}
}

// eventsOf tells the strokes as events. Within a step come first the releases, then the strikes, each in order of the notes' starts, and then keys. A velocity
// comes right before the strike whose bin is not that of the one before.
func eventsOf(strokes []stroke, dynamics bool) []int16 {
	releases := make([]uint64, len(strokes)) // step and number, to be sorted as one
	for i, s := range strokes {
		releases[i] = uint64(s.end)<<32 | uint64(i)
	}
	slices.Sort(releases)
	events := make([]int16, 0, 4*len(strokes)+len(strokes)/2)
	now, bin := int32(0), -1
	pass := func(to int32) {
		events = appendShifts(events, to-now)
		now = to
	}
	for _, s := range strokes {
		for ; len(releases) > 0 && int32(releases[0]>>32) <= s.start; releases = releases[1:] {
			pass(int32(releases[0] >> 32))
			events = append(events, noteOff+int16(strokes[uint32(releases[0])].key))
		}
		pass(s.start)
		if b := binOf(s.velocity); dynamics && b != bin {
			bin = b
			events = append(events, velocity+int16(bin))
		}
		events = append(events, noteOn+int16(s.key))
	}
	for _, r := range releases {
		pass(int32(r >> 32))
		events = append(events, noteOff+int16(strokes[uint32(r)].key))
	}
	return events
}

// appendShifts lets so many steps pass, the longest shifts first.
func appendShifts(events []int16, steps int32) []int16 {
	for ; steps > longestShift; steps -= longestShift {
		events = append(events, timeShift+longestShift-1)
	}
	if steps > 0 {
		events = append(events, timeShift+int16(steps)-1)
	}
	return events
}

// binOf is the bin of a MIDI velocity, 0 to 31, and velocityOf the least velocity of a bin, as magenta writes it.
func binOf(v uint8) int { return int(max(v, 1)-1) / velocityBin }

func velocityOf(bin int) uint8 { return uint8(1 + bin*velocityBin) }
