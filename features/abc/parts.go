package abc

import (
	"cmp"
	"slices"
)

// label is a P: of the body: a part begins at this tick of written time.
type label struct {
	tick  int64
	name  string
	place place
}

// partName is a part in the order of playing.
type partName struct {
	name  string
	place place
}

// maxParts bounds the parts that a play order may ask for, and those that a tune may have.
const maxParts = 1000

// readOrder reads the header's P: or Y:, such as AABB, A2B2 or (AB)3C, written out.
func readOrder(c *cursor) ([]partName, error) {
	c.skipSpace()
	order, err := readParts(c, 0)
	if err == nil && !c.done() {
		err = c.problem("%q is no part; a play order is made of letters, numbers and (), as in P:A2(BC)3", c.character())
	}
	return order, err
}

func readParts(c *cursor, depth int) ([]partName, error) {
	var parts []partName
	if depth > 20 {
		return nil, c.problem("the brackets of the play order are nested too deeply")
	}
	for !c.done() {
		at := c.place()
		b := c.peek(0)
		var item []partName
		switch {
		case b == '(':
			c.pos++
			inner, err := readParts(c, depth+1)
			if err != nil {
				return nil, err
			}
			if !c.accept(")") {
				return nil, at.problem("the bracket of the play order is not closed")
			}
			item = inner
		case isLetter(b):
			c.pos++
			item = []partName{{string(b), at}}
		case b == ' ' || b == '.':
			c.pos++
			continue
		default:
			return parts, nil
		}
		n, ok, err := c.number()
		if err != nil {
			return nil, err
		}
		if !ok {
			n = 1
		}
		if len(parts)+n*len(item) > maxParts {
			return nil, at.problem("the play order has more than %d parts", maxParts)
		}
		parts = append(parts, slices.Repeat(item, n)...)
	}
	return parts, nil
}

// part is a labelled stretch of written time.
type part struct {
	span
	name string
}

// parts cuts the written time at the labels. Music before the first label has no name.
func (r *reader) parts(end int64) []part {
	labels := slices.Clone(r.labels)
	slices.SortStableFunc(labels, func(a, b label) int { return cmp.Compare(a.tick, b.tick) })
	labels = slices.CompactFunc(labels, func(a, b label) bool { return a.tick == b.tick && a.name == b.name })
	parts := []part{{span: span{0, end}}}
	for _, l := range labels {
		parts[len(parts)-1].to = l.tick
		parts = append(parts, part{span{l.tick, end}, l.name})
	}
	return parts
}

// playOrder is the order in which the header wants the parts: P:, or else Y:, which is where the Nottingham
// tunebooks have it. The standard does not know Y:, so one that does not suit the tune is only warned of.
func (r *reader) playOrder() []partName {
	if len(r.order) > 0 {
		if len(r.labels) == 0 {
			r.warn(r.order[0].place, "the play order is not followed: no P: in the tune says where its parts begin")
		}
		return r.order
	}
	parts := r.parts(0)
	for _, name := range r.tunebookOrder {
		times := 0
		for _, p := range parts {
			if p.name == name.name {
				times++
			}
		}
		if times != 1 {
			r.warn(name.place, "the play order of Y: is not followed: part %s begins at %d places of the tune", name.name, times)
			return nil
		}
	}
	return r.tunebookOrder
}

// plan returns the stretches of written time in the order of playing: the repeats of a voice's marks, and the
// parts in the order that the header gives. Without one the parts follow as they stand.
func (r *reader) plan(marks []mark, end int64) ([]span, error) {
	order := r.playOrder()
	if len(order) == 0 || len(r.labels) == 0 {
		marks = slices.Clone(marks)
		for _, l := range r.labels {
			marks = append(marks, mark{tick: l.tick, kind: partStart, place: l.place})
		}
		sortMarks(marks)
		return unfold(marks, 0, end, r.warn), nil
	}
	parts := r.parts(end)
	played := unfold(marksIn(marks, parts[0].span), parts[0].from, parts[0].to, r.warn)
	spans := map[string][]span{} // by part
	for _, name := range order {
		if _, known := spans[name.name]; !known {
			p, err := partNamed(parts, name)
			if err != nil {
				return nil, err
			}
			spans[name.name] = unfold(marksIn(marks, p), p.from, p.to, r.warn)
		}
		played = append(played, spans[name.name]...)
		if len(played) > maxSpans {
			return nil, name.place.problem("parts and repeats together are too many")
		}
	}
	return played, nil
}

// partNamed finds the one part of the tune that the play order means.
func partNamed(parts []part, name partName) (span, error) {
	isNamed := func(p part) bool { return p.name == name.name }
	i := slices.IndexFunc(parts, isNamed)
	if i < 0 {
		return span{}, name.place.problem("the play order names part %s, but no P:%s stands in the tune", name.name, name.name)
	}
	if slices.ContainsFunc(parts[i+1:], isNamed) {
		return span{}, name.place.problem("part %s of the play order begins at two places of the tune", name.name)
	}
	return parts[i].span, nil
}

const maxSpans = 20000

func sortMarks(marks []mark) {
	slices.SortStableFunc(marks, func(a, b mark) int {
		if a.tick != b.tick {
			return cmp.Compare(a.tick, b.tick)
		}
		return cmp.Compare(a.kind, b.kind)
	})
}

// marksIn returns the marks of a part: on its borders, a :| belongs to the music before, everything else to
// that after.
func marksIn(marks []mark, p span) []mark {
	var in []mark
	for _, m := range marks {
		closes := m.kind == closeRepeat
		if m.tick > p.from && m.tick < p.to || m.tick == p.from && !closes || m.tick == p.to && closes {
			in = append(in, m)
		}
	}
	sortMarks(in)
	return in
}
