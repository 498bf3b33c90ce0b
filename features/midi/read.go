// Package midi turns Standard MIDI Files into a score.Score and a score.Score into a Standard MIDI File.
//
// Files as they are found break the format in many ways. Read repairs what it can, and says so in warnings;
// it returns an error only where nothing can be made of the file.
package midi

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gitlab.com/gomidi/midi/v2/smf"

	"workbench/features/score"
)

// drumsChannel is what musicians call channel 10. Its keys are instruments, not pitches.
const drumsChannel = 9

// Read reads a Standard MIDI File of format 0, 1 or 2, also within a RIFF file (.rmi).
//
// The notes of all tracks are merged, without the drum channel. Each note-off ends the oldest sounding note of its
// track, channel and key; what still sounds at the end of its track ends there. Tempos and metres come from all
// tracks, and of several at one tick the last one counts. The patterns of format 2 follow one another. A file divided
// by seconds (SMPTE) has no tempos; its ticks a quarter are such that the default of 120 quarters a minute is right.
// The sustain pedals of the channels that have notes are kept, each a change of what it was, up at the beginning.
//
// The warnings tell what was overlooked or repaired, in a handful of lines. A damaged or cut file gives the notes up to
// the damage with a warning, and an error if that leaves no note. A sound file without notes gives a Score without notes.
func Read(data []byte) (s *score.Score, warnings []string, err error) {
	w := &faults{}
	s, err = read(data, w)
	if err != nil {
		return nil, w.list(), err
	}
	if len(s.Notes) == 0 && w.loss != "" {
		return nil, w.list(), fmt.Errorf("midi: no note could be read: %s", w.loss)
	}
	return s, w.list(), nil
}

func read(data []byte, w *faults) (*score.Score, error) {
	h, clean, err := normalise(data, w)
	if err != nil {
		return nil, err
	}
	file, err := parse(clean)
	if err != nil {
		return nil, err
	}
	d := &decoder{clock: h.clock, faults: w}
	d.score.TicksPerQuarter = h.clock.ticksPerQuarter
	for _, track := range file.Tracks {
		end := d.track(track)
		d.score.Length = max(d.score.Length, end)
		if h.format == 2 && end > d.offset {
			d.offset = end
			d.reset = true
		}
	}
	return d.finish(), nil
}

// parse has the library read normalised bytes. A panic of its own becomes an error.
func parse(clean []byte) (file *smf.SMF, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("midi: the file cannot be read: %v", r)
		}
	}()
	file, err = smf.ReadFrom(bytes.NewReader(clean))
	if err != nil {
		return nil, fmt.Errorf("midi: the file cannot be read: %w", err)
	}
	return file, nil
}

// decoder gathers the tracks of a file in a Score.
type decoder struct {
	clock  clock
	faults *faults
	score  score.Score

	offset int64 // where the track begins, in ticks of the Score: 0 except in format 2
	reset  bool  // a further pattern of format 2 begins: tempo and metre of the one before are over

	down   [16]bool // the pedals as the tracks so far, in the order of the file, have left them
	plays  [16]bool // the channels that have notes
	voices int      // tracks with notes before this one

	number   int             // of the track, from 1
	now      int64           // time of the event, in ticks of the file
	sounding map[voice][]int // notes without note-off so far: indexes of score.Notes, oldest first
}

// voice is what a note-off must share with its note-on, within a track.
type voice struct{ channel, key uint8 }

// fault notes a fault of the event being decoded.
func (d *decoder) fault(kind string) {
	d.faults.add(kind, fmt.Sprintf("track %d, tick %d", d.number, d.now))
}

// track decodes one track and returns the tick at which it ends.
func (d *decoder) track(track smf.Track) int64 {
	d.number++
	d.now = 0
	d.sounding = make(map[voice][]int)
	before := len(d.score.Notes)
	if d.reset && len(track) > 1 {
		d.score.Metres = append(d.score.Metres, score.MetreChange{Tick: d.offset, Metre: score.CommonTime})
		d.score.Tempos = append(d.score.Tempos, score.TempoChange{Tick: d.offset, QuartersPerMinute: 120})
		d.releasePedals()
		d.reset = false
	}
	tick := d.offset
	for _, e := range track {
		d.now += int64(e.Delta)
		tick = d.offset + d.clock.ticks(d.now)
		switch {
		case e.Message.IsMeta():
			d.meta(e.Message, tick)
		case !d.pedal(e.Message, tick):
			d.note(e.Message, tick)
		}
	}
	for _, open := range d.sounding {
		for _, i := range open {
			d.score.Notes[i].End = tick
			d.fault("a note without note-off; it ends with its track")
		}
	}
	if len(d.score.Notes) > before {
		d.voices++
	}
	return tick
}

// pedal takes over a movement of the sustain pedal, the only controller that the normaliser leaves, and reports whether m is one.
func (d *decoder) pedal(m smf.Message, tick int64) bool {
	var channel, controller, value uint8
	if !m.GetControlChange(&channel, &controller, &value) {
		return false
	}
	d.down[channel] = value >= pedalDown
	d.score.Pedals = append(d.score.Pedals, score.Pedal{Tick: tick, Channel: channel, Down: d.down[channel]})
	return true
}

// releasePedals brings all pedals up at the beginning of a pattern.
func (d *decoder) releasePedals() {
	for channel, down := range d.down {
		if down {
			d.score.Pedals = append(d.score.Pedals, score.Pedal{Tick: d.offset, Channel: uint8(channel)})
		}
	}
	d.down = [16]bool{}
}

// note starts or ends a note.
func (d *decoder) note(m smf.Message, tick int64) {
	var v voice
	var velocity uint8
	starts := m.GetNoteStart(&v.channel, &v.key, &velocity)
	if !starts && !m.GetNoteEnd(&v.channel, &v.key) || v.channel == drumsChannel {
		return
	}
	open := d.sounding[v]
	switch {
	case starts:
		d.sounding[v] = append(open, len(d.score.Notes))
		d.plays[v.channel] = true
		d.score.Notes = append(d.score.Notes, score.Note{Start: tick, Key: v.key, Velocity: velocity, Track: uint8(min(d.voices, 255))})
	case len(open) > 0:
		d.score.Notes[open[0]].End = tick
		d.sounding[v] = open[1:]
	default:
		d.fault("a note-off without note-on")
	}
}

// meta takes over a name, a tempo or a metre.
func (d *decoder) meta(m smf.Message, tick int64) {
	var name string
	switch kind, data := m[1], m[3:]; {
	case m.GetMetaTrackName(&name):
		if d.score.Title == "" {
			d.score.Title = title(name)
		}
	case kind == metaTempoApart:
		d.tempo(data, tick)
	case kind == metaTimeSig:
		d.metre(data, tick)
	case kind == metaKeySig:
		if len(data) != 2 || int8(data[0]) < -7 || int8(data[0]) > 7 || data[1] > 1 {
			d.fault("an impossible key signature was ignored")
		}
	}
}

// tempo reads microseconds a quarter, 24 bits.
func (d *decoder) tempo(data []byte, tick int64) {
	if d.clock.seconds {
		return
	}
	if len(data) != 3 {
		d.fault("a tempo of wrong length was ignored")
		return
	}
	microseconds := int(data[0])<<16 | int(data[1])<<8 | int(data[2])
	if microseconds == 0 {
		d.fault("a tempo of no time a quarter was ignored")
		return
	}
	d.score.Tempos = append(d.score.Tempos, score.TempoChange{Tick: tick, QuartersPerMinute: 60e6 / float64(microseconds)})
}

// metre reads a time signature: numerator, and the exponent of two of the denominator.
func (d *decoder) metre(data []byte, tick int64) {
	switch {
	case len(data) != 4:
		d.fault("a time signature of wrong length was ignored")
	case data[0] == 0 || data[1] > 6:
		d.fault("an impossible time signature was ignored")
	default:
		metre := score.Metre{Beats: int(data[0]), Unit: 1 << data[1]}
		d.score.Metres = append(d.score.Metres, score.MetreChange{Tick: tick, Metre: metre})
	}
}

// finish puts everything in order of time.
func (d *decoder) finish() *score.Score {
	s := &d.score
	slices.SortStableFunc(s.Notes, inOrder)
	s.Metres = lastOfEachTick(s.Metres, func(c score.MetreChange) int64 { return c.Tick })
	s.Tempos = lastOfEachTick(s.Tempos, func(c score.TempoChange) int64 { return c.Tick })
	s.Pedals = d.movements()
	return s
}

// movements returns the pedals in order of time, without those that change nothing or whose channel has no notes.
func (d *decoder) movements() []score.Pedal {
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

// lastOfEachTick sorts changes by tick and keeps, of several at one tick, the last one in the file.
func lastOfEachTick[C any](changes []C, tick func(C) int64) []C {
	slices.SortStableFunc(changes, func(a, b C) int { return cmp.Compare(tick(a), tick(b)) })
	var kept []C
	for i, c := range changes {
		if i+1 == len(changes) || tick(changes[i+1]) != tick(c) {
			kept = append(kept, c)
		}
	}
	return kept
}

// title returns a name as valid UTF-8 without the blanks and zero bytes around it. Bytes that are not UTF-8 are taken
// as Latin-1, in which each is the character of that number.
func title(name string) string {
	if !utf8.ValidString(name) {
		latin := make([]rune, len(name))
		for i := range len(name) {
			latin[i] = rune(name[i])
		}
		name = string(latin)
	}
	return strings.Trim(name, " \t\r\n\x00")
}
