package performance

import "math"

// defaultVelocity is that of notes before the first velocity event.
const defaultVelocity = 80

// player decodes events: it keeps the time, and the notes so far.
type player struct {
	now      int32 // steps
	velocity uint8
	sounding [128]int // by key: its note, from 1; 0 = silent
	played   []note
}

// noEnd is the end of a note that still sounds.
const noEnd = math.MaxInt32

// newPlayer continues from notes that began before now; those that end at now or later still sound.
func newPlayer(notes []note, now int32) player {
	p := player{now: now, velocity: defaultVelocity, played: notes}
	for i := range notes {
		if n := &notes[i]; n.end >= now {
			n.end = noEnd
			p.sounding[n.key] = i + 1
		}
	}
	return p
}

// apply applies an event. A note on of a key that sounds ends the note before it; a note off of a silent key
// does nothing.
func (p *player) apply(event int16) {
	switch {
	case event < noteOff:
		key := uint8(event - noteOn)
		p.release(key)
		p.played = append(p.played, note{start: p.now, end: noEnd, key: key, velocity: p.velocity})
		p.sounding[key] = len(p.played)
	case event < timeShift:
		p.release(uint8(event - noteOff))
	case event < velocity:
		p.now += int32(event-timeShift) + 1
	default:
		p.velocity = velocityOf(int(event - velocity))
	}
}

func (p *player) release(key uint8) {
	if i := p.sounding[key]; i > 0 {
		p.played[i-1].end = p.now
		p.sounding[key] = 0
	}
}

// onset is the step of the onset of a key that sounds.
func (p *player) onset(key int) (step int32, sounds bool) {
	if i := p.sounding[key]; i > 0 {
		return p.played[i-1].start, true
	}
	return 0, false
}

// notes are the notes so far; those that still sound end now. Notes of no length are left out.
func (p *player) notes() []note {
	var notes []note
	for _, n := range p.played {
		if n.end = min(n.end, p.now); n.end > n.start {
			notes = append(notes, n)
		}
	}
	return notes
}
