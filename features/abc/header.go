package abc

import (
	"slices"
	"strings"
)

// readFileHeader reads what applies to all tunes of the book.
func (r *reader) readFileHeader(lines []line) error {
	for _, l := range lines {
		if problem, ok := l.unclosed(); ok {
			r.warn(l.start(), "%s", problem)
		} else if _, err := r.readHeaderLine(l); err != nil {
			return err
		}
	}
	return nil
}

// readHeaderLine reads a field of a header. It reports whether the field was K:, the last one.
func (r *reader) readHeaderLine(l line) (ended bool, err error) {
	c := r.newCursor(l)
	if isDirective(l.text) {
		c.pos = 2
		r.readDirective(c)
		return false, nil
	}
	name, value, ok := fieldOf(l.text)
	if !ok {
		switch {
		case r.lastField == 'H': // history may run over several lines
		case strings.Contains(l.text, "|"):
			return false, c.problem("%q looks like music, but the header only ends at the K: field", clip(l.text))
		default:
			c.warnAt(0, "%q is no field; ignored", clip(l.text))
		}
		return false, nil
	}
	c.pos = 2
	value = strings.TrimSpace(value)
	switch name {
	case '+':
		r.continueField(c, value)
		return false, nil
	case 'T':
		r.title = first(r.title, value)
	case 'C':
		r.composer = first(r.composer, value)
	case 'P':
		r.order, err = readOrder(c)
	case 'Q':
		r.tempo = c
	case 'V':
		r.headerVoice, err = r.readVoice(c)
	case 'Y':
		var problem error
		if r.tunebookOrder, problem = readOrder(c); problem != nil {
			r.tunebookOrder = nil
			c.warnAt(0, "Y: is no play order; ignored")
		}
	default:
		err = r.readField(name, c)
	}
	r.lastField = name
	return name == 'K', err
}

// continueField reads a +: line.
func (r *reader) continueField(c *cursor, value string) {
	switch {
	case strings.IndexByte("KLMPQUV", r.lastField) >= 0:
		c.warnAt(0, "%c: cannot be continued by +:; ignored", r.lastField)
	case r.lastField == 'T':
		r.title = r.continued(c, r.title, value)
	case r.lastField == 'C':
		r.composer = r.continued(c, r.composer, value)
	}
}

// maxContinued bounds a field that is continued over several lines, in bytes, since each line copies those
// before.
const maxContinued = 1000

func (r *reader) continued(c *cursor, text, value string) string {
	if len(text)+len(value) >= maxContinued {
		c.warnAt(0, "left out: with this line %c: is longer than %d bytes", r.lastField, maxContinued)
		return text
	}
	return strings.TrimSpace(text + " " + value)
}

func first(have, value string) string {
	if have != "" {
		return have
	}
	return value
}

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
