package console

import (
	"strconv"
	"strings"
	"unicode"
)

// Printable is text on one line: characters that control a terminal, that end a line or that reorder text are escaped as
// in a Go string, such as \n and \x1b.
func Printable(text string) string { return escape(text, "") }

// Text is text of several lines: like [Printable], but the ends of lines and tabs stay.
func Text(text string) string { return escape(text, "\n\r\t") }

// Message is the text of an error for a terminal or a log. Each further line of an error is indented, so that no name in
// it can pass for a message of its own.
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

// escape escapes control characters other than those that are allowed.
func escape(text, allowed string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return harmful(r) && !strings.ContainsRune(allowed, r) }) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if harmful(r) && !strings.ContainsRune(allowed, r) {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// harmful is true of control characters, of separators of lines, and of marks that change the direction of text.
func harmful(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}
