package console

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable is text on one line: characters that control a terminal, that end a line or that reorder text,
// and bytes that are not UTF-8, are escaped as in a Go string, such as \n and \x1b. Use it for any name that
// comes from a file.
func Printable(text string) string { return escape(text, "") }

// Text is text of several lines: like [Printable], but the ends of lines and tabs stay.
func Text(text string) string { return escape(text, "\n\r\t") }

// Message is the text of an error for a terminal or a log. Each further line of an error is indented, so that
// no name in it can pass for a message of its own.
func Message(err error) string { return indent(escape(err.Error(), "\n")) }

// indent indents the lines after the first, as far as they are not indented.
func indent(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" && !strings.HasPrefix(lines[i], "  ") {
			lines[i] = "  " + lines[i]
		}
	}
	return strings.Join(lines, "")
}

// escape escapes control characters other than those that are allowed, and invalid bytes.
func escape(text, allowed string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case harmful(r) && !strings.ContainsRune(allowed, r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

// harmful is true of control characters, of separators of lines, and of marks that change the direction of text.
func harmful(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
}
