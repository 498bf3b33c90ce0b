package midi

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"gitlab.com/gomidi/midi/v2/smf"

	"workbench/features/internal/faults"
	"workbench/features/score"
)

// The sustain pedal is controller 64; it is down from a value of 64 (MIDI 1.0).
const (
	controlPedal = 64
	pedalDown    = 64
)

// decoder collects the tracks of a file in a Score.
type decoder struct {
	options Options
	header  header
	faults  *faults.List
	score   score.Score

	metres tracks[score.Metre]
	tempos tracks[float64] // quarters per minute
	keys   tracks[score.Key]

	offset  int64    // start of the track in ticks of the Score: 0 except in format 2
	pattern int64    // start of the latest pattern of format 2
	down    [16]bool // pedals by channel, as of the last event read
	plays   [16]bool // channels that have notes
	voices  int      // tracks with notes before this one
	drums   int      // notes left out as drums

	// Of the current track:
	number  int                  // from 1
	now     int64                // time of the event in ticks of the file
	events  map[voice][]keyEvent // in ticks of the Score
	names   []string             // of the track and its instruments
	program int                  // of channel 10, -1 if unknown; tracks inherit it
}

// voice is what a note-off has in common with its note-on, within a track.
type voice struct{ channel, key uint8 }

// fault notes something wrong with the current event.
func (d *decoder) fault(kind string) {
	d.faults.Add(kind, fmt.Sprintf("track %d, tick %d", d.number, d.now))
}

// track decodes the events of a track; see [chunks].
func (d *decoder) track(body []byte) (used int, err error) {
	d.number++
	d.now, d.events, d.names = 0, make(map[voice][]keyEvent), nil
	if d.header.format != 2 || d.number == 1 {
		d.metres.startTrack(d.number)
		d.tempos.startTrack(d.number)
		d.keys.startTrack(d.number)
	}
	if d.offset > d.pattern {
		d.startPattern()
	}
	r := &eventReader{body: body}
	r.warn = func(kind string) { d.faults.Add(kind, fmt.Sprintf("track %d, byte %d", d.number, r.pos)) }
	for {
		var e event
		if e, err = r.next(); err != nil {
			break
		}
		d.now += e.delta
		if e.isEnd() {
			break
		}
		d.event(e, d.tick())
	}
	end := d.tick()
	d.notes(end)
	d.score.Length = max(d.score.Length, end)
	if d.header.format == 2 {
		d.offset = end
	}
	return r.pos, err
}

// tick is the current time in ticks of the Score.
func (d *decoder) tick() int64 { return d.offset + d.header.clock.ticks(d.now) }

// startPattern begins a further pattern of format 2 with the default metre and tempo and with the pedals up.
func (d *decoder) startPattern() {
	d.pattern = d.offset
	d.metres.add(d.offset, score.CommonTime)
	d.tempos.add(d.offset, score.DefaultTempo)
	for channel, down := range d.down {
		if down {
			d.score.Pedals = append(d.score.Pedals, score.Pedal{Tick: d.offset, Channel: uint8(channel)})
		}
	}
	d.down = [16]bool{}
}

func (d *decoder) event(e event, tick int64) {
	m := e.message
	var channel, key, velocity, controller, value, program uint8
	switch {
	case len(m) == 0:
	case m.IsMeta():
		d.meta(m, e.data, tick)
	case m.GetNoteOn(&channel, &key, &velocity) && m[2] > 127: // of which gomidi ignores the upper bit
		d.fault("a velocity above 127 was taken as 127")
		d.note(m, voice{channel, key}, keyEvent{tick, 127})
	case m.GetNoteStart(&channel, &key, &velocity):
		d.note(m, voice{channel, key}, keyEvent{tick, velocity})
	case m.GetNoteEnd(&channel, &key):
		d.note(m, voice{channel, key}, keyEvent{tick, 0})
	case m.GetProgramChange(&channel, &program):
		if channel == drumChannel {
			d.program = int(program)
		}
	case m.GetControlChange(&channel, &controller, &value) && m[1] == controlPedal:
		d.down[channel] = m[2] >= pedalDown
		d.score.Pedals = append(d.score.Pedals, score.Pedal{Tick: tick, Channel: channel, Down: d.down[channel]})
	}
}

// note takes a note-on or note-off.
func (d *decoder) note(m smf.Message, v voice, e keyEvent) {
	if m[1] > 127 {
		d.fault("a note with a key above 127 was skipped")
		return
	}
	d.events[v] = append(d.events[v], e)
}

// meta takes a name, tempo, time signature or key signature.
func (d *decoder) meta(m smf.Message, data []byte, tick int64) {
	switch {
	case m.Is(smf.MetaTrackNameMsg):
		name := text(data)
		d.names = append(d.names, name)
		if d.score.Title == "" {
			d.score.Title = name
		}
	case m.Is(smf.MetaInstrumentMsg):
		d.names = append(d.names, text(data))
	case m.Is(smf.MetaTempoMsg):
		d.tempo(data, tick)
	case m.Is(smf.MetaTimeSigMsg):
		d.metre(data, tick)
	case m.Is(smf.MetaKeySigMsg):
		d.key(data, tick)
	}
}

// tempo reads a tempo: microseconds per quarter, 24 bits.
func (d *decoder) tempo(data []byte, tick int64) {
	if d.header.clock.seconds {
		return
	}
	if len(data) != 3 {
		d.fault("a tempo of wrong length was ignored")
		return
	}
	microseconds := int(data[0])<<16 | int(data[1])<<8 | int(data[2])
	if microseconds == 0 {
		d.fault("a tempo of 0 µs per quarter was ignored")
		return
	}
	d.tempos.add(tick, 60e6/float64(microseconds))
}

// metre reads a time signature: the numerator, and the denominator as a power of two.
func (d *decoder) metre(data []byte, tick int64) {
	switch {
	case len(data) != 4:
		d.fault("a time signature of wrong length was ignored")
	case data[0] == 0 || data[1] > 6:
		d.fault("an impossible time signature was ignored")
	default:
		d.metres.add(tick, score.Metre{Beats: int(data[0]), Unit: 1 << data[1]})
	}
}

// key reads a key signature: sharps, or flats if negative, and 1 for minor.
func (d *decoder) key(data []byte, tick int64) {
	if len(data) != 2 || int8(data[0]) < -7 || int8(data[0]) > 7 || data[1] > 1 {
		d.fault("an impossible key signature was ignored")
		return
	}
	d.keys.add(tick, score.Key{Fifths: int(int8(data[0])), Minor: data[1] == 1})
}

// notes pairs the note-ons and note-offs of the track, which ends at tick end, and adds its notes to the Score.
func (d *decoder) notes(end int64) {
	if !d.keepDrums() {
		d.dropDrums()
	}
	type located struct {
		keyFault
		key uint8
	}
	var found []located
	before := len(d.score.Notes)
	order := func(a, b voice) int { return cmp.Or(cmp.Compare(a.channel, b.channel), cmp.Compare(a.key, b.key)) }
	for _, v := range slices.SortedFunc(maps.Keys(d.events), order) {
		p := pair(d.events[v])
		p.bound(end, d.score.TicksPerQuarter)
		for _, n := range p.notes {
			d.score.Notes = append(d.score.Notes, score.Note{Start: n.start, End: n.end, Key: v.key,
				Velocity: n.velocity, Track: uint8(min(d.voices, 255))})
		}
		d.plays[v.channel] = d.plays[v.channel] || len(p.notes) > 0
		for _, f := range p.faults {
			found = append(found, located{f, v.key})
		}
	}
	if len(d.score.Notes) > before {
		d.voices++
	}
	slices.SortStableFunc(found, func(a, b located) int { return cmp.Compare(a.tick, b.tick) })
	for _, f := range found {
		d.faults.Add(f.fault, fmt.Sprintf("track %d, tick %d, key %d", d.number, f.tick, f.key))
	}
}

// finish completes the Score.
func (d *decoder) finish() *score.Score {
	if d.drums > 0 {
		d.faults.Add(fmt.Sprintf("notes of channel 10 left out as drums: %d", d.drums), "")
	}
	s := &d.score
	slices.SortStableFunc(s.Notes, inOrder)
	s.Pedals = d.pedals()
	onBarLine := func(m change[score.Metre], tick int64) bool {
		if d.number == 1 || d.header.format == 2 {
			// A repeated signature starts a bar: in this way earlier versions of Write marked a pickup.
			return true
		}
		_, rest := bars(m.value, tick-m.tick, s.TicksPerQuarter)
		return rest == 0
	}
	always := func(change[float64], int64) bool { return true }
	alwaysKey := func(change[score.Key], int64) bool { return true }
	for _, c := range d.metres.merge("time signatures", change[score.Metre]{0, score.CommonTime}, onBarLine, d.faults) {
		s.Metres = append(s.Metres, score.MetreChange{Tick: c.tick, Metre: c.value})
	}
	for _, c := range d.tempos.merge("tempos", change[float64]{0, score.DefaultTempo}, always, d.faults) {
		s.Tempos = append(s.Tempos, score.TempoChange{Tick: c.tick, QuartersPerMinute: c.value})
	}
	for _, c := range d.keys.merge("key signatures", change[score.Key]{}, alwaysKey, d.faults) {
		s.Keys = append(s.Keys, score.KeyChange{Tick: c.tick, Key: c.value})
	}
	shortenHeldNotes(s, d.faults)
	shortenSilences(s, d.faults)
	if d.header.format != 2 { // where a short bar ends a pattern
		s.Metres = joinShortBars(s)
	}
	return s
}

// pedals returns the pedal changes in order of time, without those that change nothing or whose channel has
// no notes.
func (d *decoder) pedals() []score.Pedal {
	all := d.score.Pedals
	slices.SortStableFunc(all, func(a, b score.Pedal) int { return cmp.Compare(a.Tick, b.Tick) })
	var down [16]bool
	var kept []score.Pedal
	for _, p := range all {
		if d.plays[p.Channel] && p.Down != down[p.Channel] {
			down[p.Channel] = p.Down
			kept = append(kept, p)
		}
	}
	return kept
}
