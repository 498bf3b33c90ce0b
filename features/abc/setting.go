package abc

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// clefWord matches the words that K: and V: may name without "clef=". A percussion clef names no pitches.
var clefWord = regexp.MustCompile(`^(treble|alto|tenor|bass|none|auto|perc(ussion)?)[1-5]?([-+^_](8|15|22))?$`)

// octaveSign matches the end of a clef that moves the notes, as in treble-8, and its number.
var octaveSign = regexp.MustCompile(`([-+^_])(8|15|22)"?$`)

// octaveSigns are the semitones of the numbers at a clef: one, two and three octaves.
var octaveSigns = map[string]int{"8": 12, "15": 24, "22": 36}

// isClefWord distinguishes a clef or a setting (name=value) from other words of K: and V:.
func isClefWord(word string) bool {
	if strings.Contains(word, "=") && isLetter(word[0]) && strings.IndexByte(word, '=') > 1 {
		return true
	}
	if strings.HasPrefix(word, "t=") || strings.HasPrefix(word, "m=") || strings.HasPrefix(word, "s=") {
		return true
	}
	return clefWord.MatchString(word)
}

// unreadSettings are settings of other programs that would move the pitch and are not applied.
var unreadSettings = []string{"sound", "shift", "score", "instrument"}

// maxTranspose bounds transpose= and octave=, in semitones and octaves.
const maxTranspose = 48

// readSettings reads all words that follow the name of a voice.
func (s *state) readSettings(c *cursor) error {
	for {
		c.skipSpace()
		if c.done() {
			return nil
		}
		if err := s.readSetting(c); err != nil {
			return err
		}
	}
}

// readSetting reads one word of K: or V:, such as clef=treble-8, octave=-1, transpose=-2, name="Soprano I".
// Only those that move the pitch matter here; V: may have other words, such as up and merge.
func (s *state) readSetting(c *cursor) error {
	from := c.pos
	word := c.quotedWord()
	name, value, ok := strings.Cut(word, "=")
	if !ok {
		if !isClefWord(word) {
			return nil
		}
		name, value = "clef", word
	}
	switch {
	case name == "clef":
		s.percussionClef = strings.HasPrefix(strings.Trim(value, `"`), "perc")
		s.clefShift = clefShift(value)
	case name == "octave" || name == "transpose" || name == "t":
		n, err := strconv.Atoi(value)
		if err != nil || n < -maxTranspose || n > maxTranspose {
			return c.problemAt(from, "%s needs a whole number between -%d and %d, as in %s=-1, not %q", name, maxTranspose, maxTranspose, name, value)
		}
		if name == "octave" {
			s.octaveShift = 12 * n
		} else {
			s.transpose = n
		}
	case slices.Contains(unreadSettings, name):
		c.warnAt(from, "%s is not applied; octave= and transpose= are", clip(word))
	}
	return nil
}

// clefShift returns the semitones that a clef moves the notes by: -12 for treble-8, 24 for treble+15.
func clefShift(clef string) int {
	sign := octaveSign.FindStringSubmatch(clef)
	if sign == nil {
		return 0
	}
	if shift := octaveSigns[sign[2]]; sign[1] == "+" || sign[1] == "^" {
		return shift
	} else {
		return -shift
	}
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
