package abc

import "strings"

// startsBar reports whether a bar line or the sign of an ending comes next: | :| :: [| [1
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
		if err := v.passBar(c, at, piece); err != nil {
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
		v.startEnding(numbers, at)
	}
	return err
}

func (v *voice) startEnding(numbers []int, at place) {
	tick := v.tick()
	if b := &v.bars[v.measure]; b.tick == tick {
		b.plain = false
	}
	begin := &v.endings.later
	if numbers[0] == 1 {
		begin = &v.endings.first
	}
	if *begin != tick { // else a layer of an overlay repeats the sign
		*begin = tick
		v.marks = append(v.marks, mark{tick: tick, kind: endingStart, numbers: numbers, place: at})
	}
}

// addMark adds a repeat sign or a double bar to the bar line just passed, once: a layer of an overlay repeats
// the signs of the first layer.
func (v *voice) addMark(m mark) {
	b := &v.bars[v.measure]
	if kind := uint(1) << m.kind; b.marks&kind == 0 {
		b.marks |= kind
		m.tick = b.tick
		v.marks = append(v.marks, m)
	}
}

// readBarSign reads | : ] and a [ that leads to a |.
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

// splitSign splits run-together signs such as |:||: after the colons that open a repeat.
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

// passBar ends the measure and adds the repeat signs: colons on the left close, those on the right open.
func (v *voice) passBar(c *cursor, at place, sign string) error {
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
	double := closing+opening == 0 && line != "|" && line != invisible
	v.warnLayer(c, at)
	v.crossBar(at, closing+opening == 0 && !double)
	if closing > 0 {
		v.addMark(mark{kind: closeRepeat, times: closing + 1, place: at})
		if e := &v.endings; e.first > max(e.later, e.unnumbered) {
			e.unnumbered = v.tick()
		}
	}
	if double {
		v.addMark(mark{kind: sectionEnd, place: at})
	}
	if opening > 0 {
		v.addMark(mark{kind: openRepeat, place: at})
	}
	return nil
}

// invisible is an ordinary bar line that is not drawn (section 4.8 of the standard).
const invisible = "[|]"

const maxColons = 8

// crossBar ends the measure and begins the next one. A layer of an overlay crosses the bar lines of the first
// layer; other music writes a new one.
func (v *voice) crossBar(at place, plain bool) {
	clear(v.accidentals)
	if next := v.measure + 1; next < len(v.bars) {
		v.measure, v.now = next, v.bars[next].time
		v.bars[next].plain = v.bars[next].plain && plain
		v.layers.overlaid = next < len(v.bars)-1 || v.now.less(v.layers.end)
		return
	}
	if v.now.less(v.layers.end) {
		v.now = v.layers.end
	}
	tick := v.tick()
	if last := &v.bars[v.measure]; last.tick == tick {
		last.place = at
		last.plain = last.plain && plain
	} else {
		v.bars = append(v.bars, bar{time: v.now, tick: tick, place: at, plain: plain})
	}
	v.measure = len(v.bars) - 1
	v.layers.end, v.layers.overlaid = v.now, false
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
