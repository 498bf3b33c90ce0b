package abc

import (
	"strconv"
	"strings"
)

// readTempo reads all forms of Q:. Text alone gives 0: it sets no speed. The unit is that of L:.
func readTempo(c *cursor, unit fraction) (quartersPerMinute float64, err error) {
	c.skipSpace()
	from := c.pos
	wrong := func() error {
		return c.problemAt(from, "%q is no tempo; write Q:1/4=120, Q:3/8=60 or Q:\"Allegro\" 1/4=120", strings.TrimSpace(c.text[from:]))
	}
	beat := ticks(0)
	sawBeat := false
	for {
		c.skipSpace()
		switch {
		case c.done():
			if sawBeat {
				return 0, wrong()
			}
			return 0, nil
		case c.accept(`"`):
			end := c.closing('"')
			if end < 0 {
				return 0, c.problem("the text of the tempo has no closing quote")
			}
			c.pos = end + 1
		case c.accept("C"): // Q:C=120 and Q:C3=40, the oldest form, count unit note lengths
			n, ok, err := c.number()
			if err != nil {
				return 0, err
			}
			if !ok {
				n = 1
			}
			beat, sawBeat = beat.plus(unit.times(int64(n), 1)), true
		case isDigit(c.peek(0)):
			start := c.pos
			num, den, ok, err := readRatio(c)
			if err != nil || !ok || num == 0 {
				return 0, wrong()
			}
			if strings.IndexByte(c.text[start:c.pos], '/') < 0 {
				if sawBeat {
					return 0, wrong()
				}
				c.pos = start
				return readSpeed(c, unit, wrong)
			}
			beat, sawBeat = beat.plus(ticks(wholeNote).times(int64(num), int64(den))), true
		case sawBeat && c.accept("="):
			c.skipSpace()
			return readSpeed(c, beat, wrong)
		default:
			return 0, wrong()
		}
	}
}

// readSpeed reads the number of beats a minute, and the text that may follow.
func readSpeed(c *cursor, beat fraction, wrong func() error) (float64, error) {
	number := c.run("0123456789.")
	speed, err := strconv.ParseFloat(number, 64)
	if err != nil || speed <= 0 || speed > maxNumber {
		return 0, wrong()
	}
	c.skipSpace()
	if !c.done() && (c.peek(0) != '"' || !strings.HasSuffix(strings.TrimSpace(c.rest()), `"`)) {
		return 0, wrong()
	}
	return speed * float64(beat.num) / float64(beat.den) / TicksPerQuarter, nil
}
