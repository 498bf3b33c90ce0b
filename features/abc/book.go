package abc

import (
	"fmt"
	"strings"
)

// line is one line of the tunebook without its indent and its comment.
type line struct {
	number int // from 1
	indent int // blanks before the text
	text   string
	loose  bool // follows the blank line that ends the tune
}

// start is the place of the line's first character.
func (l line) start() place { return place{l.number, l.indent + 1} }

// book is a file split into the file header and its tunes. Each tune begins with its X: line.
type book struct {
	header []line
	tunes  [][]line
}

// splitBook splits at X: lines. Lines of a tune after a blank line are kept and marked as loose, so that the
// reader can warn of music that a stray blank line cut off. Blocks of text are left out; of a block that is
// not closed before the next tune, the first line is kept.
func splitBook(data []byte) book {
	var b book
	var begin line // of the block of text that is being left out
	end := ""      // what closes it; empty outside of a block
	blank := false
	for i, text := range strings.Split(decode(data), "\n") {
		text = strings.TrimSuffix(text, "\r")
		unindented := strings.TrimLeft(text, " \t")
		indent := len(text) - len(unindented)
		text = unindented
		starts := startsTune(text, indent)
		if end != "" && !starts {
			if strings.HasPrefix(text, end) {
				end = ""
			}
			continue
		}
		if end != "" {
			b.add(begin)
			end = ""
		}
		if name, ok := strings.CutPrefix(text, beginBlock); ok {
			name = strings.TrimSpace(strings.SplitN(name, " ", 2)[0])
			begin, end = line{number: i + 1, indent: indent, text: beginBlock + name, loose: blank}, endBlock+name
			continue
		}
		if starts {
			b.tunes = append(b.tunes, nil)
			blank = false
		} else if strings.TrimSpace(text) == "" {
			blank = true
			continue
		}
		b.add(line{number: i + 1, indent: indent, text: stripComment(text), loose: blank})
	}
	if end != "" {
		b.add(begin)
	}
	return b
}

// startsTune reports whether a line is an X: field. An indented one needs its number, as text between tunes
// may be indented.
func startsTune(text string, indent int) bool {
	number, ok := strings.CutPrefix(text, "X:")
	if !ok || indent == 0 {
		return ok
	}
	number = strings.TrimSpace(number)
	return number != "" && isDigit(number[0])
}

// Directives around a block of text, PostScript and the like; the kind follows: %%begintext.
const (
	beginBlock = "%%begin"
	endBlock   = "%%end"
)

// unclosed describes the problem of the first line of a block that is not closed; ok is false for other
// lines.
func (l line) unclosed() (problem string, ok bool) {
	kind, ok := strings.CutPrefix(l.text, beginBlock)
	if !ok {
		return "", false
	}
	return fmt.Sprintf("no %s%s closes %s: nothing is read from here to the next X:", endBlock, kind, l.text), true
}

// add adds a line to the last tune, or to the file header, which has fields and directives only.
func (b *book) add(l line) {
	if strings.TrimSpace(l.text) == "" {
		return
	}
	if n := len(b.tunes); n > 0 {
		b.tunes[n-1] = append(b.tunes[n-1], l)
	} else if _, _, ok := fieldOf(l.text); ok || isDirective(l.text) {
		b.header = append(b.header, l)
	}
}

// stripComment cuts the text at the first % that no backslash precedes. Directives keep theirs.
func stripComment(text string) string {
	if isDirective(text) {
		return text
	}
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && (i == 0 || text[i-1] != '\\') {
			return text[:i]
		}
	}
	return text
}

func isDirective(text string) bool { return strings.HasPrefix(text, "%%") }

// fieldOf splits "K: G" into 'K' and the value.
func fieldOf(text string) (name byte, value string, ok bool) {
	if len(text) < 2 || text[1] != ':' {
		return 0, "", false
	}
	c := text[0]
	if !isLetter(c) && c != '+' {
		return 0, "", false
	}
	return c, text[2:], true
}

// bodyField is fieldOf for the tune's body, where "c:|" and "A:|" are a note before a repeat sign.
func bodyField(text string) (name byte, value string, ok bool) {
	name, value, ok = fieldOf(text)
	switch {
	case !ok, 'a' <= name && name <= 'g', name == 'x', name == 'z':
		return 0, "", false
	case strings.HasPrefix(value, "|"), strings.HasPrefix(value, ":"):
		return 0, "", false
	}
	return name, value, true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
