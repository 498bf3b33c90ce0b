package abc

import (
	"fmt"
	"maps"
	"strings"

	"workbench/features/score"
)

// reader reads the lines of one tune into voices.
type reader struct {
	tune            Tune
	title, composer string
	defaults        state
	declared        []*voice // in the file header; a tune has copies of those that it names
	voices          []*voice // in the order in which they are named
	current         *voice   // nil before the first V: and the first note
	symbols         map[byte]bool
	tempo           *cursor // Q: of the header, read at its end because it may count in L:
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
func newReader() *reader {
	return &reader{
		defaults: state{metre: metre{free: true, Metre: score.CommonTime}},
		symbols:  map[byte]bool{},
		warned:   map[string]bool{},
	}
}

// ofTune returns a reader of a tune that begins with what r, the file header, has told.
func (r *reader) ofTune(first line) *reader {
	t := *r
	t.tune = Tune{Number: strings.TrimSpace(first.text[2:]), Line: first.number}
	t.symbols, t.warned = maps.Clone(r.symbols), map[string]bool{}
	t.declared, t.voices = r.voices, nil
	t.lastField = 'X'
	return &t
}

// warn adds a warning; one text comes once.
func (r *reader) warn(p place, format string, args ...any) {
	text := fmt.Sprintf("line %d, column %d: ", p.line, p.column) + fmt.Sprintf(format, args...)
	if !r.warned[text] {
		r.warned[text] = true
		r.tune.Warnings = append(r.tune.Warnings, text)
	}
}

// readFileHeader reads what holds for all tunes of the book.
func (r *reader) readFileHeader(lines []line) error {
	for _, l := range lines {
		if problem, ok := l.unclosed(); ok {
			r.warn(place{l.number, 1}, "%s", problem)
		} else if _, err := r.readHeaderLine(l); err != nil {
			return err
		}
	}
	return nil
}

// read takes the tune's header up to its K: field, and the body.
func (r *reader) read(lines []line) error {
	for i, l := range lines[1:] {
		if l.loose {
			break
		}
		if problem, ok := l.unclosed(); ok {
			return place{l.number, 1}.problem("%s", problem)
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
		if err := r.readTempo(&c); err != nil {
			return err
		}
	}
	for _, l := range lines {
		if problem, ok := l.unclosed(); ok {
			r.warn(place{l.number, 1}, "%s", problem)
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
		r.warn(place{l.number, 1}, "not read: a blank line above ends the tune")
	}
}

// readHeaderLine reads a field of a header. It tells whether the field was K:, the last one.
func (r *reader) readHeaderLine(l line) (ended bool, err error) {
	c := &cursor{line: l.number, text: l.text}
	if isDirective(l.text) {
		c.pos = 2
		return false, r.readDirective(c)
	}
	name, value, ok := fieldOf(l.text)
	if !ok {
		if r.lastField == 'H' { // history may run over several lines
			return false, nil
		}
		return false, c.problem("%q is no field; the header ends at the K: field", clip(l.text))
	}
	c.pos = 2
	value = strings.TrimSpace(value)
	switch name {
	case '+':
		return false, r.continueField(c, value)
	case 'T':
		r.title = first(r.title, value)
	case 'C':
		r.composer = first(r.composer, value)
	case 'P':
		r.order, err = readOrder(c)
	case 'Q':
		r.tempo = c
	case 'V':
		_, err = r.readVoice(c)
	case 'Y':
		var problem error
		if r.tunebookOrder, problem = readOrder(c); problem != nil {
			r.tunebookOrder = nil
			r.warn(c.placeAt(0), "Y: is no play order; ignored")
		}
	default:
		err = r.readField(name, c)
	}
	r.lastField = name
	return name == 'K', err
}

// continueField reads a +: line.
func (r *reader) continueField(c *cursor, value string) error {
	switch {
	case strings.IndexByte("KLMPQUV", r.lastField) >= 0:
		return c.problemAt(0, "%c: cannot be continued by +:", r.lastField)
	case r.lastField == 'T':
		r.title = r.continued(c, r.title, value)
	case r.lastField == 'C':
		r.composer = r.continued(c, r.composer, value)
	}
	return nil
}

// maxContinued bounds a field that goes on over several lines, in bytes, since each line copies those before.
const maxContinued = 1000

func (r *reader) continued(c *cursor, text, value string) string {
	if len(text)+len(value) >= maxContinued {
		r.warn(c.placeAt(0), "left out: with this line %c: is longer than %d bytes", r.lastField, maxContinued)
		return text
	}
	return strings.TrimSpace(text + " " + value)
}

func first(have, value string) string {
	if have != "" {
		return have
	}
	return value
}

// readBodyLine reads a field or a line of music.
func (r *reader) readBodyLine(l line) error {
	c := &cursor{line: l.number, text: strings.TrimRight(l.text, " \t")}
	if isDirective(l.text) {
		c.pos = 2
		return r.readDirective(c)
	}
	name, value, ok := bodyField(c.text)
	if !ok {
		c.text = strings.TrimSuffix(c.text, `\`) // the next line goes on, which music does anyway
		return r.readMusic(c)
	}
	c.pos = 2
	if name == '+' {
		return r.continueField(c, value)
	}
	r.lastField = name
	return r.readBodyField(name, c)
}

// readBodyField reads a field of the body, on its own line or inline.
func (r *reader) readBodyField(name byte, c *cursor) error {
	switch name {
	case 'V':
		v, err := r.readVoice(c)
		if err != nil {
			return err
		}
		r.enter(v)
		return nil
	case 'P':
		if len(r.labels) == maxParts {
			return c.problem("a tune has at most %d part labels", maxParts)
		}
		r.labels = append(r.labels, label{tick: r.tick(), name: strings.TrimSpace(c.rest()), place: c.place()})
		return nil
	case 'Q':
		return r.readTempo(c)
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

func (r *reader) readTempo(c *cursor) error {
	unit := r.defaults.unit
	if r.current != nil {
		unit = r.current.unit
	}
	speed, err := readTempo(c, unit)
	if err == nil && speed > 0 {
		r.tempos = append(r.tempos, tempoMark{r.tick(), speed})
	}
	return err
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
