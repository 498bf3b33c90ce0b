package abc

import "slices"

// begin is called before a note, chord or rest: it may be the first of its measure.
func (v *voice) begin(at place) {
	if b := &v.bars[v.measure]; !b.begun {
		b.begun, b.place = true, at
	}
}

// place puts notes, none for a rest, at the voice's time and advances it by length. Both are scaled by the
// tuplet and broken rhythm in force.
func (v *voice) place(notes []note, length fraction) {
	num, den := int64(1), int64(1)
	if v.broken.pending {
		num, den = v.broken.num, v.broken.den
		v.broken.pending = false
	}
	if v.tuplet.left > 0 {
		num, den = num*v.tuplet.num, den*v.tuplet.den
		v.tuplet.left--
	}
	v.last = group{ok: true, first: len(v.notes), start: v.now, length: length}
	v.notes = append(v.notes, notes...)
	v.stretchLast(num, den)
}

// stretchLast multiplies the length of the last note, chord or rest.
func (v *voice) stretchLast(num, den int64) {
	g := &v.last
	g.length = g.length.times(num, den)
	for i := g.first; i < len(v.notes); i++ {
		n := &v.notes[i]
		delete(v.ties, n.tieEnd())
		n.length = n.length.times(num, den)
		n.start, n.end = g.start.round(), g.start.plus(n.length).round()
		if n.tied {
			v.ties[n.tieEnd()] = n.key
		}
	}
	v.now = g.start.plus(g.length)
}

// readBroken reads > >> >>> or <: the note before gains what the note after loses.
func (v *voice) readBroken(c *cursor) error {
	at := c.place()
	sign := c.run("<>")
	if !v.last.ok || v.broken.pending {
		return at.problem("%q needs a note before and after it", sign)
	}
	n := len(sign)
	if n > 3 || sign != ">>>"[:n] && sign != "<<<"[:n] {
		return at.problem("%q is no broken rhythm; > >> >>> or < << <<< are", sign)
	}
	less, more := int64(1), int64(2)<<n-1 // of 2^n: 1/2 and 3/2, 1/4 and 7/4, 1/8 and 15/8
	den := int64(1) << n
	if sign[0] == '>' {
		v.stretchLast(more, den)
		v.broken = broken{true, less, den, at}
	} else {
		v.stretchLast(less, den)
		v.broken = broken{true, more, den, at}
	}
	return nil
}

// readTuplet reads (p, (p:q and (p:q:r: p notes in the time of q, for the next r notes.
func (v *voice) readTuplet(c *cursor) error {
	at := c.place()
	if v.tuplet.left > 0 {
		return at.problem("a tuplet begins inside another one, which still lacks %d", v.tuplet.left)
	}
	c.pos++
	p, _, err := c.number()
	if err != nil {
		return err
	}
	q, r := 0, 0
	if c.accept(":") {
		if q, _, err = c.number(); err != nil {
			return err
		}
		if c.accept(":") {
			if r, _, err = c.number(); err != nil {
				return err
			}
		}
	}
	if q == 0 {
		if q = v.tupletTime(p); q == 0 {
			return at.problem("(%d is no tuplet of its own; write (%d:q, q being the number of notes whose time it takes", p, p)
		}
	}
	if r == 0 {
		r = p
	}
	if p < 1 || max(p, q, r) > maxTuplet {
		return at.problem("a tuplet has 1 to %d notes", maxTuplet)
	}
	v.tuplet = tuplet{left: r, num: int64(q), den: int64(p), place: at}
	return nil
}

const maxTuplet = 64

// tupletTime is the table of section 4.13: in the time of how many notes p notes are played.
func (v *voice) tupletTime(p int) int {
	switch p {
	case 3, 6:
		return 2
	case 2, 4, 8:
		return 3
	case 5, 7, 9:
		if v.metre.compound() {
			return 3
		}
		return 2
	}
	return 0
}

// readTie reads - after a note or a chord.
func (v *voice) readTie(c *cursor) {
	if (!v.last.ok || v.last.first == len(v.notes)) && !v.percussion() {
		c.warnAt(c.pos, "the tie follows no note; ignored")
	}
	c.pos++
	if !v.last.ok || v.last.tied {
		return
	}
	v.last.tied = true
	for i := v.last.first; i < len(v.notes); i++ {
		n := &v.notes[i]
		n.tied = true
		v.ties[n.tieEnd()] = n.key
	}
}

func (n *note) tieEnd() tieEnd { return tieEnd{n.position, n.end} }

// tiedKey returns the key of the note that is tied to one at the voice's time and this position.
func (v *voice) tiedKey(position int) (key uint8, ok bool) {
	tick := v.tick()
	if key, ok = v.ties[tieEnd{position, tick}]; !ok && (tick == v.endings.later || tick == v.endings.unnumbered) {
		key, ok = v.ties[tieEnd{position, v.endings.first}]
	}
	return key, ok
}

// readRest reads z x with a length, and Z X with a number of measures.
func (v *voice) readRest(c *cursor) error {
	at := c.place()
	b := c.peek(0)
	c.pos++
	v.begin(at)
	if b == 'z' || b == 'x' {
		length, err := readLength(c, v.unit)
		if err == nil {
			v.place(nil, length)
		}
		return err
	}
	n, ok, err := c.number()
	switch {
	case err != nil:
		return err
	case !ok:
		n = 1
	case n == 0 || n > maxRestMeasures:
		return at.problem("%c rests for 1 to %d measures", b, maxRestMeasures)
	}
	if v.metre.free {
		return at.problem("%c rests for whole measures, but there is no metre to tell their length", b)
	}
	for i := range n {
		if i > 0 {
			v.crossBar(at, true)
		}
		v.place(nil, ticks(v.metre.length()))
	}
	return nil
}

const maxRestMeasures = 999

// checkRhythm returns an error if a broken rhythm lacks its second note.
func (v *voice) checkRhythm(at place, what string) error {
	if v.broken.pending {
		return v.broken.place.problem("broken rhythm needs a note after it, but %s comes", what)
	}
	return nil
}

// finish closes the voice at the end of the tune.
func (v *voice) finish() error {
	if !v.started {
		return nil
	}
	if err := v.checkRhythm(place{}, "the end of the voice"); err != nil {
		return err
	}
	if v.tuplet.left > 0 {
		return v.tuplet.place.problem("the tuplet lacks %d of its notes at the end of the voice", v.tuplet.left)
	}
	v.endLayers()
	inOrder(v.notes)
	inOrder(v.chords)
	v.chords = slices.CompactFunc(v.chords, func(a, b chordSymbol) bool { return a.tick == b.tick }) // of several layers
	inOrder(v.metres)
	inOrder(v.keys)
	return nil
}
