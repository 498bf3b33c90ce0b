package abc

import "strings"

// decorations are the letters and signs that stand for one without U:.
const decorations = ".~HLMOPSTuv"

// readMusic reads a line of music.
func (r *reader) readMusic(c *cursor) error {
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

// readElement reads one sign of the music.
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
		return r.voice().readTie(c)
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
		return r.voice().readChord(c)
	case strings.IndexByte("^_=ABCDEFGabcdefg", b) >= 0:
		return r.voice().readNote(c)
	case strings.IndexByte(decorations, b) >= 0 || r.symbols[b]:
		c.pos++
		return nil
	case strings.IndexByte("#*;?@", b) >= 0:
		r.warn(c.place(), "%q has no meaning yet in the standard; ignored", string(b))
		c.pos++
		return nil
	}
	return r.unknown(c)
}

// unknown names what cannot be read.
func (r *reader) unknown(c *cursor) error {
	b := c.peek(0)
	switch {
	case b == '\\':
		return c.problem("a backslash may only end the line")
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
	case isLetter(b):
		return c.problem("%q is no note, rest or decoration; U: can give it the meaning of one", string(b))
	}
	return c.problem("%q has no meaning in music", c.character())
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
	keys, ok := chordKeys(text)
	if !ok {
		r.warn(c.placeAt(start), "%q is no chord symbol; ignored (an annotation starts with ^ or _)", text)
		return nil
	}
	v := r.voice()
	if n := len(v.chords); n > 0 && v.chords[n-1].tick == v.tick() {
		r.warn(c.placeAt(start), "%q stands where another chord symbol does; the first one sounds", text)
		return nil
	}
	v.chords = append(v.chords, chordSymbol{v.tick(), trimChord(text), keys})
	return nil
}

// jumps are the decorations that change the order of playing, which this reader does not follow.
var jumps = map[string]bool{
	"D.C.": true, "D.S.": true, "dacapo": true, "dacoda": true, "dasegno": true,
	"D.C.alcoda": true, "D.C.alfine": true, "D.S.alcoda": true, "D.S.alfine": true,
}

// readDecoration reads !...! or the older +...+. A lone ! is the line break of old tunebooks.
func (r *reader) readDecoration(c *cursor) error {
	start := c.pos
	mark := c.peek(0)
	c.pos++
	end := c.closing(mark)
	if end < 0 || strings.ContainsAny(c.text[c.pos:end], "|\"") {
		if mark == '!' {
			r.warn(c.placeAt(start), "a single ! is taken as a line break")
			return nil
		}
		return c.problemAt(start, "+ opens a decoration that does not end before the bar line")
	}
	name := c.text[c.pos:end]
	c.pos = end + 1
	if jumps[name] {
		r.warn(c.placeAt(start), "the jump !%s! is not followed", name)
	}
	return nil
}

// skipGrace steps over {...}: grace notes take no time and do not sound here.
func skipGrace(c *cursor) error {
	start := c.pos
	c.pos++
	end := c.closing('}')
	if end < 0 {
		return c.problemAt(start, "{ opens grace notes that do not end on their line")
	}
	c.pos = end + 1
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
	c.placeAt(start) // the field goes on counting from here, not from the beginning of a line that may have very many
	field := *c
	field.text, field.pos = c.text[:end], start+3
	c.pos = end + 1
	return r.readBodyField(name, &field)
}
