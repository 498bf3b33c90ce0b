package performance

import (
	"math"
	"math/rand/v2"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/features/score"
)

// longestNote is how long a key may sound in a composition, in steps: 5 s, as in magenta. Then it is released, and the network hears that.
const longestNote = 5 * stepsPerSecond

// writer writes one composition. Time is counted in steps of 10 ms from the beginning of the start.
type writer struct {
	events      *Events
	start       *features.Piece
	from        *score.Score // what the start is heard from
	steps       int          // of the grid, to be composed
	temperature float64
	random      *rand.Rand

	given     []int16 // of the start, still to be heard
	last      int16   // the event before, none for −1
	player    player
	composing int32 // when the start is over
	end       int32
	beside    []sequence.Input
	in        []sequence.Input
	logits    []float32
}

// none is the event before the first.
const none = -1

// impossible is the logit of an event that cannot follow.
var impossible = float32(math.Inf(-1))

// Write goes on from the notes of start as they were played, or else of its roll at the tempo of [Options]. Keys that sound when the start is over are the
// network's to release. Then it draws events for as long as the steps last at that tempo, with what is asked for as conditions of every event.
//
// Only events that can follow are drawn: keys of the piano, releases of keys that sound, and after a velocity a strike. At one moment a key is struck once at
// most and not released after that, so that after 264 events, 3 for each key, time must go on. A time shift is cut short where a key has sounded for 5 s, the
// release of which comes next, and at the end.
func (e *Events) Write(primer features.Primer, steps int, temperature float64, random *rand.Rand) sequence.Writer {
	start := primer.Piece
	w := &writer{events: e, start: start, from: start.Played, steps: min(steps, features.MaxSteps-start.Steps()), temperature: temperature, random: random,
		last: none, beside: e.asked, logits: make([]float32, e.classes)}
	played := perform(w.from)
	if len(played.notes) == 0 {
		w.from = start.Score(plainVelocity, e.options.Tempo)
		played = perform(w.from)
	}
	w.composing = stepAt(w.from.Clock().Seconds(w.startEnd(w.from)))
	w.end = w.composing + stepAt(float64(w.steps)*60/(e.options.Tempo*float64(start.StepsPerQuarter)))

	strokes := played.strokes(1, 0)
	for i, s := range strokes {
		if s.start >= w.composing {
			strokes = strokes[:i]
			break
		}
	}
	w.given = eventsUntil(eventsOf(strokes, e.options.Dynamics), w.composing)
	w.player = newPlayer(strokes, w.composing)
	if n := len(strokes); n > 0 && e.options.Dynamics {
		w.player.velocity = velocityOf(binOf(strokes[n-1].velocity))
	}
	if !primer.Silence && len(w.given) > 0 {
		w.last, w.given = w.given[0], w.given[1:]
	}
	return w
}

// startEnd is the tick of a score at which the start's steps are over.
func (w *writer) startEnd(s *score.Score) int64 {
	return int64(w.start.Steps()) * int64(s.TicksPerQuarter) / int64(w.start.StepsPerQuarter)
}

// eventsUntil are the events before a time, and the time until then.
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

// Input is what is heard before the next event.
func (w *writer) Input() (in []sequence.Input, ok bool) {
	if len(w.given) == 0 && w.player.now >= w.end {
		return nil, false
	}
	w.in = w.in[:0]
	if w.last != none {
		w.in = append(w.in, one(int(w.last)))
	}
	w.in = append(w.in, w.beside...)
	return w.in, true
}

// Take returns the next event: of the start, then of what is composed.
func (w *writer) Take(_ int, logits []float32) (class int) {
	if len(w.given) > 0 {
		w.last, w.given = w.given[0], w.given[1:]
		return int(w.last)
	}
	w.last = w.next(logits)
	w.player.play(w.last)
	return int(w.last)
}

// next releases a key that has sounded for too long, or draws.
func (w *writer) next(logits []float32) int16 {
	until := w.end
	for key := range 128 {
		since, sounds := w.player.since(key)
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
	struck, bound := false, w.last >= velocity // right after a velocity something is struck
	for key := features.Lowest; key <= features.Highest; key++ {
		since, sounds := w.player.since(key)
		old := sounds && since < w.player.now
		if !sounds || old {
			allow(noteOn+key, noteOn+key+1)
			struck = true
		}
		if old && !bound {
			allow(noteOff+key, noteOff+key+1)
		}
	}
	if !bound {
		allow(timeShift, velocity)
	}
	if !bound && struck {
		allow(velocity, len(w.logits))
	}
	return w.logits
}
