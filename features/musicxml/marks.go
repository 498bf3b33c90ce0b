package musicxml

import (
	"encoding/xml"
	"math"
	"slices"
	"strings"
)

// marks of a measure steer the order of playing. Those of all parts are put together.
type marks struct {
	openRepeat  bool  // |: before it
	closeRepeat int   // how often the section that ends here is played; 0 without :|
	ending      []int // the numbers of an ending that starts here
	endingStops bool
	doubleBar   bool // at its end

	segno, coda         string // names
	segnoSign, codaSign bool   // without a name
	toCoda, dalSegno    string
	daCapo, fine        bool
}

type barlineInput struct {
	Location string    `xml:"location,attr"`
	Style    string    `xml:"bar-style"`
	Segno    *struct{} `xml:"segno"`
	Coda     *struct{} `xml:"coda"`
	Ending   *struct {
		Number string `xml:"number,attr"`
		Type   string `xml:"type,attr"`
	} `xml:"ending"`
	Repeat *struct {
		Direction string `xml:"direction,attr"`
		Times     string `xml:"times,attr"`
	} `xml:"repeat"`
}

// barline reads repeats and endings.
func (d *document) barline(p *part, e xml.StartElement) error {
	var in barlineInput
	if err := d.decoder.DecodeElement(&in, &e); err != nil {
		return err
	}
	m := &p.bar.marks
	m.segnoSign = m.segnoSign || in.Segno != nil
	m.codaSign = m.codaSign || in.Coda != nil
	if in.Location == "middle" {
		if in.Repeat != nil {
			d.faults.Add("a repeat in the middle of a measure was not followed", p.where())
		}
		return nil
	}
	if in.Style != "" && in.Style != "regular" && in.Location != "left" {
		m.doubleBar = true
	}
	if r := in.Repeat; r != nil {
		switch r.Direction {
		case "forward":
			m.openRepeat = true
		case "backward":
			m.closeRepeat = max(m.closeRepeat, 2)
			if n, err := number(r.Times); err == nil && n >= 1 && n <= maxMeasures {
				m.closeRepeat = max(m.closeRepeat, int(n))
			}
		}
	}
	if in.Ending != nil {
		switch in.Ending.Type {
		case "start":
			if m.ending == nil {
				m.ending = endingNumbers(in.Ending.Number)
			}
		default:
			m.endingStops = true
		}
	}
	return nil
}

// endingNumbers reads "1, 2", sorted; an ending without a number is the first.
func endingNumbers(text string) []int {
	var numbers []int
	for _, field := range strings.FieldsFunc(clip(text), func(r rune) bool { return r == ',' || r == ' ' || r == '.' }) {
		if n, err := number(field); err == nil && n == math.Trunc(n) && n >= 1 && n <= 100 {
			numbers = append(numbers, int(n))
		}
	}
	if numbers == nil {
		return []int{1}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// sound takes over the jumps that a sound element says.
func (m *marks) sound(s soundInput) {
	for _, name := range []struct {
		to  *string
		set string
	}{{&m.segno, s.Segno}, {&m.coda, s.Coda}, {&m.toCoda, s.ToCoda}, {&m.dalSegno, s.DalSegno}} {
		if name.set != "" {
			*name.to = name.set
		}
	}
	m.daCapo = m.daCapo || s.DaCapo == "yes"
	m.fine = m.fine || s.Fine != "" && s.Fine != "no"
	m.openRepeat = m.openRepeat || s.Repeat == "yes"
}
