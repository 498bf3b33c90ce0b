package performance

import (
	"math/rand/v2"
	"slices"

	"workbench/baselines/sequence"
	"workbench/features"
)

// Encode encodes the notes of a piece as they were played. A piece that has only frames has no units. There
// are no control signals: they describe the seconds that follow, which would leak the target.
func (e *Events) Encode(p *features.Piece) *sequence.Sequence {
	return e.encode(newPerformance(p.Played).quantize(1, 0), nil)
}

// Augment stretches and transposes a piece, and leaves out control signals: all of them with probability ½.
// If there are two, the other half has both, the first, or the second, with probability ⅓ each, so that
// compositions can be given one alone.
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
	signals := e.options.ControlSignals
	if n := len(signals); n > 0 {
		switch k := random.IntN(2 * (n + 1)); {
		case k > n:
			signals = nil
		case n == 2 && k < n:
			signals = signals[k : k+1]
		}
	}
	return e.encode(played.quantize(stretch, semitones), signals)
}

func (e *Events) encode(notes []note, signals []string) *sequence.Sequence {
	events := eventsOf(notes, e.options.Dynamics)
	return &sequence.Sequence{Inputs: e.inputs(events, signals), Targets: events}
}

// eventsOf returns the events of notes. In a step the releases come first, then the onsets, each in the order
// of the notes' starts and keys. A velocity comes right before an onset with another bin than the onset
// before it.
func eventsOf(notes []note, dynamics bool) []int16 {
	releases := make([]uint64, len(notes)) // step and index of the note in one number, for sorting
	for i, n := range notes {
		releases[i] = uint64(n.end)<<32 | uint64(i)
	}
	slices.Sort(releases)
	events := make([]int16, 0, 4*len(notes)+len(notes)/2)
	now, bin := int32(0), -1
	shiftTo := func(step int32) {
		events = appendShifts(events, step-now)
		now = step
	}
	for _, n := range notes {
		for ; len(releases) > 0 && int32(releases[0]>>32) <= n.start; releases = releases[1:] {
			shiftTo(int32(releases[0] >> 32))
			events = append(events, noteOff+int16(notes[uint32(releases[0])].key))
		}
		shiftTo(n.start)
		if b := binOf(n.velocity); dynamics && b != bin {
			bin = b
			events = append(events, velocity+int16(bin))
		}
		events = append(events, noteOn+int16(n.key))
	}
	for _, r := range releases {
		shiftTo(int32(r >> 32))
		events = append(events, noteOff+int16(notes[uint32(r)].key))
	}
	return events
}

// appendShifts appends time shifts of a given number of steps in total, the longest ones first.
func appendShifts(events []int16, steps int32) []int16 {
	for ; steps > longestShift; steps -= longestShift {
		events = append(events, timeShift+longestShift-1)
	}
	if steps > 0 {
		events = append(events, timeShift+int16(steps)-1)
	}
	return events
}

func isShift(event int16) bool { return event >= timeShift && event < velocity }

// binOf is the bin of a MIDI velocity, 0 to 31. velocityOf is the lowest velocity of a bin, as in note_seq.
func binOf(v uint8) int { return int(max(v, 1)-1) / velocityBin }

func velocityOf(bin int) uint8 { return uint8(1 + bin*velocityBin) }
