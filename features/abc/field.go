package abc

import (
	"slices"
	"strings"
)

// ignoredFields are those that only inform: area, book, discography, file, group, history, notes, origin,
// rhythm, remark, source, symbol line, words, transcription.
const ignoredFields = "ABDFGHNORrSsWwZ"

// readField reads a field that header and body share, into the state of the current voice or the defaults.
func (r *reader) readField(name byte, c *cursor) error {
	s := &r.defaults
	if r.current != nil {
		s = &r.current.state
	}
	switch name {
	case 'K':
		return s.readKey(c)
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
		return r.readDirective(c)
	case 'U':
		return r.readSymbol(c)
	case 'm':
		return c.problemAt(0, "macros (m:) are not expanded; write the notes out")
	}
	if strings.IndexByte(ignoredFields, name) < 0 {
		r.warn(c.placeAt(0), "%c: is no field of the standard; ignored", name)
	}
	return nil
}

// readDirective reads what follows %% or I:. Nearly all of them are for the page.
func (r *reader) readDirective(c *cursor) error {
	c.skipSpace()
	if c.word() != "propagate-accidentals" {
		return nil
	}
	s := &r.defaults
	if r.current != nil {
		s = &r.current.state
	}
	c.skipSpace()
	from := c.pos
	switch value := c.word(); value {
	case "octave":
		s.propagate = sameOctave
	case "pitch":
		s.propagate = allOctaves
	case "not":
		s.propagate = oneNote
	default:
		return c.problemAt(from, "propagate-accidentals is not, octave or pitch, not %q", value)
	}
	return nil
}

// readSymbol reads U:, which gives a letter the meaning of a decoration.
func (r *reader) readSymbol(c *cursor) error {
	c.skipSpace()
	letter := c.peek(0)
	if !isLetter(letter) && letter != '~' {
		return c.problem("U: needs a letter and a decoration, as in U:T = !trill!")
	}
	r.symbols[letter] = true
	return nil
}

// readVoice reads V: and returns its voice, new if the name is.
func (r *reader) readVoice(c *cursor) (*voice, error) {
	c.skipSpace()
	from := c.pos
	id := c.word()
	if id == "" {
		return nil, c.problem("V: needs the name of a voice, as in V:1")
	}
	v := r.voiceNamed(id)
	if len(r.voices) > maxVoices {
		return nil, c.problemAt(from, "a tune has at most %d voices", maxVoices)
	}
	for {
		c.skipSpace()
		if c.done() {
			return v, nil
		}
		if err := v.readSetting(c); err != nil {
			return nil, err
		}
	}
}

// maxVoices is far above any score's, and bounds what each voice and each V: costs.
const maxVoices = 100

func (r *reader) voiceNamed(id string) *voice {
	isNamed := func(v *voice) bool { return v.id == id }
	if i := slices.IndexFunc(r.voices, isNamed); i >= 0 {
		return r.voices[i]
	}
	v := &voice{id: id}
	if i := slices.IndexFunc(r.declared, isNamed); i >= 0 {
		*v = *r.declared[i]
	}
	r.voices = append(r.voices, v)
	return v
}
