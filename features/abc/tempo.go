package abc

import (
	"strconv"
	"strings"
)

// readTempo reads all forms of Q: and returns quarters a minute. It returns 0 where the field sets no speed,
// as with text alone, and warns where it should but cannot be read. unit is that of L:.
func readTempo(c *cursor, unit fraction) (quartersPerMinute float64) {
	c.skipSpace()
	from := c.pos
	beat, ok := readBeat(c, unit)
	c.skipSpace()
	if ok && c.done() && beat.num == 0 { // text alone
		return 0
	}
	if ok && (beat.num == 0 || c.accept("=")) {
		if beat.num == 0 {
			beat = unit
		}
		if speed, ok := readSpeed(c); ok {
			return speed * float64(beat.num) / float64(beat.den) / TicksPerQuarter
		}
	}
	c.warnAt(from, `%q is no tempo; ignored; write Q:1/4=120, Q:3/8=60 or Q:"Allegro" 1/4=120`, strings.TrimSpace(clip(c.text[from:])))
	return 0
}

// readBeat reads texts in quotes and the sum of note values before the equals sign; zero if there is none.
func readBeat(c *cursor, unit fraction) (beat fraction, ok bool) {
	beat = ticks(0)
	for {
		c.skipSpace()
		switch start := c.pos; {
		case c.accept(`"`):
			end := c.closing('"')
			if end < 0 {
				return beat, false
			}
			c.pos = end + 1
		case c.accept("C"): // Q:C=120 and Q:C3=40, the oldest form, count unit note lengths
			n, ok, err := c.number()
			if err != nil {
				return beat, false
			}
			if !ok {
				n = 1
			}
			beat = beat.plus(unit.times(int64(n), 1))
		case isDigit(c.peek(0)):
			num, den, ok, err := readRatio(c)
			if strings.IndexByte(c.text[start:c.pos], '/') < 0 { // a speed without a note value
				c.pos = start
				return beat, beat.num == 0
			}
			if err != nil || !ok || num == 0 {
				return beat, false
			}
			beat = beat.plus(ticks(wholeNote).times(int64(num), int64(den)))
		default:
			return beat, true
		}
	}
}

// readSpeed reads the number of beats a minute. It warns of text after it that is not in quotes, such as the
// end of a range.
func readSpeed(c *cursor) (beatsPerMinute float64, ok bool) {
	c.skipSpace()
	start := c.pos
	number := c.run("0123456789.")
	speed, err := strconv.ParseFloat(number, 64)
	if err != nil || speed <= 0 || speed > maxNumber {
		c.pos = start
		return 0, false
	}
	c.skipSpace()
	rest := strings.TrimSpace(c.rest())
	if rest != "" && (len(rest) < 2 || rest[0] != '"' || rest[len(rest)-1] != '"') {
		c.warnAt(c.pos, "%q after the tempo is ignored: it is %s", clip(rest), number)
	}
	return speed, true
}
