package abc

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// problem is an error at a place of the tunebook.
type problem struct {
	line, column int // from 1, columns in characters
	text         string
}

func (p *problem) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", p.line, p.column, p.text)
}

// place is a position in the tunebook.
type place struct{ line, column int }

// cursor reads one line from left to right.
type cursor struct {
	line   int
	indent int // blanks before text on its line
	text   string
	pos    int
	warn   func(at place, format string, args ...any)

	counted, characters int // bytes of text that placeAt has counted, and their characters
}

func (c *cursor) done() bool { return c.pos >= len(c.text) }

// peek returns the byte n positions ahead, 0 beyond the end.
func (c *cursor) peek(n int) byte {
	if c.pos+n >= len(c.text) {
		return 0
	}
	return c.text[c.pos+n]
}

func (c *cursor) rest() string { return c.text[min(c.pos, len(c.text)):] }

// accept skips s if it comes next.
func (c *cursor) accept(s string) bool {
	if strings.HasPrefix(c.rest(), s) {
		c.pos += len(s)
		return true
	}
	return false
}

// run skips the longest run of bytes of the set and returns it.
func (c *cursor) run(set string) string {
	from := c.pos
	for !c.done() && strings.IndexByte(set, c.text[c.pos]) >= 0 {
		c.pos++
	}
	return c.text[from:c.pos]
}

func (c *cursor) skipSpace() { c.run(" \t") }

// word skips everything up to the next blank and returns it.
func (c *cursor) word() string {
	from := c.pos
	for !c.done() && c.text[c.pos] != ' ' && c.text[c.pos] != '\t' {
		c.pos++
	}
	return c.text[from:c.pos]
}

// closing returns the position of the next end byte that no backslash precedes, or -1.
func (c *cursor) closing(end byte) int {
	for i := c.pos; i < len(c.text); i++ {
		if c.text[i] == '\\' {
			i++
		} else if c.text[i] == end {
			return i
		}
	}
	return -1
}

const maxNumber = 9999

// number reads decimal digits; ok is false if there are none.
func (c *cursor) number() (n int, ok bool, err error) {
	from := c.pos
	for !c.done() && isDigit(c.text[c.pos]) {
		if n = 10*n + int(c.text[c.pos]-'0'); n > maxNumber {
			return 0, false, c.problemAt(from, "the number is above %d", maxNumber)
		}
		c.pos++
	}
	return n, c.pos > from, nil
}

func (c *cursor) placeAt(pos int) place {
	pos = min(pos, len(c.text))
	if pos < c.counted {
		c.counted, c.characters = 0, 0
	}
	c.characters += utf8.RuneCountInString(c.text[c.counted:pos])
	c.counted = pos
	return place{c.line, c.indent + c.characters + 1}
}

func (c *cursor) place() place { return c.placeAt(c.pos) }

func (c *cursor) problemAt(pos int, format string, args ...any) error {
	return c.placeAt(pos).problem(format, args...)
}

func (c *cursor) warnAt(pos int, format string, args ...any) {
	c.warn(c.placeAt(pos), format, args...)
}

func (c *cursor) problem(format string, args ...any) error {
	return c.problemAt(c.pos, format, args...)
}

func (p place) problem(format string, args ...any) error {
	return &problem{p.line, p.column, fmt.Sprintf(format, args...)}
}

// character returns the character at the cursor, which may have several bytes.
func (c *cursor) character() string {
	_, size := utf8.DecodeRuneInString(c.rest())
	return c.rest()[:size]
}
