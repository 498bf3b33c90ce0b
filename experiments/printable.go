package main

import (
	"strings"
	"unicode"
)

// printable keeps a value within its line.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
