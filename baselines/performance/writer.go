package performance

import (
	"math"
	"math/rand/v2"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/features/score"
)

// longestNote is the longest that a key may sound in a composition, in steps: 5 s, as in magenta. Then a note
// off event follows.
const longestNote = 5 * stepsPerSecond

// writer is the state of one composition. Time is in steps of 10 ms from the beginning of the primer.
type writer struct {
	events      *Events
	primer      *features.Piece
	source      *score.Score // the notes of the primer
	steps       int          // of the grid, to be composed
	temperature float64
	random      *rand.Rand

	unread    []int16 // events of the primer that are still to be read
	last      int16   // the previous event, or none
	player    player
	primerEnd int32
	end       int32
	in        []sequence.Input
	logits    []float32
}

// none is the event before the first.
const none = -1

// impossible is the logit of an event that cannot follow.
var impossible = float32(math.Inf(-1))

// Write continues the notes of a primer as they were played, or else its roll at the tempo of [Options]. Keys
// that sound at its end are released by sampled events. The composition lasts as long as the steps do at that
// tempo. The control signals of Options are inputs of every event.
//
// Only events that can follow are sampled: onsets of the keys of the piano, releases of keys that sound, and
// after a velocity an onset. At one time a key has one onset at most and is not released after it, so after
// at most 264 events, 3 for each key, a time shift follows. A time shift ends early when a key has sounded
// for 5 s, where its release follows, and at the end of the composition.
func (e *Events) Write(primer features.Primer, steps int, temperature float64, random *rand.Rand) sequence.Writer {
	p := primer.Piece
	w := &writer{events: e, primer: p, source: p.Played, steps: min(steps, features.MaxSteps-p.Steps()), temperature: temperature, random: random,
		last: none, logits: make([]float32, e.classes)}
	played := newPerformance(w.source)
	if len(played.notes) == 0 {
		w.source = p.Score(defaultVelocity, e.options.Tempo)
		played = newPerformance(w.source)
	}
	w.primerEnd = stepAt(w.source.Clock().Seconds(w.primerEndTick(w.source)))
	w.end = w.primerEnd + stepAt(float64(w.steps)*60/(e.options.Tempo*float64(p.StepsPerQuarter)))

	notes := played.quantize(1, 0)
	for i, n := range notes {
		if n.start >= w.primerEnd {
			notes = notes[:i]
			break
		}
	}
	w.unread = eventsUntil(eventsOf(notes, e.options.Dynamics), w.primerEnd)
	w.player = newPlayer(notes, w.primerEnd)
	if n := len(notes); n > 0 && e.options.Dynamics {
		w.player.velocity = velocityOf(binOf(notes[n-1].velocity))
	}
	if !primer.Silence && len(w.unread) > 0 {
		w.read()
	}
	return w
}

// primerEndTick is the tick of a score at which the steps of the primer end.
func (w *writer) primerEndTick(s *score.Score) int64 {
	return int64(w.primer.Steps()) * int64(s.TicksPerQuarter) / int64(w.primer.StepsPerQuarter)
}

// eventsUntil are the events before a time, and time shifts up to it.
func eventsUntil(events []int16, end int32) []int16 {
	now := int32(0)
	for i, event := range events {
		if !isShift(event) {
			continue
		}
		shift := int32(event-timeShift) + 1
		if now+shift >= end {
			events = events[:i]
			break
		}
		now += shift
	}
	return appendShifts(events, end-now)
}

// Input implements [sequence.Writer].
func (w *writer) Input() (in []sequence.Input, ok bool) {
	if len(w.unread) == 0 && w.player.now >= w.end {
		return nil, false
	}
	w.in = w.in[:0]
	if w.last != none {
		w.in = append(w.in, one(int(w.last)))
	}
	w.in = append(w.in, w.events.requested...)
	return w.in, true
}

// Take implements [sequence.Writer].
func (w *writer) Take(_ int, logits []float32) (class int) {
	if len(w.unread) > 0 {
		w.read()
		return int(w.last)
	}
	w.last = w.next(logits)
	w.player.apply(w.last)
	return int(w.last)
}

// read takes the next event of the primer. The player has its notes already.
func (w *writer) read() {
	w.last, w.unread = w.unread[0], w.unread[1:]
}

// next releases a key that has sounded for too long, or samples an event.
func (w *writer) next(logits []float32) int16 {
	until := w.end
	for key := range 128 {
		since, sounds := w.player.onset(key)
		if !sounds {
			continue
		}
		if w.player.now-since >= longestNote {
			return int16(noteOff + key)
		}
		until = min(until, since+longestNote)
	}
	event := int16(sequence.Draw(w.possible(logits), w.temperature, w.random))
	if left := until - w.player.now; isShift(event) && left < longestShift {
		event = min(event, timeShift+int16(left)-1)
	}
	return event
}

// possible are the logits of the events that can follow, and −∞ for the others.
func (w *writer) possible(logits []float32) []float32 {
	for class := range w.logits {
		w.logits[class] = impossible
	}
	allow := func(from, to int) { copy(w.logits[from:to], logits[from:to]) }
	anyOnset, afterVelocity := false, w.last >= velocity
	for key := features.Lowest; key <= features.Highest; key++ {
		since, sounds := w.player.onset(key)
		earlier := sounds && since < w.player.now
		if !sounds || earlier {
			allow(noteOn+key, noteOn+key+1)
			anyOnset = true
		}
		if earlier && !afterVelocity {
			allow(noteOff+key, noteOff+key+1)
		}
	}
	if !afterVelocity {
		allow(timeShift, velocity)
	}
	if !afterVelocity && anyOnset {
		allow(velocity, len(w.logits))
	}
	return w.logits
}
