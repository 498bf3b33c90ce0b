package abc

import (
	"strings"

	"workbench/features/score"
)

// metre is what M: says. A free one (M:none) has no measure length.
type metre struct {
	score.Metre
	free bool
}

// length is that of a full measure in ticks.
func (m metre) length() int64 { return wholeNote * int64(m.Beats) / int64(m.Unit) }

// compound metres have beats of three units; (5, (7 and (9 last three units in them instead of two.
func (m metre) compound() bool { return !m.free && m.Beats%3 == 0 && m.Beats > 3 && m.Unit >= 4 }

// defaultUnit is the unit note length without an L: field: 1/16 below 3/4, else 1/8.
func (m metre) defaultUnit() fraction {
	if !m.free && 4*m.Beats < 3*m.Unit {
		return ticks(wholeNote / 16)
	}
	return ticks(wholeNote / 8)
}

// readMetre reads C, C|, none, 6/8, 2+3/8 and (2+3)/8. It warns of text after the metre.
func readMetre(c *cursor) (metre, error) {
	c.skipSpace()
	from := c.pos
	m, named := namedMetres[c.word()]
	if !named {
		c.pos = from
		var err error
		if m, err = readFractionMetre(c); err != nil {
			return metre{}, err
		}
	}
	c.warnRest()
	return m, nil
}

// namedMetres are the metres that are not written as a fraction.
var namedMetres = map[string]metre{
	"C":    {Metre: score.CommonTime},
	"C|":   {Metre: score.Metre{Beats: 2, Unit: 2}},
	"none": {Metre: score.CommonTime, free: true},
	"":     {Metre: score.CommonTime, free: true},
}

func readFractionMetre(c *cursor) (metre, error) {
	from := c.pos
	wrong := c.problemAt(from, "%q is no metre; write M:4/4, M:(2+3)/8, M:C, M:C| or M:none", strings.TrimSpace(c.rest()))
	beats, ok := readBeats(c)
	c.skipSpace()
	if !ok || !c.accept("/") {
		return metre{}, wrong
	}
	c.skipSpace()
	unit, ok, err := c.number()
	if err != nil || !ok {
		return metre{}, wrong
	}
	if beats < 1 || beats > score.MaxBeats {
		return metre{}, c.problemAt(from, "a measure has 1 to %d beats, not %d", score.MaxBeats, beats)
	}
	if !powerOfTwo(unit) || unit > score.MaxUnit {
		return metre{}, c.problemAt(from, "the beat of a metre is 1, 2, 4, 8, 16, 32 or 64, not %d", unit)
	}
	return metre{Metre: score.Metre{Beats: beats, Unit: unit}}, nil
}

// readBeats reads 6, 2+3 and (2+3) as their sum.
func readBeats(c *cursor) (beats int, ok bool) {
	open := c.accept("(")
	for {
		c.skipSpace()
		n, ok, err := c.number()
		if err != nil || !ok {
			return 0, false
		}
		beats += n
		c.skipSpace()
		if !c.accept("+") {
			return beats, !open || c.accept(")")
		}
	}
}

func powerOfTwo(n int) bool { return n > 0 && n&(n-1) == 0 }

// readUnit reads the value of L:, such as 1/8 or 1. It warns of text after it.
func readUnit(c *cursor) (fraction, error) {
	c.skipSpace()
	from := c.pos
	num, den, ok, err := readRatio(c)
	if err != nil {
		return fraction{}, err
	}
	if !ok || num < 1 || num > 4 || !powerOfTwo(den) || den > 512 {
		return fraction{}, c.problemAt(from, "%q is no unit note length; write L:1/8, with 1, 2, 4 … 512 below", strings.TrimSpace(c.text[from:]))
	}
	c.warnRest()
	return ticks(wholeNote).times(int64(num), int64(den)), nil
}

// readRatio reads n/d or n.
func readRatio(c *cursor) (num, den int, ok bool, err error) {
	num, ok, err = c.number()
	if err != nil || !ok {
		return 0, 1, false, err
	}
	if !c.accept("/") {
		return num, 1, true, nil
	}
	den, ok, err = c.number()
	if err != nil || !ok || den == 0 {
		return 0, 1, false, err
	}
	return num, den, true, nil
}
