package abc

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"workbench/features/score"
)

// reader reads the lines of one tune into voices.
type reader struct {
	tune            Tune
	title, composer string
	defaults        state
	declared        []*voice      // in the file header; a tune has copies of those that it names
	voices          []*voice      // in the order in which they are named
	current         *voice        // nil before the first V: and the first note
	everyVoice      state         // settings of V:*
	headerVoice     *voice        // of the last V: of the header, nil before it
	symbols         map[byte]bool // letters that U: defines
	macros          []macro       // m:
	tempo           *cursor       // Q: of the header, read at its end because it may count in L:
	tempos          []tempoMark
	labels          []label
	order           []partName // P:
	tunebookOrder   []partName // Y:
	lastField       byte
	warned          map[string]bool
}

// tempoMark sets the tempo at a tick of written time, in all voices.
type tempoMark struct {
	tick              int64
	quartersPerMinute float64
}

// newReader returns a reader of the file header.
func newReader(o Options) *reader {
	return &reader{
		defaults: state{metre: metre{free: true, Metre: score.CommonTime}, propagate: o.Propagate},
		symbols:  map[byte]bool{},
		warned:   map[string]bool{},
	}
}

// ofTune returns a reader of a tune that begins with the settings of r, the file header.
func (r *reader) ofTune(first line) *reader {
	t := *r
	t.tune = Tune{Number: strings.TrimSpace(first.text[2:]), Line: first.number}
	t.symbols, t.warned = maps.Clone(r.symbols), map[string]bool{}
	t.declared, t.voices, t.headerVoice = r.voices, nil, nil
	t.macros = slices.Clip(r.macros)
	t.lastField = 'X'
	return &t
}

// warn adds a warning; the same text is added once.
func (r *reader) warn(p place, format string, args ...any) {
	text := fmt.Sprintf("line %d, column %d: ", p.line, p.column) + fmt.Sprintf(format, args...)
	if !r.warned[text] {
		r.warned[text] = true
		r.tune.Warnings = append(r.tune.Warnings, text)
	}
}

// warnOnce is warn for what may occur many times in a tune; only the first of the same kind is added.
func (r *reader) warnOnce(kind string, p place, format string, args ...any) {
	if !r.warned[kind] {
		r.warned[kind] = true
		r.warn(p, format, args...)
	}
}

// newCursor returns a cursor at the beginning of a line.
func (r *reader) newCursor(l line) *cursor {
	return &cursor{line: l.number, indent: l.indent, text: strings.TrimRight(l.text, " \t"), warn: r.warn}
}

// read takes the tune's header up to its K: field, and the body.
func (r *reader) read(lines []line) error {
	for i, l := range lines[1:] {
		if l.loose {
			break
		}
		if problem, ok := l.unclosed(); ok {
			return l.start().problem("%s", problem)
		}
		ended, err := r.readHeaderLine(l)
		if err != nil {
			return err
		}
		if ended {
			return r.readBody(lines[i+2:])
		}
	}
	return place{r.tune.Line, 1}.problem("the tune has no K: field, which ends its header")
}

func (r *reader) readBody(lines []line) error {
	if r.defaults.unit.den == 0 {
		r.defaults.unit = r.defaults.metre.defaultUnit()
	}
	if r.tempo != nil {
		c := *r.tempo // which may be that of all tunes
		c.warn = r.warn
		r.readTempo(&c)
	}
	for _, l := range lines {
		if problem, ok := l.unclosed(); ok {
			r.warn(l.start(), "%s", problem)
			continue
		}
		if l.loose {
			r.warnLoose(l)
			continue
		}
		if err := r.readBodyLine(l); err != nil {
			return err
		}
	}
	for _, v := range r.voices {
		if err := v.finish(); err != nil {
			return err
		}
	}
	return nil
}

// warnLoose warns of text after the tune's blank line that looks like music. Other text there is free.
func (r *reader) warnLoose(l line) {
	name, _, ok := bodyField(l.text)
	if (ok && strings.IndexByte("KLMPQV", name) >= 0) || strings.Contains(l.text, "|") {
		r.warn(l.start(), "not read: a blank line above ends the tune")
	}
}

// readBodyLine reads a field or a line of music.
func (r *reader) readBodyLine(l line) error {
	c := r.newCursor(l)
	if isDirective(l.text) {
		c.pos = 2
		r.readDirective(c)
		return nil
	}
	name, value, ok := bodyField(c.text)
	if !ok {
		c.text = strings.TrimSuffix(c.text, `\`) // the next line continues this one, as music does anyway
		return r.readMusic(c)
	}
	c.pos = 2
	if name == '+' {
		r.continueField(c, value)
		return nil
	}
	r.lastField = name
	return r.readBodyField(name, c)
}

// readBodyField reads a field of the body, on its own line or inline.
func (r *reader) readBodyField(name byte, c *cursor) error {
	switch name {
	case 'V':
		v, err := r.readVoice(c)
		if err == nil && v != nil {
			r.enter(v)
		}
		return err
	case 'P':
		if len(r.labels) == maxParts {
			return c.problem("a tune has at most %d part labels", maxParts)
		}
		r.labels = append(r.labels, label{tick: r.tick(), name: strings.TrimSpace(c.rest()), place: c.place()})
		return nil
	case 'Q':
		r.readTempo(c)
		return nil
	case 'T', 'C':
		return nil
	case 'X':
		return c.problemAt(0, "X: may only begin a tune")
	}
	return r.readField(name, c)
}

// tick is the written time of the current voice.
func (r *reader) tick() int64 {
	if r.current == nil {
		return 0
	}
	return r.current.tick()
}

// readTempo reads Q:. A tempo that cannot be read moves no note, so it gives a warning.
func (r *reader) readTempo(c *cursor) {
	unit := r.defaults.unit
	if r.current != nil {
		unit = r.current.unit
	}
	if speed := readTempo(c, unit); speed > 0 {
		r.tempos = append(r.tempos, tempoMark{r.tick(), speed})
	}
}

// enter makes v the voice that the music goes to.
func (r *reader) enter(v *voice) {
	if !v.started {
		v.start(r.defaults)
	}
	r.current = v
}

// voice returns the current voice; before any V: it is the first of the tune.
func (r *reader) voice() *voice {
	if r.current == nil {
		name := "1"
		if len(r.voices) > 0 {
			name = r.voices[0].id
		} else if len(r.declared) > 0 {
			name = r.declared[0].id
		}
		r.enter(r.voiceNamed(name))
	}
	return r.current
}

// clip shortens a text for a message.
func clip(text string) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return string(runes)
}
