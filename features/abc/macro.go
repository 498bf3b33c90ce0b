package abc

import "strings"

// macro is an m: field: a pattern that stands for other music, such as ~G2 for {A}G{F}G.
type macro struct {
	patterns []string // one for each note if the field's pattern has an n, which stands for any note
	place    place
}

// maxMacros bounds the macros that each line of music is searched for.
const maxMacros = 100

// readMacro reads m:. Macros are not expanded, so one that the music uses costs the tune.
func (r *reader) readMacro(c *cursor) error {
	at := c.placeAt(0)
	pattern, _, ok := strings.Cut(c.rest(), "=")
	if pattern = strings.TrimSpace(pattern); !ok || pattern == "" {
		c.warn(at, "m: needs a pattern and the music for it, as in m:~G2 = {A}G{F}G; ignored")
		return nil
	}
	if len(r.macros) == maxMacros {
		return at.problem("a tune has at most %d macros (m:)", maxMacros)
	}
	m := macro{[]string{pattern}, at}
	if strings.Contains(pattern, "n") {
		m.patterns = nil
		for _, letter := range letters + strings.ToLower(letters) {
			m.patterns = append(m.patterns, strings.ReplaceAll(pattern, "n", string(letter)))
		}
	}
	r.macros = append(r.macros, m)
	return nil
}

// checkMacros returns an error if a line of music uses a macro.
func (r *reader) checkMacros(c *cursor) error {
	for _, m := range r.macros {
		for _, pattern := range m.patterns {
			if i := strings.Index(c.text, pattern); i >= 0 {
				return c.problemAt(i, "macros (m:) are not expanded; write out the music that %q of line %d stands for", clip(pattern), m.place.line)
			}
		}
	}
	return nil
}
