package abc

import (
	"strings"

	"workbench/features/score"
)

// signature is what K: says: the alteration in semitones of each note letter, C = 0 to B = 6.
type signature [7]int

// letters lists the note letters in the order of a signature, and their semitones above C.
const letters = "CDEFGAB"

var semitones = [7]int{0, 2, 4, 5, 7, 9, 11}

// sharpOrder gives the letters in the order in which sharps come: F C G D A E B. Flats come backwards.
var sharpOrder = [7]int{3, 0, 4, 1, 5, 2, 6}

// majorSharps is the number of sharps of the major key on each letter.
var majorSharps = [7]int{0, 2, 4, -1, 1, 3, 5}

// modeSharps is what a mode adds to the sharps of the major key on its tonic.
var modeSharps = map[string]int{
	"lyd": 1, "maj": 0, "ion": 0, "": 0, "mix": -1, "dor": -2, "min": -3, "aeo": -3, "m": -3, "phr": -4, "loc": -5,
}

// withSharps returns the signature of n sharps, or -n flats; beyond 7 they double.
func withSharps(n int) signature {
	var s signature
	for i := range n {
		s[sharpOrder[i%7]]++
	}
	for i := range -n {
		s[sharpOrder[6-i%7]]--
	}
	return s
}

// readKey reads a K: field into the state: tonic, mode, accidentals, and the clef's words. A field that names
// only a clef leaves the signature as it is.
func (s *state) readKey(c *cursor) error {
	c.skipSpace()
	if c.done() {
		s.key, s.tonic = signature{}, nil
		return nil
	}
	from := c.pos
	tonic := c.word()
	switch {
	case tonic == "none" || tonic == "exp":
		s.key, s.tonic = signature{}, nil
	case tonic == "HP" || tonic == "Hp":
		s.key, s.tonic = withSharps(2), &score.Key{Fifths: 2}
	case isClefWord(tonic):
		c.pos = from
	case strings.IndexByte("^_=", tonic[0]) >= 0:
		s.key, s.tonic = signature{}, nil
		c.pos = from
	default:
		c.pos = from
		if err := s.readTonic(c); err != nil {
			return err
		}
	}
	return s.readKeyRest(c)
}

// readTonic reads "Bb", "F#mix", "A minor", "D exp".
func (s *state) readTonic(c *cursor) error {
	from := c.pos
	letter := strings.IndexByte(letters, c.peek(0))
	if letter < 0 {
		return c.place().problem("%q is no key; a key is a letter A to G, # or b, and a mode, as in K:Bb, K:F#m, K:Ador", c.word())
	}
	c.pos++
	sharps := majorSharps[letter]
	if c.accept("#") {
		sharps += 7
	} else if c.accept("b") {
		sharps -= 7
	}
	mode := c.word()
	if mode == "" {
		c.skipSpace()
		start := c.pos
		mode = c.word()
		if _, known := modeOf(mode); !known && strings.ToLower(mode) != "exp" {
			c.pos, mode = start, ""
		}
	}
	if strings.ToLower(mode) == "exp" {
		s.key, s.tonic = signature{}, nil
		return nil
	}
	// accidentals may follow the mode without a blank, as in K:D=c
	if cut := strings.IndexAny(mode, "^_="); cut >= 0 {
		c.pos -= len(mode) - cut
		mode = mode[:cut]
	}
	shift, known := modeOf(mode)
	if !known {
		return c.problemAt(from, "%q is no mode of a key; modes are maj, min, m, ion, dor, phr, lyd, mix, aeo, loc", mode)
	}
	s.key, s.tonic = withSharps(sharps+shift), &score.Key{Fifths: sharps + shift, Minor: shift == modeSharps["min"]}
	return nil
}

// modeOf returns what a mode adds to the sharps. Its first three letters count, as in the standard:
// K:Dmixolydian.
func modeOf(word string) (sharps int, ok bool) {
	if word == "M" {
		return 0, true
	}
	word = strings.ToLower(word)
	for _, r := range word {
		if r < 'a' || r > 'z' {
			return 0, false
		}
	}
	if len(word) > 3 {
		word = word[:3]
	}
	sharps, ok = modeSharps[word]
	return sharps, ok
}

// readKeyRest reads what follows the mode: accidentals such as ^f or =c, clefs, octave= and transpose=.
func (s *state) readKeyRest(c *cursor) error {
	for {
		c.skipSpace()
		if c.done() {
			return nil
		}
		if strings.IndexByte("^_=", c.peek(0)) >= 0 {
			if err := s.readKeyAccidental(c); err != nil {
				return err
			}
			continue
		}
		from := c.pos
		word := c.word()
		if strings.ToLower(word) == "exp" {
			s.key, s.tonic = signature{}, nil
			continue
		}
		if !isClefWord(word) {
			c.warnAt(from, "%q in a key is no accidental (as in ^f, _b, =c), no clef and no setting; ignored", clip(word))
			continue
		}
		c.pos = from
		if err := s.readSetting(c); err != nil {
			return err
		}
	}
}

func (s *state) readKeyAccidental(c *cursor) error {
	alter, _ := readAccidental(c)
	letter := strings.IndexByte(letters, upper(c.peek(0)))
	if letter < 0 {
		return c.problem("an accidental of the key needs a note letter, as in ^f")
	}
	c.pos++
	s.key[letter] = alter
	return nil
}

// readAccidental reads ^ ^^ = _ __ and returns the alteration.
func readAccidental(c *cursor) (alter int, ok bool) {
	switch {
	case c.accept("^^"):
		return 2, true
	case c.accept("^"):
		return 1, true
	case c.accept("__"):
		return -2, true
	case c.accept("_"):
		return -1, true
	case c.accept("="):
		return 0, true
	}
	return 0, false
}

func upper(b byte) byte {
	if 'a' <= b && b <= 'z' {
		return b - 'a' + 'A'
	}
	return b
}

// keyMark sets the key signature from a tick of written time on.
type keyMark struct {
	tick int64
	key  score.Key
}

func (k keyMark) at() int64 { return k.tick }

// markKey adds the key signature in force, if there is one.
func (v *voice) markKey() {
	if key, ok := v.soundingKey(); ok {
		v.keys = append(v.keys, keyMark{v.tick(), key})
	}
}

// soundingKey returns the key signature of the notes as they sound, after transposition. ok is false where K:
// names no key.
func (s *state) soundingKey() (key score.Key, ok bool) {
	if s.tonic == nil {
		return score.Key{}, false
	}
	key = *s.tonic
	for n := -7; n <= 7; n++ {
		if withSharps(n) == s.key {
			key.Fifths = n // accidentals after the mode may lead to the signature of another key
		}
	}
	key.Fifths += 7 * s.transposition()
	if key.Fifths < -7 || key.Fifths > 7 {
		key.Fifths = (key.Fifths%12+12+5)%12 - 5 // -5 to 6
	}
	return key, true
}

// playKeys writes out the key signatures. A repeat returns to the key of its beginning. It stops above maxNotes.
func (v *voice) playKeys(plan []span) []score.KeyChange {
	var changes []score.KeyChange
	set := func(tick int64, key score.Key) {
		if n := len(changes); n > 0 && changes[n-1].Tick == tick {
			changes = changes[:n-1]
		}
		if n := len(changes); n == 0 || changes[n-1].Key != key {
			changes = append(changes, score.KeyChange{Tick: tick, Key: key})
		}
	}
	offset := int64(0)
	for _, s := range plan {
		if len(changes) > maxNotes {
			break
		}
		if before := len(v.keys) - len(from(v.keys, s.from+1)); before > 0 {
			set(offset, v.keys[before-1].key)
		}
		for _, k := range within(v.keys, span{s.from + 1, s.to}) {
			set(offset+k.tick-s.from, k.key)
		}
		offset += s.to - s.from
	}
	return changes
}
