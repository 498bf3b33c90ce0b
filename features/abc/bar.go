package abc

import "strings"

// startsBar tells a bar line or the sign of an ending from a chord: | :| :: [| [1
func startsBar(c *cursor) bool {
	switch c.peek(0) {
	case '|':
		return true
	case ':':
		return true
	case '[':
		return c.peek(1) == '|' || isDigit(c.peek(1))
	}
	return false
}

// readBar reads a bar line with its repeat signs, and the numbers of an ending that begins there.
func (v *voice) readBar(c *cursor) error {
	at := c.place()
	sign := readBarSign(c)
	if err := v.checkRhythm(at, "a bar line"); err != nil {
		return err
	}
	for _, piece := range splitSign(sign) {
		if err := v.passBar(at, piece); err != nil {
			return err
		}
	}
	if sign != "" {
		at = c.place()
	}
	if c.peek(0) == '[' && isDigit(c.peek(1)) {
		c.pos++
	}
	if !isDigit(c.peek(0)) {
		return nil
	}
	numbers, err := readEnding(c)
	if err == nil {
		v.marks = append(v.marks, mark{tick: v.tick(), kind: endingStart, numbers: numbers, place: at})
		if last := &v.bars[len(v.bars)-1]; last.tick == v.tick() {
			last.plain = false
		}
	}
	return err
}

// readBarSign steps over | : ] and such [ as lead to a |.
func readBarSign(c *cursor) string {
	from := c.pos
	for {
		b := c.peek(0)
		if b == '[' && c.peek(1) == '|' || b != 0 && strings.IndexByte("|:]", b) >= 0 {
			c.pos++
			continue
		}
		return c.text[from:c.pos]
	}
}

// splitSign cuts run-together signs such as |:||: after the colons that open a repeat.
func splitSign(sign string) []string {
	var pieces []string
	for sign != "" {
		line := strings.TrimLeft(sign, ":")
		tail := strings.TrimLeft(line, "|[]")
		opening := len(tail) - len(strings.TrimLeft(tail, ":"))
		end := len(sign) - len(tail) + opening
		pieces = append(pieces, sign[:end])
		sign = sign[end:]
	}
	return pieces
}

// passBar ends the measure and notes the repeat signs: colons on the left close, those on the right open.
func (v *voice) passBar(at place, sign string) error {
	line := strings.Trim(sign, ":")
	closing := len(sign) - len(strings.TrimLeft(sign, ":"))
	opening := len(sign) - closing - len(line)
	if line == "" {
		closing, opening = 1, 1
	}
	if sign != "::" && !strings.Contains(sign, "|") {
		return at.problem("%q is no bar line", sign)
	}
	if max(closing, opening) > maxColons {
		return at.problem("%q repeats too often", sign)
	}
	if v.now.less(v.overlayEnd) {
		v.now = v.overlayEnd
	}
	double := closing+opening == 0 && line != "|" && line != invisible
	v.addBar(at, closing+opening == 0 && !double)
	tick := v.tick()
	if closing > 0 {
		v.marks = append(v.marks, mark{tick: tick, kind: closeRepeat, times: closing + 1, place: at})
	}
	if double {
		v.marks = append(v.marks, mark{tick: tick, kind: sectionEnd, place: at})
	}
	if opening > 0 {
		v.marks = append(v.marks, mark{tick: tick, kind: openRepeat, place: at})
	}
	return nil
}

// invisible is an ordinary bar line that is not drawn (section 4.8 of the standard).
const invisible = "[|]"

const maxColons = 8

// addBar begins a measure at the voice's time.
func (v *voice) addBar(at place, plain bool) {
	tick := v.tick()
	if last := &v.bars[len(v.bars)-1]; last.tick == tick {
		last.place = at
		last.plain = last.plain && plain
	} else {
		v.bars = append(v.bars, bar{tick: tick, place: at, plain: plain})
	}
	v.measureStart, v.overlayEnd = v.now, v.now
	clear(v.accidentals)
}

const maxPasses = 99

// readEnding reads 1, 1,3 and 1-3.
func readEnding(c *cursor) ([]int, error) {
	var numbers []int
	at := c.place()
	for {
		n, ok, err := c.number()
		if err != nil {
			return nil, err
		}
		to := n
		if ok && c.peek(0) == '-' && isDigit(c.peek(1)) {
			c.pos++
			if to, _, err = c.number(); err != nil {
				return nil, err
			}
		}
		if !ok || n < 1 || to < n || to > maxPasses {
			return nil, at.problem("an ending is numbered as in [1 or [1,3 or [1-3, up to %d", maxPasses)
		}
		for ; n <= to; n++ {
			numbers = append(numbers, n)
		}
		if len(numbers) > maxPasses {
			return nil, at.problem("an ending has at most %d numbers", maxPasses)
		}
		if c.peek(0) != ',' || !isDigit(c.peek(1)) {
			return numbers, nil
		}
		c.pos++
	}
}
