package abc

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// line is one line of the book without its comment.
type line struct {
	number int // from 1
	text   string
	loose  bool // follows the blank line that ends the tune
}

// book is a file cut into the file header and its tunes. Each tune begins with its X: line.
type book struct {
	header []line
	tunes  [][]line
}

// splitBook cuts at X: lines. The lines of a tune that follow a blank line are kept as loose ones, so that
// the reader can warn of music that a stray blank line cut off. Blocks of text are left out; of one that is not
// closed, and so goes on to the next tune, the first line is kept.
func splitBook(data []byte) book {
	var b book
	var begin line // of the block of text that is being left out
	end := ""      // what closes it; empty outside of one
	blank := false
	for i, text := range strings.Split(decode(data), "\n") {
		text = strings.TrimSuffix(text, "\r")
		starts := strings.HasPrefix(text, "X:")
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
			begin, end = line{number: i + 1, text: beginBlock + name, loose: blank}, endBlock+name
			continue
		}
		if starts {
			b.tunes = append(b.tunes, nil)
			blank = false
		} else if strings.TrimSpace(text) == "" {
			blank = true
			continue
		}
		b.add(line{number: i + 1, text: stripComment(text), loose: blank})
	}
	if end != "" {
		b.add(begin)
	}
	return b
}

// Directives around a block of text, PostScript and the like, which go on with its kind: %%begintext.
const (
	beginBlock = "%%begin"
	endBlock   = "%%end"
)

// unclosed says what is wrong with the first line of a block that is not closed; ok is false for all other lines.
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

// decode turns the bytes into UTF-8. A file that is not UTF-8 is taken as Latin-1, the older custom.
func decode(data []byte) string {
	text := string(data)
	if !utf8.Valid(data) {
		var s strings.Builder
		for _, b := range data {
			s.WriteRune(rune(b))
		}
		text = s.String()
	}
	text = strings.TrimPrefix(text, "\ufeff")
	if !strings.Contains(text, "\n") {
		return strings.ReplaceAll(text, "\r", "\n")
	}
	return text
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
