package abc

import (
	"strconv"
	"strings"
)

// clefs are the words that K: and V: may name without "clef=". Drum clefs are refused: they name no pitches.
var clefs = []string{"treble", "alto", "tenor", "bass", "none", "auto"}

// isClefWord tells a clef or a setting (name=value) from other words of K: and V:.
func isClefWord(word string) bool {
	if strings.Contains(word, "=") && isLetter(word[0]) && strings.IndexByte(word, '=') > 1 {
		return true
	}
	if strings.HasPrefix(word, "t=") || strings.HasPrefix(word, "m=") || strings.HasPrefix(word, "s=") {
		return true
	}
	for _, clef := range clefs {
		if rest, ok := strings.CutPrefix(word, clef); ok && isClefTail(rest) {
			return true
		}
	}
	return false
}

// isClefTail matches what may follow a clef's name: a staff line, then +8 or -8.
func isClefTail(rest string) bool {
	rest = strings.TrimLeft(rest, "12345")
	return rest == "" || rest == "+8" || rest == "-8"
}

// readSetting reads one word of K: or V:, such as clef=treble-8, octave=-1, transpose=-2, name="Soprano I".
// Only those that move the pitch matter here; V: may have other words, such as up and merge.
func (s *state) readSetting(c *cursor) error {
	from := c.pos
	word := c.quotedWord()
	name, value, ok := strings.Cut(word, "=")
	if !ok {
		if !isClefWord(word) && !strings.HasPrefix(word, "perc") {
			return nil
		}
		name, value = "clef", word
	}
	switch name {
	case "clef":
		if strings.HasPrefix(value, "perc") {
			return c.problemAt(from, "a percussion voice has no pitches to read")
		}
		s.clefShift = 0
		if strings.HasSuffix(value, "-8") {
			s.clefShift = -12
		} else if strings.HasSuffix(value, "+8") {
			s.clefShift = 12
		}
	case "octave", "transpose", "t":
		n, err := strconv.Atoi(value)
		if err != nil || n < -48 || n > 48 {
			return c.problemAt(from, "%s needs a whole number between -48 and 48, as in %s=-1, not %q", name, name, value)
		}
		if name == "octave" {
			s.octaveShift = 12 * n
		} else {
			s.transpose = n
		}
	}
	return nil
}

// quotedWord is word, but blanks between quotes belong to it.
func (c *cursor) quotedWord() string {
	from := c.pos
	quoted := false
	for ; !c.done(); c.pos++ {
		if b := c.text[c.pos]; b == '"' {
			quoted = !quoted
		} else if !quoted && (b == ' ' || b == '\t') {
			break
		}
	}
	return c.text[from:c.pos]
}
