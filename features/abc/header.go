package abc

import "strings"

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

// maxContinued bounds a field that is continued over several lines, in bytes, since each line copies those before.
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
