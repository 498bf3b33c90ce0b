package midi

// keyEvent is a note-on or note-off of one key on one channel of one track.
type keyEvent struct {
	tick     int64
	velocity uint8 // 0 for a note-off
}

func (e keyEvent) isOn() bool { return e.velocity > 0 }

// keyNote is a note of one key.
type keyNote struct {
	start, end int64
	velocity   uint8
}

// keyFault is something odd about the note-ons and note-offs of one key.
type keyFault struct {
	fault string
	tick  int64
}

const (
	faultNoOn  = "a note-off without note-on"
	faultNoOff = "a note without note-off; it ends at the next note-on of its key"
	faultOpen  = "a note without note-off; it ends with its track, at the latest after 4 quarters"
	faultEarly = "a note-off before its note-on at the same tick; the note has no length"
)

// pairing finds the notes of one key.
type pairing struct {
	notes  []keyNote
	faults []keyFault
	open   []int // notes without note-off so far, oldest first
}

// pair finds the notes of one key from its events, which are in order of time.
//
// A note-off ends the oldest open note: first in, first out. If that leaves notes open at the end, a note-off
// is missing after the last time when none was open. From there on a note-on ends the open note, so that one
// missing note-off lengthens one note, not all that follow.
//
// A note-off without open note, directly before a note-on at the same tick that has no note-off of its own,
// belongs to that note-on: the note has no length. Programs that sort note-offs first write notes shorter
// than a tick in this way.
func pair(events []keyEvent) *pairing {
	p := new(pairing)
	early := loneOns(events)
	settled := p.run(events, early, false)
	if len(p.open) > 0 {
		p.open = p.open[:0]
		p.notes, p.faults = p.notes[:settled.notes], p.faults[:settled.faults]
		p.run(events[settled.events:], early[settled.events:], true)
	}
	return p
}

// settledAt is a state in which no note is open: a given number of events, notes and faults came before it.
type settledAt struct{ events, notes, faults int }

// run processes events and returns the last state in which no note was open. If cut is set, a note-on ends
// the open note.
func (p *pairing) run(events []keyEvent, lone []bool, cut bool) (settled settledAt) {
	settled = settledAt{0, len(p.notes), len(p.faults)}
	for i := 0; i < len(events); i++ {
		e := events[i]
		together := i+1 < len(events) && events[i+1].tick == e.tick // with the next event
		switch {
		case e.isOn() && cut && len(p.open) > 0 && together && !events[i+1].isOn():
			p.endOldest(e.tick) // by that note-off
			p.start(e)
			i++
		case e.isOn():
			if cut && len(p.open) > 0 {
				p.fault(faultNoOff, p.notes[p.open[0]].start)
				p.endOldest(e.tick)
			}
			p.start(e)
		case len(p.open) > 0:
			p.endOldest(e.tick)
		case together && events[i+1].isOn() && lone[i+1]:
			p.fault(faultEarly, e.tick)
			p.start(events[i+1])
			p.endOldest(e.tick)
			i++
		default:
			p.fault(faultNoOn, e.tick)
		}
		if len(p.open) == 0 {
			settled = settledAt{i + 1, len(p.notes), len(p.faults)}
		}
	}
	return settled
}

func (p *pairing) start(e keyEvent) {
	p.open = append(p.open, len(p.notes))
	p.notes = append(p.notes, keyNote{e.tick, e.tick, e.velocity})
}

func (p *pairing) endOldest(tick int64) {
	p.notes[p.open[0]].end = tick
	p.open = p.open[1:]
}

func (p *pairing) fault(fault string, tick int64) {
	p.faults = append(p.faults, keyFault{fault, tick})
}

// loneOns reports for each event whether it is a note-on without a note-off of its own: the next event is
// another note-on or there is none. A next note-off does not count if it directly precedes a lone note-on at
// its tick, as it belongs to that one.
func loneOns(events []keyEvent) []bool {
	lone := make([]bool, len(events))
	for i := len(events) - 1; i >= 0; i-- {
		switch {
		case !events[i].isOn():
		case i+1 == len(events) || events[i+1].isOn():
			lone[i] = true
		case i+2 < len(events) && events[i+2].isOn() && events[i+2].tick == events[i+1].tick:
			lone[i] = lone[i+2]
		}
	}
	return lone
}

// bound ends the notes that are still open, at the end of the track or after a whole note of 4 quarters.
func (p *pairing) bound(trackEnd int64, ticksPerQuarter int) {
	for _, i := range p.open {
		n := &p.notes[i]
		n.end = max(n.start, min(trackEnd, n.start+4*int64(ticksPerQuarter)))
		p.fault(faultOpen, n.start)
	}
}
