package performance

import "math"

// plainVelocity is that of a key struck before any event has told one.
const plainVelocity = 80

// player plays events: it keeps the time, and the strokes so far.
type player struct {
	now      int32 // steps
	velocity uint8
	sounding [128]int // by key: its stroke, from 1; 0 for silence
	strokes  []stroke
}

// open is the end of a stroke that sounds.
const open = math.MaxInt32

// newPlayer goes on from strokes that began before now; those that end later sound still.
func newPlayer(strokes []stroke, now int32) player {
	p := player{now: now, velocity: plainVelocity, strokes: strokes}
	for i := range strokes {
		if s := &strokes[i]; s.end >= now {
			s.end = open
			p.sounding[s.key] = i + 1
		}
	}
	return p
}

// play lets an event happen. A key that is struck while it sounds is released first, and the release of a silent key is nothing.
func (p *player) play(event int16) {
	switch {
	case event < noteOff:
		key := uint8(event - noteOn)
		p.release(key)
		p.strokes = append(p.strokes, stroke{start: p.now, end: open, key: key, velocity: p.velocity})
		p.sounding[key] = len(p.strokes)
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
		p.strokes[i-1].end = p.now
		p.sounding[key] = 0
	}
}

// since is when a key was struck that sounds.
func (p *player) since(key int) (step int32, sounds bool) {
	if i := p.sounding[key]; i > 0 {
		return p.strokes[i-1].start, true
	}
	return 0, false
}

// notes are the strokes, those that sound still ending now, without any of no length.
func (p *player) notes() []stroke {
	var notes []stroke
	for _, s := range p.strokes {
		if s.end = min(s.end, p.now); s.end > s.start {
			notes = append(notes, s)
		}
	}
	return notes
}
