package musicxml

import "sort"

// piece is a part of a chord or rest that is written with one note value.
type piece struct {
	start, end int64
	notes      []int // none in a rest
	value      value
	tuplet     *tuplet
	first      bool // of its tuplet
	last       bool
}

// tuplet writes actual notes in the time of normal ones.
type tuplet struct {
	actual, normal int64
	unit           value // of the normal notes
}

// write cuts the chords of a voice within a measure into pieces. In a window with a place that halving does
// not reach, everything is written in a tuplet; chords are cut at its ends.
func (b bar) write(list []chord, quarter int64) []piece {
	var pieces []piece
	plain := metricGrid(b.metre, quarter)
	origin := b.start - b.phase
	from := b.start
	flush := func(to int64) {
		pieces = appendPieces(pieces, list, from, to, origin, quarter, plain)
		from = to
	}
	b.windows(quarter, func(start, end int64) {
		t, g := tupletOf(list, start, end, quarter)
		if t == nil {
			return
		}
		flush(start)
		k := len(pieces)
		pieces = appendPieces(pieces, list, start, end, start, quarter, g)
		for i := range pieces[k:] {
			pieces[k+i].tuplet = t
		}
		pieces[k].first, pieces[len(pieces)-1].last = true, true
		from = end
	})
	flush(b.end())
	return pieces
}

// appendPieces writes what of the chords lies between two ticks. The lines of the grid are counted from
// origin.
func appendPieces(pieces []piece, list []chord, from, to, origin, quarter int64, g grid) []piece {
	for _, c := range list {
		start, end := max(c.start, from), min(c.end, to)
		if start >= end {
			continue
		}
		g.split(start-origin, end-origin, quarter, len(c.notes) == 0, func(a, b int64, v value) {
			pieces = append(pieces, piece{start: origin + a, end: origin + b, notes: c.notes, value: v})
		})
	}
	return pieces
}

// tupletOf returns the tuplet that a window needs and its grid, nil if the window can be written without one.
func tupletOf(list []chord, start, end, quarter int64) (*tuplet, grid) {
	length := end - start
	step := length
	for _, c := range list {
		if start < c.start && c.start < end {
			step = gcd(step, c.start-start)
		}
	}
	parts := length / step
	for parts%2 == 0 {
		parts /= 2
	}
	if parts == 1 {
		return nil, grid{}
	}
	t := &tuplet{actual: parts, normal: 1}
	for t.normal*2 < parts {
		t.normal *= 2
	}
	t.unit, _ = valueOf(length/t.normal, quarter)
	g := grid{levels: []int64{length}, scale: fraction{t.actual, t.normal}}
	for part := length / parts; ; part /= 2 {
		g.levels = append(g.levels, part)
		if part%2 != 0 || part <= step {
			return t, g
		}
	}
}

// within returns the chords that sound between two ticks. list has no gaps.
func within(list []chord, from, to int64) []chord {
	first := sort.Search(len(list), func(i int) bool { return list[i].end > from })
	end := first
	for end < len(list) && list[end].start < to {
		end++
	}
	return list[first:end]
}
