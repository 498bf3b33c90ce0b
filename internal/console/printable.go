package console

import (
	"strings"
	"unicode"
)

// printable keeps a value within its line.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
