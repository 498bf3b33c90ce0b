package musicxml

import (
	"encoding/xml"
	"math"
	"math/bits"
	"strings"

	"workbench/features/score"
)

// change is a value that holds from a place of a measure on. at is in quarters.
type change[V comparable] struct {
	measure int
	at      float64
	value   V
}

// writtenBar is what holds for a measure in all parts.
type writtenBar struct {
	length   float64 // quarters: the furthest place of any part
	sounds   float64 // quarters: the furthest place of any part that has notes
	implicit bool
	metre    *writtenMetre // nil where it goes on
	keys     []change[score.Key]
	tempos   []change[float64]
	chords   []change[string]
	marks    marks
}

// writtenMetre is a time signature. A free one has no length.
type writtenMetre struct {
	score.Metre
	free bool
}

// barAt returns a measure, which may be new.
func (d *document) barAt(index int) *writtenBar {
	for len(d.bars) <= index {
		d.bars = append(d.bars, new(writtenBar))
	}
	return d.bars[index]
}

type attributesInput struct {
	Divisions string `xml:"divisions"`
	Keys      []struct {
		Fifths string `xml:"fifths"`
		Mode   string `xml:"mode"`
	} `xml:"key"`
	Times []struct {
		Beats []string  `xml:"beats"`
		Units []string  `xml:"beat-type"`
		Free  *struct{} `xml:"senza-misura"`
	} `xml:"time"`
	Transposes []transposeInput `xml:"transpose"`
	Styles     []struct {
		Repeat *struct{} `xml:"measure-repeat"`
	} `xml:"measure-style"`
}

type transposeInput struct {
	Staff     string `xml:"number,attr"`
	Diatonic  string `xml:"diatonic"`
	Chromatic string `xml:"chromatic"`
	Octaves   string `xml:"octave-change"`
}

// attributes reads divisions, transposition, key and metre. The first part that names a key or metre leads.
func (d *document) attributes(p *part, e xml.StartElement) error {
	var in attributesInput
	if err := d.decoder.DecodeElement(&in, &e); err != nil {
		return err
	}
	if in.Divisions != "" {
		if n, err := number(in.Divisions); err == nil && n > 0 && n <= 1e6 {
			p.divisions = n
			d.fractions = append(d.fractions, n)
		} else {
			d.faults.Add("divisions that are no number above zero were ignored", p.where())
		}
	}
	for _, t := range in.Transposes {
		staff := 0
		if t.Staff != "" {
			staff = staffNumber(t.Staff)
		}
		p.transpose[staff] = int(small(t.Chromatic)) + 12*int(small(t.Octaves))
		if staff <= 1 {
			p.keyShift = int(7*small(t.Chromatic) - 12*small(t.Diatonic))
		}
	}
	if len(in.Keys) > 0 && d.leadsKeys(p) {
		if n, err := number(in.Keys[0].Fifths); err == nil && math.Abs(n) <= 7 {
			key := score.Key{Fifths: onCircle(int(n) + p.keyShift), Minor: strings.TrimSpace(in.Keys[0].Mode) == "minor"}
			p.bar.keys = append(p.bar.keys, change[score.Key]{p.index, p.at, key})
		}
	}
	if len(in.Times) > 0 {
		d.time(p, in.Times[0].Beats, in.Times[0].Units, in.Times[0].Free != nil)
	}
	for _, s := range in.Styles {
		if s.Repeat != nil {
			d.faults.Add("signs that repeat a measure were not written out", p.where())
		}
	}
	return nil
}

// leadsKeys tells whether p is the first part that names a key. Percussion may stand before it.
func (d *document) leadsKeys(p *part) bool {
	if d.keyPart == nil {
		d.keyPart = p
	}
	return d.keyPart == p
}

// small reads a number of semitones, steps or octaves, 0 for what is none.
func small(text string) float64 {
	n, err := number(text)
	if err != nil || math.Abs(n) > 60 {
		return 0
	}
	return math.Round(n)
}

// onCircle is a key signature of at most seven sharps or flats with the same keys.
func onCircle(fifths int) int {
	for fifths > 7 {
		fifths -= 12
	}
	for fifths < -7 {
		fifths += 12
	}
	return fifths
}

// time sets the metre of the measure, or of the next one where it stands within a measure. Beats may be a
// sum, and several metres add up.
func (d *document) time(p *part, beats, units []string, free bool) {
	bar := p.bar
	if p.at > 0 {
		bar = d.barAt(min(p.index+1, maxMeasures-1))
	}
	if bar.metre != nil {
		return
	}
	if free {
		bar.metre = &writtenMetre{Metre: score.CommonTime, free: true}
		return
	}
	sum, unit := 0, 1
	for i := range min(len(beats), len(units)) {
		n, u := wholeSum(beats[i]), wholeSum(units[i])
		if n < 1 || u < 1 || u > 64 || bits.OnesCount(uint(u)) != 1 {
			sum = 0
			break
		}
		common := max(unit, u)
		sum, unit = sum*(common/unit)+n*(common/u), common
	}
	if sum < 1 || sum > 255 {
		d.faults.Add("an impossible time signature was ignored", p.where())
		return
	}
	bar.metre = &writtenMetre{Metre: score.Metre{Beats: sum, Unit: unit}}
}

// wholeSum reads beats such as 3 or 3+2, 0 for what is none.
func wholeSum(text string) int {
	sum := 0
	for _, part := range strings.Split(clip(text), "+") {
		n, err := number(part)
		if err != nil || n != math.Trunc(n) || n < 1 || n > 255 {
			return 0
		}
		sum += int(n)
	}
	return sum
}
