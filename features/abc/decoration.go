package abc

import (
	"regexp"
	"slices"
	"strings"
)

// decorations are the letters and signs that stand for a decoration without U:.
const decorations = ".~HLMOPSTuv"

// jumps are the decorations that change the order of playing, which this reader does not follow.
var jumps = map[string]bool{
	"D.C.": true, "D.S.": true, "dacapo": true, "dacoda": true, "dasegno": true,
	"D.C.alcoda": true, "D.C.alfine": true, "D.S.alcoda": true, "D.S.alfine": true,
}

// noteLike matches the text between two exclamation marks that are line breaks of old tunebooks.
var noteLike = regexp.MustCompile(`^[-A-Ga-gxz0-9,'/^_=<>()\[\]{}&.~ ]*[A-Ga-gxz][-A-Ga-gxz0-9,'/^_=<>()\[\]{}&.~ ]*$`)

// letterDecorations are the decorations of the standard that noteLike matches.
var letterDecorations = []string{"f", "ff", "fff", "ffff", "D.C."}

// readDecoration reads !...! or the older +...+. A single ! is the line break of old tunebooks.
func (r *reader) readDecoration(c *cursor) error {
	start := c.pos
	mark := c.peek(0)
	c.pos++
	end := c.closing(mark)
	closed := end >= 0 && !strings.ContainsAny(c.text[c.pos:end], "|\"")
	if !closed {
		r.skipMark(c, start)
		return nil
	}
	name := c.text[c.pos:end]
	if noteLike.MatchString(name) && !slices.Contains(letterDecorations, name) {
		if mark == '+' {
			c.warnAt(start, "%q is read as the chord [%s], as old tunebooks write it", "+"+name+"+", name)
			c.pos = start
			return r.readChord(c, '+')
		}
		r.skipMark(c, start)
		return nil
	}
	c.pos = end + 1
	if jumps[name] {
		c.warnAt(start, "the jump !%s! is not followed", name)
	}
	return nil
}

// skipMark warns of a ! or + that opens no decoration. The music after it is read.
func (r *reader) skipMark(c *cursor, start int) {
	if c.text[start] == '!' {
		c.warnAt(start, "a single ! is taken as a line break")
	} else {
		c.warnAt(start, "+ opens a decoration that does not end before the bar line; ignored")
	}
	c.pos = start + 1
}

// skipGrace skips {...}: grace notes take no time and do not sound here.
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
