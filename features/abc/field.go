package abc

import (
	"slices"
	"strings"
)

// ignoredFields are those that only inform: area, book, discography, file, group, history, notes, origin,
// rhythm, remark, source, symbol line, words, transcription.
const ignoredFields = "ABDFGHNORrSsWwZ"

// state returns the settings that a field or directive changes: those of the current voice, or the defaults
// of all voices before the first one.
func (r *reader) state() *state {
	if r.current != nil {
		return &r.current.state
	}
	return &r.defaults
}

// readField reads a field that header and body share.
func (r *reader) readField(name byte, c *cursor) error {
	s := r.state()
	switch name {
	case 'K':
		err := s.readKey(c)
		if err == nil && r.current != nil {
			r.current.markKey()
		}
		return err
	case 'M':
		m, err := readMetre(c)
		if err != nil {
			return err
		}
		if r.current != nil {
			r.current.setMetre(m)
		}
		s.metre = m
		return nil
	case 'L':
		unit, err := readUnit(c)
		if err == nil {
			s.unit = unit
		}
		return err
	case 'I':
		r.readDirective(c)
		return nil
	case 'U':
		r.readSymbol(c)
		return nil
	case 'm':
		return r.readMacro(c)
	}
	if strings.IndexByte(ignoredFields, name) < 0 {
		c.warnAt(0, "%c: is no field of the standard; ignored", name)
	}
	return nil
}

// readSymbol reads U:, which defines a letter as a decoration.
func (r *reader) readSymbol(c *cursor) {
	c.skipSpace()
	letter := c.peek(0)
	if !isLetter(letter) && letter != '~' {
		c.warnAt(c.pos, "U: needs a letter and a decoration, as in U:T = !trill!; ignored")
		return
	}
	r.symbols[letter] = true
}

// warnRest warns of text after the value of a field.
func (c *cursor) warnRest() {
	c.skipSpace()
	if !c.done() {
		c.warnAt(c.pos, "%q is ignored: nothing more is expected in this field", clip(c.rest()))
	}
}

// everyVoice is the name of all voices: V:* applies to each of them.
const everyVoice = "*"

// readVoice reads V: and returns its voice, new if the name is; nil for V:*.
func (r *reader) readVoice(c *cursor) (*voice, error) {
	c.skipSpace()
	from := c.pos
	id := c.word()
	if id == "" {
		return nil, c.problem("V: needs the name of a voice, as in V:1")
	}
	settings := c.pos
	if id == everyVoice {
		for _, v := range r.voices {
			c.pos = settings
			if err := v.readSettings(c); err != nil {
				return nil, err
			}
		}
		c.pos = settings
		return nil, r.everyVoice.readSettings(c)
	}
	v := r.voiceNamed(id)
	if len(r.voices) > maxVoices {
		return nil, c.problemAt(from, "a tune has at most %d voices", maxVoices)
	}
	return v, v.readSettings(c)
}

// maxVoices is far above any score's, and bounds what each voice and each V: costs.
const maxVoices = 100

func (r *reader) voiceNamed(id string) *voice {
	isNamed := func(v *voice) bool { return v.id == id }
	if i := slices.IndexFunc(r.voices, isNamed); i >= 0 {
		return r.voices[i]
	}
	v := &voice{id: id, state: r.everyVoice}
	if i := slices.IndexFunc(r.declared, isNamed); i >= 0 {
		*v = *r.declared[i]
	}
	r.voices = append(r.voices, v)
	return v
}
