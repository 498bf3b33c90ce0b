package musicxml

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// part is one instrument or singer as it is written. Times are in quarters from the start of their measure.
type part struct {
	id       string
	name     string // for messages
	measures [][]writtenNote
	pedals   []change[bool] // of the sustain pedal: down or up

	divisions float64
	transpose map[int]int // semitones by staff; staff 0 is all others
	keyShift  int         // fifths from the written key signature to the sounding one
	dynamics  float64     // percent of a forte

	// The place within the measure.
	at         float64
	chordStart float64 // of the note before
	bar        *writtenBar
	index      int // of the measure
	furthest   float64
	hasNotes   bool
}

// writtenNote is a note that sounds, or a part of one that is tied.
type writtenNote struct {
	start, end        float64
	key, velocity     uint8
	voice, staff      uint8
	tieStart, tieStop bool
}

// maxQuarters bounds a measure and a place in it. The longest metre, 255/1, has 1020.
const maxQuarters = 2000

// part reads a part of a document that is written part by part.
func (d *document) part(e xml.StartElement) error {
	p, err := d.partNamed(attribute(e, "id"))
	if err != nil {
		return err
	}
	return d.children(func(e xml.StartElement) error {
		if e.Name.Local != "measure" {
			return d.decoder.Skip()
		}
		return d.measure(p, e, len(p.measures))
	})
}

// timewiseMeasure reads a measure of a document that is written measure by measure.
func (d *document) timewiseMeasure(measure xml.StartElement, index int) error {
	d.barAt(index)
	return d.children(func(e xml.StartElement) error {
		if e.Name.Local != "part" {
			return d.decoder.Skip()
		}
		p, err := d.partNamed(attribute(e, "id"))
		if err != nil {
			return err
		}
		for len(p.measures) < index { // the part begins late, or names a measure twice
			p.measures = append(p.measures, nil)
		}
		if len(p.measures) > index {
			return fmt.Errorf("part %q stands twice in a measure", clip(p.id))
		}
		return d.measure(p, measure, index)
	})
}

// partNamed returns the part with an id, a new one at first.
func (d *document) partNamed(id string) (*part, error) {
	if p := d.named[id]; p != nil {
		return p, nil
	}
	if len(d.parts) == maxParts {
		return nil, fmt.Errorf("the score has more than %d parts", maxParts)
	}
	if d.named == nil {
		d.named = map[string]*part{}
	}
	p := &part{id: id, name: fmt.Sprintf("part %d", len(d.parts)+1), divisions: 1, dynamics: 89, transpose: map[int]int{}}
	d.named[id] = p
	d.parts = append(d.parts, p)
	return p, nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// measure reads a measure of a part.
func (d *document) measure(p *part, e xml.StartElement, index int) error {
	if d.measures++; d.measures > 4*maxMeasures || index >= maxMeasures {
		return errTooLong
	}
	p.measures = append(p.measures, nil)
	p.index, p.bar, p.at, p.chordStart, p.furthest, p.hasNotes = index, d.barAt(index), 0, 0, 0, false
	if attribute(e, "implicit") == "yes" {
		p.bar.implicit = true
	}
	err := d.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "note":
			return d.note(p, e)
		case "backup", "forward":
			return d.shift(p, e)
		case "attributes":
			return d.attributes(p, e)
		case "direction":
			return d.direction(p, e)
		case "sound":
			return d.sound(p, e)
		case "harmony":
			return d.harmony(p, e)
		case "barline":
			return d.barline(p, e)
		}
		return d.decoder.Skip()
	})
	p.bar.length = max(p.bar.length, p.furthest)
	if p.hasNotes {
		p.bar.sounds = max(p.bar.sounds, p.furthest)
	}
	return err
}

// where names the place of a fault.
func (p *part) where() string { return fmt.Sprintf("%s, measure %d", p.name, p.index+1) }

// advance moves the place in the measure. The furthest place of any part is the length of the measure.
func (d *document) advance(p *part, by float64) {
	p.at += by
	if p.at < -1e-9 {
		d.faults.Add("a backup led before the measure", p.where())
	}
	if p.at > maxQuarters {
		d.faults.Add(fmt.Sprintf("a measure longer than %d quarters was cut", maxQuarters), p.where())
	}
	p.at = min(max(p.at, 0), maxQuarters)
	p.furthest = max(p.furthest, p.at)
}

// quarters reads a duration; one that is no number above zero is none.
func (d *document) quarters(p *part, text string) float64 {
	n, err := number(text)
	if err != nil || n < 0 {
		d.faults.Add("a duration that is no number was taken as none", p.where())
		return 0
	}
	return min(n/p.divisions, 2*maxQuarters)
}

// number reads a finite number.
func number(text string) (float64, error) {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, fmt.Errorf("%q is no number", clip(text))
	}
	return n, nil
}

// shift reads a backup or forward.
func (d *document) shift(p *part, e xml.StartElement) error {
	var shift struct {
		Duration string `xml:"duration"`
	}
	if err := d.decoder.DecodeElement(&shift, &e); err != nil {
		return err
	}
	by := d.quarters(p, shift.Duration)
	if e.Name.Local == "backup" {
		by = -by
	}
	d.advance(p, by)
	p.chordStart = p.at
	return nil
}
