package texttable

import (
	"strings"
	"unicode"
	"workbench/internal/console"
)

// Markdown returns text so that Markdown renders it literally, on one line, also within a table cell. An
// underscore between letters or digits stays as it is, since it marks no emphasis there.
func Markdown(text string) string {
	runes := []rune(console.Printable(text))
	inWord := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
	}
	var b strings.Builder
	for i, r := range runes {
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '&':
			b.WriteString("&amp;")
			continue
		case strings.ContainsRune("\\`*[]|~$", r), r == '_' && !(inWord(i-1) && inWord(i+1)):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
