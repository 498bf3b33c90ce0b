package abc

import "strings"

// readMusic reads a line of music.
func (r *reader) readMusic(c *cursor) error {
	r.cutMailEnding(c)
	if err := r.checkMacros(c); err != nil {
		return err
	}
	for !c.done() {
		if err := r.readElement(c); err != nil {
			return err
		}
		if v := r.current; v != nil && (v.now.num > maxTime*v.now.den || len(v.bars) > maxMeasures) {
			return c.problem("the voice is longer than %d whole notes or %d measures", maxTime/wholeNote, maxMeasures)
		}
	}
	return nil
}

// cutMailEnding removes = and =20 from the end of a line, which e-mail (quoted-printable) left in many
// tunebooks.
func (r *reader) cutMailEnding(c *cursor) {
	text, found := strings.CutSuffix(c.text, "=20")
	if !found {
		text, found = strings.CutSuffix(c.text, "=")
	}
	if found {
		r.warnOnce("mail", c.placeAt(len(text)), "%q at the end of a line is a trace of e-mail; ignored here and on further lines", c.text[len(text):])
		c.text = text
	}
}

// readElement reads one element of the music: a note, a rest, a bar line or another sign.
func (r *reader) readElement(c *cursor) error {
	b := c.peek(0)
	switch {
	case strings.IndexByte(" \t`)$", b) >= 0: // blanks, slur ends, score line breaks
		c.pos++
		return nil
	case b == '"':
		return r.readText(c)
	case b == '!' || b == '+':
		return r.readDecoration(c)
	case b == '{':
		return skipGrace(c)
	case b == '[' && isLetter(c.peek(1)) && c.peek(2) == ':':
		return r.readInline(c)
	case b == '(' && c.peek(1) == '&':
		r.voice().readOpenGroup(c)
		return nil
	case startsBar(c):
		return r.voice().readBar(c)
	case b == '(' && isDigit(c.peek(1)):
		return r.voice().readTuplet(c)
	case b == '(': // slur
		c.pos++
		return nil
	case b == '.' && strings.IndexByte("(-|", c.peek(1)) >= 0: // dotted slur, tie, bar line
		c.pos++
		return nil
	case b == '-':
		r.voice().readTie(c)
		return nil
	case b == '&':
		return r.voice().readOverlay(c)
	case b == '>' || b == '<':
		return r.voice().readBroken(c)
	case b == 'y':
		c.pos++
		_, err := readLength(c, ticks(1))
		return err
	case strings.IndexByte("zxZX", b) >= 0:
		return r.voice().readRest(c)
	case b == '[':
		return r.readChord(c, ']')
	case strings.IndexByte("^_=ABCDEFGabcdefg", b) >= 0:
		return r.voice().readNote(c)
	case strings.IndexByte(decorations, b) >= 0 || r.symbols[b]:
		c.pos++
		return nil
	case strings.IndexByte("#*;?@", b) >= 0:
		c.warnAt(c.pos, "%q has no meaning yet in the standard; ignored", string(b))
		c.pos++
		return nil
	}
	return r.unknown(c)
}

// unknown returns an error for what may be a part of a note. It warns of other characters and skips them.
func (r *reader) unknown(c *cursor) error {
	b := c.peek(0)
	switch {
	case isDigit(b):
		return c.place().problem("the number %s follows no note, rest or bar line", c.run("0123456789"))
	case b == '/':
		return c.place().problem("the length %s follows no note or rest", c.run("/0123456789"))
	case b == ',' || b == '\'':
		return c.problem("the octave mark %q follows no note", string(b))
	case b == ']':
		return c.problem("] closes nothing: no [ stands before it")
	case b == '}':
		return c.problem("} closes nothing: no { stands before it")
	}
	r.skipUnknown(c)
	return nil
}

// skipUnknown skips a character that has no meaning in music, and warns of its first occurrence in the tune.
func (r *reader) skipUnknown(c *cursor) {
	character := c.character()
	text := "%q has no meaning in music; ignored wherever it occurs in this tune"
	if isLetter(character[0]) {
		text = "%q is no note, rest or decoration, unless U: defines it as one; ignored wherever it occurs in this tune"
	} else if character == `\` {
		text = "%q may only end a line; ignored wherever else it occurs in this tune"
	}
	r.warnOnce("character "+character, c.place(), text, character)
	c.pos += len(character)
}

// readText reads "...": a chord symbol, or an annotation if it starts with ^ _ < > @.
func (r *reader) readText(c *cursor) error {
	start := c.pos
	c.pos++
	end := c.closing('"')
	if end < 0 {
		return c.problemAt(start, "the text in quotes does not end on its line")
	}
	text := c.text[c.pos:end]
	c.pos = end + 1
	if text == "" || strings.IndexByte("^_<>@", text[0]) >= 0 {
		return nil
	}
	v := r.voice()
	symbol := transposeChord(text, v.transposition())
	keys, ok := chordKeys(symbol)
	if !ok {
		c.warnAt(start, "%q is no chord symbol; ignored (an annotation starts with ^ or _)", text)
		return nil
	}
	if n := len(v.chords); n > 0 && v.chords[n-1].tick == v.tick() {
		c.warnAt(start, "%q is at the same place as another chord symbol; the first one sounds", text)
		return nil
	}
	v.chords = append(v.chords, chordSymbol{v.tick(), trimChord(symbol), keys})
	return nil
}

// readInline reads a field such as [K:G].
func (r *reader) readInline(c *cursor) error {
	start := c.pos
	name := c.peek(1)
	end := c.closing(']')
	if end < 0 {
		return c.problemAt(start, "the field [%c: does not end on its line", name)
	}
	c.placeAt(start) // counts the columns once, for a line that may have very many fields
	field := *c
	field.text, field.pos = c.text[:end], start+3
	c.pos = end + 1
	return r.readBodyField(name, &field)
}
