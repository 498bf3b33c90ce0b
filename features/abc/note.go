package abc

import "strings"

// readNote reads accidental, letter, octave marks, length and tie.
func (v *voice) readNote(c *cursor) error {
	v.begin(c.place())
	n, err := v.readPitch(c)
	if err != nil {
		return err
	}
	v.place(v.pitched(c, []note{n}), n.length)
	return nil
}

// pitched returns the notes, or none in a percussion voice, with a warning.
func (v *voice) pitched(c *cursor, notes []note) []note {
	if !v.percussion() || len(notes) == 0 {
		return notes
	}
	if !v.silenced {
		v.silenced = true
		c.warn(notes[0].place, "voice %s is percussion, which has no pitches: its notes are left out", v.id)
	}
	return nil
}

// readPitch reads a single note or one of a chord, and its length without tuplet and broken rhythm.
func (v *voice) readPitch(c *cursor) (n note, err error) {
	n.place = c.place()
	from := c.pos
	alter, marked := readAccidental(c)
	if marked && (c.peek(0) == '/' || isDigit(c.peek(0))) {
		return n, c.place().problem("microtones are not read: %q", c.run("/0123456789"))
	}
	b := c.peek(0)
	letter := strings.IndexByte(letters, upper(b))
	if letter < 0 {
		return n, c.problemAt(from, "the accidental %q stands before no note", c.text[from:c.pos])
	}
	c.pos++
	octave := readOctave(c, b)
	position := 7*octave + letter
	key := 12*octave + semitones[letter] + v.clefShift + v.octaveShift + v.transposition()
	tiedKey, tied := v.tiedKey(position)
	if tied && !marked {
		key = int(tiedKey)
	} else {
		key += v.alteration(letter, position, alter, marked)
	}
	if v.percussion() {
		key = 0
	} else if key < 0 || key > 127 {
		return n, c.problemAt(from, "the note %s is outside MIDI's keys 0 to 127", c.text[from:c.pos])
	}
	n.key, n.position = uint8(key), position
	if n.length, err = readLength(c, v.unit); err != nil {
		return n, err
	}
	if c.accept("-") || c.accept(".-") {
		n.tied = true
	}
	return n, nil
}

// readOctave returns the octave of a letter with its marks; middle C is in octave 5, as MIDI key 60 = 12·5.
func readOctave(c *cursor, letter byte) int {
	octave := 5
	if letter >= 'a' {
		octave = 6
	}
	marks := c.run(",'")
	return octave + strings.Count(marks, "'") - strings.Count(marks, ",")
}

// alteration returns the semitones for a note: its own accidental, an earlier one of the measure, or the
// key's.
func (v *voice) alteration(letter, position, alter int, marked bool) int {
	if v.propagate == PropagatePitch {
		position = letter
	}
	if marked {
		if v.propagate != PropagateNot {
			v.accidentals[position] = alter
		}
		return alter
	}
	if earlier, ok := v.accidentals[position]; ok {
		return earlier
	}
	return v.key[letter]
}

// readLength reads what may follow a note: 2, /2, /, //, 3/2; unit is the length without it.
func readLength(c *cursor, unit fraction) (fraction, error) {
	from := c.pos
	num, ok, err := c.number()
	if err != nil {
		return fraction{}, err
	}
	if !ok {
		num = 1
	}
	den := 1
	for c.accept("/") {
		n, ok, err := c.number()
		if err != nil {
			return fraction{}, err
		}
		if !ok {
			n = 2
		}
		if den *= n; den > maxNumber {
			return fraction{}, c.problemAt(from, "the length %s is too short to play", c.text[from:c.pos])
		}
	}
	if num == 0 || den == 0 {
		return fraction{}, c.problemAt(from, "the length %s has a zero", c.text[from:c.pos])
	}
	length := unit.times(int64(num), int64(den))
	if length.num <= 0 {
		return fraction{}, c.problemAt(from, "the length %s is too short to play", c.text[from:c.pos])
	}
	return length, nil
}

// readChord reads [CEG]2 up to the closing character: every note keeps its own length, and the first one's is
// that of the chord.
func (r *reader) readChord(c *cursor, end byte) error {
	start := c.pos
	v := r.voice()
	v.begin(c.place())
	c.pos++
	var notes []note
	for c.peek(0) != end {
		if c.done() {
			return c.problemAt(start, "[ opens a chord that does not end on its line")
		}
		if strings.IndexByte("^_=ABCDEFGabcdefg", c.peek(0)) < 0 {
			if err := r.readChordMark(c); err != nil {
				return err
			}
			continue
		}
		n, err := v.readPitch(c)
		if err != nil {
			return err
		}
		notes = append(notes, n)
	}
	c.pos++
	if len(notes) == 0 {
		return c.problemAt(start, "the chord has no note")
	}
	outer, err := readLength(c, ticks(1))
	if err != nil {
		return err
	}
	for i := range notes {
		notes[i].length = notes[i].length.times(outer.num, outer.den)
	}
	v.place(v.pitched(c, notes), notes[0].length)
	return nil
}

// readChordMark reads what a chord may have besides notes: decorations, grace notes, and texts. A chord
// symbol in the chord means the same as one before it.
func (r *reader) readChordMark(c *cursor) error {
	b := c.peek(0)
	switch {
	case strings.IndexByte(" \t()", b) >= 0, strings.IndexByte(decorations, b) >= 0, r.symbols[b]:
		c.pos++
		return nil
	case b == '"':
		return r.readText(c)
	case b == '{':
		return skipGrace(c)
	case b == '!':
		c.pos++
		end := c.closing(b)
		if end < 0 {
			return c.problem("the mark in the chord does not end on its line")
		}
		c.pos = end + 1
		return nil
	case isLetter(b) || b >= 0x80:
		r.skipUnknown(c)
		return nil
	}
	return c.problem("%q is no note of a chord", c.character())
}
