package midi

import (
	"errors"
	"io"
)

// Status bytes and meta types that matter here (MIDI 1.0 and Standard MIDI Files 1.0).
const (
	statusNoteOff = 0x80
	statusNoteOn  = 0x90
	statusControl = 0xB0
	statusProgram = 0xC0
	statusTouch   = 0xD0 // channel pressure
	statusSysex   = 0xF0
	statusEscape  = 0xF7 // further part of a sysex, or any bytes
	statusMeta    = 0xFF

	metaText    = 0x01
	metaName    = 0x03
	metaEnd     = 0x2F
	metaTempo   = 0x51
	metaTimeSig = 0x58
	metaKeySig  = 0x59
)

// The sustain pedal: a controller, and the lowest value at which it is down (MIDI 1.0, controller 64).
const (
	controlPedal = 64
	pedalDown    = 64
)

// maxDelta is the longest time between two events: four bytes of seven bits.
const maxDelta = 0x0FFFFFFF

var (
	errCut      = errors.New("the track ends in the middle of an event; the rest is lost")
	errNoStatus = errors.New("a data byte without a status before it; the rest of the track is lost")
	errNumber   = errors.New("a number above 0x0FFFFFFF; the rest of the track is lost")
	errLength   = errors.New("an event reaches past the end of its track; the rest of the track is lost")
)

// event is one event of a track, with running status filled in.
type event struct {
	delta  int64 // ticks since the event before
	status byte
	meta   byte   // the type, if status is statusMeta
	data   []byte // what follows the status, or a meta's or sysex's length
}

// eventReader reads the events of one track.
type eventReader struct {
	body    []byte
	pos     int
	running byte // last channel status, 0 at the start
	stale   bool // a meta or sysex event came since: by the letter it ends running status, but many programs go on
	warn    func(kind string)
}

// next returns the event at pos and moves on. It returns io.EOF at the end of the body, and another error where the
// bytes make no sense any more, with pos at the beginning of the event.
func (r *eventReader) next() (e event, err error) {
	if r.pos == len(r.body) {
		return e, io.EOF
	}
	start := r.pos
	if e, err = r.event(); err != nil {
		r.pos = start
		return event{}, err
	}
	return e, nil
}

func (r *eventReader) event() (e event, err error) {
	if e.delta, err = r.number(); err != nil {
		return e, err
	}
	if e.status, err = r.byte(); err != nil {
		return e, err
	}
	if e.status < 0x80 {
		if e.status, err = r.runningStatus(); err != nil {
			return e, err
		}
	}
	switch {
	case e.status < 0xF0:
		r.running, r.stale = e.status, false
		e.data, err = r.take(channelDataLength(e.status))
	case e.status == statusMeta:
		r.stale = true
		if e.meta, err = r.byte(); err == nil {
			e.data, err = r.counted()
		}
	case e.status == statusSysex || e.status == statusEscape:
		r.stale = true
		e.data, err = r.counted()
	default:
		r.warn("a system message that has no place in a file was skipped")
		e.data, err = r.take(systemDataLength(e.status))
	}
	return e, err
}

// runningStatus returns the status that a data byte just read continues, and steps back to that byte.
func (r *eventReader) runningStatus() (byte, error) {
	if r.running == 0 {
		return 0, errNoStatus
	}
	if r.stale {
		r.warn("running status goes on after a meta or sysex event")
	}
	r.pos--
	return r.running, nil
}

// channelDataLength returns the number of data bytes of a channel message.
func channelDataLength(status byte) int {
	if kind := status & 0xF0; kind == statusProgram || kind == statusTouch {
		return 1
	}
	return 2
}

// systemDataLength returns the number of data bytes of a system common or real-time message.
func systemDataLength(status byte) int {
	switch status {
	case 0xF1, 0xF3: // time-code quarter frame, song select
		return 1
	case 0xF2: // song position
		return 2
	}
	return 0
}

func (r *eventReader) byte() (byte, error) {
	b, err := r.take(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

func (r *eventReader) take(n int) ([]byte, error) {
	if n > len(r.body)-r.pos {
		return nil, errCut
	}
	r.pos += n
	return r.body[r.pos-n : r.pos], nil
}

// counted reads a length and as many bytes.
func (r *eventReader) counted() ([]byte, error) {
	n, err := r.number()
	if err != nil {
		return nil, err
	}
	if n > int64(len(r.body)-r.pos) {
		return nil, errLength
	}
	return r.take(int(n))
}

// number reads a variable-length quantity: seven bits a byte, the top bit set in all but the last. Leading zero
// bytes (0x80) beyond the four that the format allows do no harm.
func (r *eventReader) number() (int64, error) {
	var n int64
	for {
		b, err := r.byte()
		if err != nil {
			return 0, err
		}
		n = n<<7 | int64(b&0x7F)
		if n > maxDelta {
			return 0, errNumber
		}
		if b < 0x80 {
			return n, nil
		}
	}
}

// appendNumber appends n, at most maxDelta, as a variable-length quantity.
func appendNumber(b []byte, n int64) []byte {
	for shift := 21; shift > 0; shift -= 7 {
		if n>>shift != 0 {
			b = append(b, byte(n>>shift)|0x80)
		}
	}
	return append(b, byte(n&0x7F))
}
