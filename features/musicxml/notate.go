package musicxml

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"

	"workbench/features/score"
)

// notate returns the sheet as elements.
func (sh *sheet) notate() *scoreElement {
	e := &scoreElement{Version: "4.0", Title: sh.title, Identification: identification{Software: "biaxial workbench"}}
	if sh.composer != "" {
		e.Identification.Creator = &creator{Type: "composer", Name: sh.composer}
	}
	for k, p := range sh.parts {
		id := fmt.Sprintf("P%d", k+1)
		entry := partEntry{ID: id, Name: p.name}
		entry.Instrument.ID, entry.Instrument.Name = id+"-I1", "Piano"
		entry.MIDI.ID, entry.MIDI.Program = id+"-I1", 1
		if entry.MIDI.Channel = k%15 + 1; entry.MIDI.Channel >= 10 { // that of drums
			entry.MIDI.Channel++
		}
		e.List = append(e.List, entry)
		part := partElement{ID: id}
		for i := range sh.bars {
			part.Measures = append(part.Measures, sh.measure(k, i))
		}
		part.Measures[len(sh.bars)-1].Barline = &barlineElement{Location: "right", Style: "light-heavy"}
		e.Parts = append(e.Parts, part)
	}
	return e
}

// measure returns measure i of part k: its attributes, then the voices one after the other. The tempos stand
// in the first part.
func (sh *sheet) measure(k, i int) measureElement {
	b, p := sh.bars[i], &sh.parts[k]
	m := measureElement{Number: b.number}
	if b.implicit {
		m.Implicit = "yes"
	}
	if a := sh.attributes(p, i); a != nil {
		m.Content = append(m.Content, a)
	}
	if i == 0 {
		m.Content = append(m.Content, &soundElement{Dynamics: decimal(percent(sh.velocity))})
	}
	for s, staff := range p.staves {
		w := &staffWriter{sheet: sh, bar: b, notes: p.notes, staff: s + 1}
		if k == 0 && s == 0 {
			w.tempos = sh.temposIn(b)
		}
		for v, measures := range staff.voices {
			pieces := measures[i]
			switch {
			case pieces == nil && v > 0:
				continue
			case pieces == nil && b.implicit: // a rest for the whole measure would be read as long as the metre
				pieces = b.write([]chord{{start: b.start, end: b.end()}}, sh.quarter)
			}
			if s > 0 || v > 0 {
				w.content = append(w.content, &backupElement{Duration: b.length / sh.divisions})
			}
			w.voice = s*voiceCount + v + 1
			w.write(pieces)
		}
		w.markAccidentals(sh.keyAt(b))
		m.Content = append(m.Content, w.content...)
	}
	return m
}

// attributes returns what changes in a part with measure i, nil if nothing does.
func (sh *sheet) attributes(p *sheetPart, i int) *attributesElement {
	b := sh.bars[i]
	a := new(attributesElement)
	if i == 0 {
		a.Divisions = sh.quarter / sh.divisions
		a.Staves = len(p.staves)
	}
	if key := sh.keyAt(b); i == 0 || key != sh.keyAt(sh.bars[i-1]) {
		a.Key = &keyElement{Fifths: key.Fifths, Mode: "major"}
		if key.Minor {
			a.Key.Mode = "minor"
		}
	}
	if i == 0 || b.metre != sh.bars[i-1].metre {
		a.Time = &timeElement{Beats: b.metre.Beats, BeatType: b.metre.Unit}
	}
	for k, s := range p.staves {
		if i == 0 || s.clefs[i] != s.clefs[i-1] {
			c := clefElement{Number: k + 1, Sign: "G", Line: 2}
			if s.clefs[i] == bass {
				c.Sign, c.Line = "F", 4
			}
			a.Clefs = append(a.Clefs, c)
		}
	}
	if i > 0 && a.Key == nil && a.Time == nil && a.Clefs == nil {
		return nil
	}
	return a
}

// staffWriter writes the voices of a staff in one measure.
type staffWriter struct {
	sheet   *sheet
	bar     bar
	notes   []score.Note // of the part
	staff   int          // from 1
	voice   int
	tempos  []score.TempoChange // that have not been written
	content []any
	heads   []head
}

// head is a note with what its accidental depends on.
type head struct {
	start   int64
	pitch   pitch
	tied    bool // to the note before
	element *noteElement
}

// write adds a voice; nil is a rest for the whole measure.
func (w *staffWriter) write(pieces []piece) {
	if pieces == nil {
		w.addTempos(w.bar.start, w.bar.end())
		rest := &noteElement{Duration: w.bar.length / w.sheet.divisions, Voice: w.voice, Staff: w.staff}
		rest.Rest = &restElement{Measure: "yes"}
		w.content = append(w.content, rest)
		return
	}
	beams := beamsOf(pieces, w.bar, w.sheet.quarter)
	for i, p := range pieces {
		w.addTempos(p.start, p.end)
		if len(p.notes) == 0 {
			w.addRest(p)
		}
		for k, n := range p.notes {
			e := w.note(p, n)
			if k > 0 {
				e.Chord = new(empty)
			} else {
				e.Beams = beams[i]
			}
			w.content = append(w.content, e)
		}
	}
}

// addRest adds a rest. Only the first voice of a staff shows rests, except for those within a tuplet; others
// are passed over.
func (w *staffWriter) addRest(p piece) {
	e := w.element(p)
	if w.first() || p.tuplet != nil {
		e.Rest = new(restElement)
		w.content = append(w.content, e)
		return
	}
	w.content = append(w.content, &forwardElement{Duration: e.Duration, Voice: w.voice, Staff: w.staff})
}

// first tells whether the voice is the first of its staff.
func (w *staffWriter) first() bool { return w.voice%voiceCount == 1 }

// element returns what notes and rests have in common.
func (w *staffWriter) element(p piece) *noteElement {
	e := &noteElement{Duration: (p.end - p.start) / w.sheet.divisions, Voice: w.voice, Type: p.value.name(), Staff: w.staff}
	if p.value.dotted {
		e.Dot = new(empty)
	}
	if t := p.tuplet; t != nil {
		e.Modification = &timeModification{Actual: int(t.actual), Normal: int(t.normal), Type: t.unit.name()}
		if p.first {
			e.notations().Tuplets = append(e.notations().Tuplets, tupletElement{Type: "start"})
		}
		if p.last {
			e.notations().Tuplets = append(e.notations().Tuplets, tupletElement{Type: "stop"})
		}
	}
	return e
}

func (e *noteElement) notations() *notations {
	if e.Notations == nil {
		e.Notations = new(notations)
	}
	return e.Notations
}

// note returns a note of a piece, tied to its parts in other pieces.
func (w *staffWriter) note(p piece, index int) *noteElement {
	n := w.notes[index]
	e := w.element(p)
	written := spell(n.Key, w.sheet.keyAt(w.bar))
	e.Pitch = &pitchElement{Step: string(written.step), Alter: written.alter, Octave: written.octave}
	if n.Velocity != w.sheet.velocity {
		e.Dynamics = decimal(percent(n.Velocity))
	}
	before, after := n.Start < p.start, n.End > p.end
	if before {
		e.Ties = append(e.Ties, tieElement{"stop"})
	}
	if after {
		e.Ties = append(e.Ties, tieElement{"start"})
	}
	if before || after {
		e.notations().Tied = e.Ties
	}
	w.heads = append(w.heads, head{start: p.start, pitch: written, tied: before, element: e})
	return e
}

// addTempos adds the tempos that change between two ticks, at the first of them. One that holds for less than a
// measure, as in a ritardando, is heard and not shown.
func (w *staffWriter) addTempos(from, to int64) {
	for len(w.tempos) > 0 && w.tempos[0].Tick < to {
		t := w.tempos[0]
		w.tempos = w.tempos[1:]
		sound := &soundElement{Tempo: strconv.FormatFloat(math.Round(1000*t.QuartersPerMinute)/1000, 'f', -1, 64)}
		var later *offset
		if t.Tick > from {
			later = &offset{Sound: "yes", Value: (t.Tick - from) / w.sheet.divisions}
		}
		if t.Tick > 0 && w.sheet.nextTempo(t.Tick)-t.Tick < w.bar.length {
			sound.Offset = later
			w.content = append(w.content, sound)
			continue
		}
		d := &directionElement{Placement: "above", Staff: 1, Sound: sound, Offset: later}
		d.Metronome = metronome{Unit: "quarter", PerMinute: decimal(t.QuartersPerMinute)}
		if compound(w.bar.metre) && w.bar.metre.Unit == 8 {
			d.Metronome.Dot = new(empty)
			d.Metronome.PerMinute = decimal(t.QuartersPerMinute / 1.5)
		}
		w.content = append(w.content, d)
	}
}

// nextTempo is the tick of the first tempo after a tick, or the end of the piece.
func (sh *sheet) nextTempo(tick int64) int64 {
	if i := sort.Search(len(sh.tempos), func(i int) bool { return sh.tempos[i].Tick > tick }); i < len(sh.tempos) {
		return sh.tempos[i].Tick
	}
	return sh.bars[len(sh.bars)-1].end()
}

// markAccidentals puts accidentals to the notes of the measure, in order of time.
func (w *staffWriter) markAccidentals(in score.Key) {
	a := accidentals{in: in, now: map[pitch]int{}}
	slices.SortStableFunc(w.heads, func(x, y head) int { return int(x.start - y.start) })
	for _, h := range w.heads {
		h.element.Accidental = a.mark(h.pitch, h.tied)
	}
}

// decimal writes a number with at most two decimals.
func decimal(x float64) string {
	return strconv.FormatFloat(float64(int64(x*100+0.5))/100, 'f', -1, 64)
}
