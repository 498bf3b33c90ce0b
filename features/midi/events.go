package midi

import (
	"errors"
	"io"

	"gitlab.com/gomidi/midi/v2/smf"
)

// Status bytes and meta types of events (MIDI 1.0 and Standard MIDI Files 1.0).
const (
	statusProgram  = 0xC0
	statusPressure = 0xD0 // channel pressure
	statusSysex    = 0xF0
	statusEscape   = 0xF7 // continuation of a sysex, or arbitrary bytes
	statusMeta     = 0xFF

	metaEnd = 0x2F
)

// maxDelta is the longest time between two events in ticks: four bytes of seven bits.
const maxDelta = 0x0FFFFFFF

var (
	errTruncated = errors.New("the track ends in the middle of an event; the rest is lost")
	errNoStatus  = errors.New("a data byte without a status before it; the rest of the track is lost")
	errNumber    = errors.New("a number above 0x0FFFFFFF; the rest of the track is lost")
	errLength    = errors.New("an event reaches past the end of its track; the rest of the track is lost")
)

// event is one event of a track.
type event struct {
	delta   int64       // ticks since the previous event
	message smf.Message // with its status, also where the file omits it; empty if the event has no place in a file
	data    []byte      // of a meta event, without type and length
}

// isEnd reports whether e is an End of Track.
func (e event) isEnd() bool { return e.message.IsMeta() && e.message[1] == metaEnd }

// eventReader splits the bytes of a track into events, whose messages gomidi decodes.
//
// gomidi can read whole files itself, but on damaged ones it panics, allocates without bound, or loses notes
// without an error, and it cannot resume. To know that a track is sound, one has to find all its events, as
// is done here.
type eventReader struct {
	body    []byte
	pos     int
	running byte // last channel status, 0 at the start
	expired bool // a meta or sysex event came since: it ends running status, but many programs ignore that
	warn    func(fault string)
}

// next returns the next event. It returns io.EOF at the end of the body. If the bytes cannot be understood,
// it returns another error, and pos is the start of the event.
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
	start := r.pos
	status, err := r.byte()
	switch {
	case err != nil:
	case status < 0x80:
		r.pos--
		e.message, err = r.runningStatus()
	case status < 0xF0:
		r.running, r.expired = status, false
		_, err = r.take(channelDataLength(status))
		e.message = r.body[start:r.pos]
	case status == statusMeta:
		r.expired = true
		if _, err = r.byte(); err == nil {
			e.data, err = r.counted()
		}
		e.message = r.body[start:r.pos]
	case status == statusSysex || status == statusEscape:
		r.expired = true
		_, err = r.counted()
		e.message = r.body[start:r.pos]
	default:
		r.warn("a system message that has no place in a file was skipped")
		_, err = r.take(systemDataLength(status))
	}
	return e, err
}

// runningStatus returns a channel message whose status the file omits.
func (r *eventReader) runningStatus() (smf.Message, error) {
	if r.running == 0 {
		return nil, errNoStatus
	}
	if r.expired {
		r.warn("running status goes on after a meta or sysex event")
	}
	data, err := r.take(channelDataLength(r.running))
	return append(smf.Message{r.running}, data...), err
}

// channelDataLength returns the number of data bytes of a channel message.
func channelDataLength(status byte) int {
	if kind := status & 0xF0; kind == statusProgram || kind == statusPressure {
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
		return nil, errTruncated
	}
	r.pos += n
	return r.body[r.pos-n : r.pos], nil
}

// counted reads a length and that many bytes.
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

// number reads a variable-length quantity: seven bits a byte, the top bit set in all but the last. Leading
// zeros (0x80) beyond the four bytes that the format allows are accepted.
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
