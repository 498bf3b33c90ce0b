package musicxml

// value is a written note value: a note type with or without a dot.
type value struct {
	exponent int // of two: the value in 256ths of a whole note, without its dot
	dotted   bool
}

// noteTypes are the names of the values by their exponent.
var noteTypes = [...]string{"256th", "128th", "64th", "32nd", "16th", "eighth", "quarter", "half", "whole", "breve"}

func (v value) name() string { return noteTypes[v.exponent] }

// flags is the number of flags or beams of the value.
func (v value) flags() int { return max(6-v.exponent, 0) }

// valueOf returns the value that lasts length ticks, ok = false if no single one does.
func valueOf(length, quarter int64) (v value, ok bool) {
	if length <= 0 || length*64%quarter != 0 {
		return v, false
	}
	n := length * 64 / quarter
	for ; n%2 == 0; n /= 2 {
		v.exponent++
	}
	if n == 3 {
		v.exponent, v.dotted = v.exponent+1, true
	}
	return v, (n == 1 || n == 3) && v.exponent < len(noteTypes)
}

// grid tells how strong each place of a measure or tuplet is: levels are the distances of its lines, the
// strongest first, 0 for a level without lines.
type grid struct {
	levels []int64
	scale  fraction // written length of a sounding one: 3/2 in a triplet
}

type fraction struct{ num, den int64 }

// level is the number of the strongest line at a place; a lower number is stronger.
func (g grid) level(at int64) int {
	for i, length := range g.levels {
		if length > 0 && at%length == 0 {
			return i
		}
	}
	return len(g.levels)
}

// within returns the strongest level that has a line between two places, len(levels) if none has.
func (g grid) within(from, to int64) int {
	for i, length := range g.levels {
		if length > 0 && (from/length+1)*length < to {
			return i
		}
	}
	return len(g.levels)
}

// single returns the one value that a note or rest between two places is written with. A note that hides a
// line stronger than both of its ends is not written with one value, except for a plain syncopation: a line
// one level above its ends. A rest hides no line stronger than its start.
func (g grid) single(from, to, quarter int64, rest bool) (v value, ok bool) {
	v, ok = valueOf((to-from)*g.scale.num/g.scale.den, quarter)
	if !ok || (to-from)*g.scale.num%g.scale.den != 0 {
		return v, false
	}
	hidden, first, last := g.within(from, to), g.level(from), g.level(to)
	return v, first <= hidden || !rest && (last <= hidden || hidden >= max(first, last)-1)
}

// split cuts a note or rest into parts of one value each, at the strongest lines within it.
func (g grid) split(from, to, quarter int64, rest bool, add func(from, to int64, v value)) {
	if v, ok := g.single(from, to, quarter, rest); ok {
		add(from, to, v)
		return
	}
	at := g.cut(from, to, quarter, rest)
	if at == to { // nothing finer: not reached for places on the grid
		add(from, to, value{})
		return
	}
	g.split(from, at, quarter, rest, add)
	g.split(at, to, quarter, rest, add)
}

// cut returns the line at which to split: of the strongest within, the one that leaves the longest single
// value on the side of the stronger end.
func (g grid) cut(from, to, quarter int64, rest bool) int64 {
	hidden := g.within(from, to)
	if hidden == len(g.levels) {
		return to
	}
	length := g.levels[hidden]
	first, last := (from/length+1)*length, (to-1)/length*length
	if g.level(from) <= g.level(to) {
		for at := last; at >= first; at -= length {
			if _, ok := g.single(from, at, quarter, rest); ok {
				return at
			}
		}
		return last
	}
	for at := first; at <= last; at += length {
		if _, ok := g.single(at, to, quarter, rest); ok {
			return at
		}
	}
	return first
}
