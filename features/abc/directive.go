package abc

import (
	"strconv"
	"strings"
)

// readDirective reads what follows %% or I:. Nearly all directives are for the page; those that change the
// sounding notes are read here.
func (r *reader) readDirective(c *cursor) {
	c.skipSpace()
	from := c.pos
	name := strings.TrimSuffix(c.word(), ":")
	switch {
	case name == "propagate-accidentals":
		r.readPropagation(c)
	case strings.EqualFold(name, "MIDI"):
		r.readMIDI(c)
	case name == "transpose":
		r.readTransposition(c, from, false)
	}
}

func (r *reader) readPropagation(c *cursor) {
	c.skipSpace()
	from := c.pos
	if value := Propagation(c.word()); value.valid() {
		r.state().propagate = value
	} else {
		c.warnAt(from, "propagate-accidentals is not, octave or pitch, not %q; ignored", value)
	}
}

// percussionChannel is the channel of General MIDI that has drums instead of pitches, counted from 1.
const percussionChannel = 10

// readMIDI reads %%MIDI, a directive of abc2midi.
func (r *reader) readMIDI(c *cursor) {
	c.skipSpace()
	c.accept("=") // I:MIDI=transpose 2
	c.skipSpace()
	from := c.pos
	switch command := c.word(); command {
	case "transpose", "rtranspose":
		r.readTransposition(c, from, command == "rtranspose")
	case "channel":
		if channel, ok := c.integer(); ok {
			r.directiveState().percussionChannel = channel == percussionChannel
		}
	}
}

// readTransposition reads semitones, as an addition to those before if it is relative.
func (r *reader) readTransposition(c *cursor, from int, relative bool) {
	s := r.directiveState()
	n, ok := c.integer()
	if ok && relative {
		n += s.soundTranspose
	}
	if !ok || n < -maxTranspose || n > maxTranspose {
		c.warnAt(from, "%q is ignored: a transposition is a number of semitones from -%d to %d", clip(c.text[from:]), maxTranspose, maxTranspose)
		return
	}
	s.soundTranspose = n
}

// directiveState is state for the directives of one voice, which in the header follow its V: field.
func (r *reader) directiveState() *state {
	if r.current == nil && r.headerVoice != nil {
		return &r.headerVoice.state
	}
	return r.state()
}

// integer reads the next word as a whole number with an optional sign.
func (c *cursor) integer() (n int, ok bool) {
	c.skipSpace()
	n, err := strconv.Atoi(c.word())
	return n, err == nil
}
