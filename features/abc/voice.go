package abc

import (
	"cmp"
	"slices"

	"workbench/features/score"
)

// state is the settings in force for the notes of a voice.
type state struct {
	metre             metre
	unit              fraction // the unit note length; zero before L: or the end of the header
	key               signature
	tonic             *score.Key // the key that K: names, nil if it names none; its signature may be changed by accidentals
	clefShift         int        // semitones: clef=treble-8 gives -12
	octaveShift       int        // semitones, from octave=
	transpose         int        // semitones, from transpose=
	soundTranspose    int        // semitones, from %%MIDI transpose
	propagate         Propagation
	percussionClef    bool
	percussionChannel bool
}

// transposition is what moves notes and chord symbols together, in semitones.
func (s *state) transposition() int { return s.transpose + s.soundTranspose }

// percussion reports whether notes stand for drums instead of pitches.
func (s *state) percussion() bool { return s.percussionClef || s.percussionChannel }

// voice collects the music of one voice in written time.
type voice struct {
	id      string
	started bool
	state
	silenced bool // the reader has warned that percussion is left out

	now         fraction
	measure     int // index in bars of the bar line that the measure begins with
	layers      layers
	accidentals map[int]int
	ties        map[tieEnd]uint8 // keys of the notes that a tie leads on from
	endings     endings
	last        group
	broken      broken
	tuplet      tuplet

	notes  []note
	marks  []mark
	bars   []bar
	chords []chordSymbol
	metres []metreMark
	keys   []keyMark
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

// tieEnd is where a tied note ends, and its position on the staff.
type tieEnd struct {
	position int
	tick     int64 // of written time
}

// endings are the ticks of written time at which endings of a repeat begin: a tie that leads into the first leads
// into the later ones as well. What follows the :| of the first ending is an ending even without a number.
type endings struct{ first, later, unnumbered int64 }

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
	time  fraction
	tick  int64 // time in whole ticks
	marks uint  // bit k is set for a mark of markKind k
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

// hasMusic reports whether the voice has notes or rests, rather than only a declaration.
func (v *voice) hasMusic() bool { return v.now.num > 0 }

// start gives the voice the settings in force, and adds those of its V: field.
func (v *voice) start(defaults state) {
	v.started = true
	own := v.state
	v.state = defaults
	v.clefShift += own.clefShift
	v.octaveShift += own.octaveShift
	v.transpose += own.transpose
	v.soundTranspose += own.soundTranspose
	v.percussionClef = v.percussionClef || own.percussionClef
	v.percussionChannel = v.percussionChannel || own.percussionChannel
	v.now = ticks(0)
	v.layers = layers{end: ticks(0)}
	v.accidentals = map[int]int{}
	v.ties, v.endings = map[tieEnd]uint8{}, endings{-1, -1, -1}
	v.metres = []metreMark{{0, v.metre}}
	v.markKey()
	v.bars = []bar{{time: ticks(0), plain: true}}
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

// timed is an item at a tick of written time.
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
