package abc

import (
	"cmp"
	"slices"
)

// state is what the fields in force say to the notes of a voice.
type state struct {
	metre       metre
	unit        fraction // the unit note length; zero before L: or the end of the header
	key         signature
	clefShift   int // semitones: clef=treble-8 gives -12
	octaveShift int // semitones, from octave=
	transpose   int // semitones, from transpose=
	propagate   propagation
}

// propagation tells for how long an accidental lasts.
type propagation int

const (
	sameOctave propagation = iota // to the end of the measure, in its octave
	allOctaves                    // to the end of the measure, in every octave
	oneNote                       // for its note alone
)

// voice collects the music of one voice in written time.
type voice struct {
	id      string
	started bool
	state

	now          fraction
	measureStart fraction
	overlayEnd   fraction // the furthest point of the measure's earlier layers (&)
	accidentals  map[int]int
	ties         map[int]uint8 // keys that wait for their tied note, by staff position
	nextTies     map[int]uint8 // the same, from the note or chord being read
	last         group
	broken       broken
	tuplet       tuplet

	notes  []note
	marks  []mark
	bars   []bar
	chords []chordSymbol
	metres []metreMark
}

// note is one written note.
type note struct {
	start, end int64    // ticks of written time
	length     fraction // ticks, before the start and end were rounded
	key        uint8
	position   int  // on the staff, 7 to an octave
	tied       bool // a tie leads on from it
	place      place
}

// group is a note, rest or chord that > < or - may still change: the notes from index first on.
type group struct {
	ok     bool
	tied   bool // by a tie after all of it
	first  int
	start  fraction
	length fraction
}

// broken is what > or < does to the next note.
type broken struct {
	pending  bool
	num, den int64
	place    place
}

// tuplet counts the notes that still belong to (p:q:r.
type tuplet struct {
	left     int
	num, den int64
	place    place
}

// bar is a bar line, or a point where a measure begins without one.
type bar struct {
	tick  int64
	place place // of its first note or rest, or else of the line
	begun bool  // a note or rest has followed
	plain bool  // a single line: no repeat, no section end
}

// metreMark is a change of metre in a voice.
type metreMark struct {
	tick  int64
	metre metre
}

// chordSymbol is a chord symbol over the music; no keys for N.C.
type chordSymbol struct {
	tick int64
	text string
	keys []uint8
}

func (v *voice) tick() int64 { return v.now.round() }

// hasMusic tells a voice with notes or rests from one that was only declared.
func (v *voice) hasMusic() bool { return v.now.num > 0 }

// start gives the voice the fields in force, keeping what V: said of its pitch.
func (v *voice) start(defaults state) {
	v.started = true
	own := v.state
	v.state = defaults
	v.clefShift += own.clefShift
	v.octaveShift += own.octaveShift
	v.transpose += own.transpose
	v.now, v.measureStart, v.overlayEnd = ticks(0), ticks(0), ticks(0)
	v.accidentals = map[int]int{}
	v.ties, v.nextTies = map[int]uint8{}, map[int]uint8{}
	v.metres = []metreMark{{0, v.metre}}
	v.bars = []bar{{plain: true}}
}

func (v *voice) setMetre(m metre) {
	v.metre = m
	v.metres = append(v.metres, metreMark{v.tick(), m})
}

// metreAt returns the metre in force at a tick of written time.
func (v *voice) metreAt(tick int64) metre {
	later := from(v.metres, tick+1)
	return v.metres[max(len(v.metres)-len(later)-1, 0)].metre
}

// timed is what stands at a tick of written time.
type timed interface{ at() int64 }

func (n note) at() int64        { return n.start }
func (b bar) at() int64         { return b.tick }
func (m metreMark) at() int64   { return m.tick }
func (t tempoMark) at() int64   { return t.tick }
func (c chordSymbol) at() int64 { return c.tick }

// from returns the items at tick and after. They are in order.
func from[T timed](items []T, tick int64) []T {
	i, _ := slices.BinarySearchFunc(items, tick, func(item T, tick int64) int { return cmp.Compare(item.at(), tick) })
	return items[i:]
}

// within returns the items of a span, without its end.
func within[T timed](items []T, s span) []T {
	items = from(items, s.from)
	return items[:len(items)-len(from(items, s.to))]
}

// inOrder sorts items that an overlay put after later ones.
func inOrder[T timed](items []T) {
	slices.SortStableFunc(items, func(a, b T) int { return cmp.Compare(a.at(), b.at()) })
}
