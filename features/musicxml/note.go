package musicxml

import (
	"encoding/xml"
	"fmt"
	"hash/fnv"
	"math"
	"strings"
)

// noteInput are the children of a note that matter.
type noteInput struct {
	Dynamics string    `xml:"dynamics,attr"`
	Grace    *struct{} `xml:"grace"`
	Cue      *struct{} `xml:"cue"`
	Chord    *struct{} `xml:"chord"`
	Rest     *struct{} `xml:"rest"`
	Pitch    *struct {
		Step   string `xml:"step"`
		Alter  string `xml:"alter"`
		Octave string `xml:"octave"`
	} `xml:"pitch"`
	Unpitched  *struct{}    `xml:"unpitched"`
	Duration   string       `xml:"duration"`
	Ties       []tieElement `xml:"tie"`
	Tied       []tieElement `xml:"notations>tied"`
	Instrument *struct {
		ID string `xml:"id,attr"`
	} `xml:"instrument"`
	Voice string `xml:"voice"`
	Staff string `xml:"staff"`
}

// note reads a note or rest.
func (d *document) note(p *part, e xml.StartElement) error {
	var in noteInput
	if err := d.decoder.DecodeElement(&in, &e); err != nil {
		return err
	}
	if in.Grace != nil {
		return nil
	}
	duration := d.quarters(p, in.Duration)
	start := p.at
	if in.Chord != nil {
		start = p.chordStart
	} else {
		p.chordStart = p.at
		d.advance(p, duration)
	}
	p.hasNotes = p.hasNotes || in.Rest == nil
	switch {
	case in.Unpitched != nil:
		d.faults.Add("unpitched percussion was left out", p.where())
		return nil
	case in.Pitch == nil || in.Cue != nil:
		return nil
	case !d.Drums && p.isDrum(d, in):
		d.faults.Add("notes of a drum kit (MIDI channel 10) were left out", p.where())
		return nil
	}
	n := writtenNote{start: start, end: min(start+duration, maxQuarters), voice: voiceNumber(in.Voice), staff: uint8(staffNumber(in.Staff))}
	key, err := soundingKey(in.Pitch.Step, in.Pitch.Alter, in.Pitch.Octave)
	if err != nil {
		d.faults.Add("left out: "+err.Error(), p.where())
		return nil
	}
	if key += p.transposition(int(n.staff)); key < 0 || key > 127 {
		d.faults.Add("notes outside the 128 keys of MIDI were left out", p.where())
		return nil
	}
	n.key, n.velocity = uint8(key), p.velocity(in.Dynamics)
	ties := in.Ties
	if len(ties) == 0 {
		ties = in.Tied
	}
	for _, t := range ties {
		n.tieStart = n.tieStart || t.Type == "start" || t.Type == "continue"
		n.tieStop = n.tieStop || t.Type == "stop" || t.Type == "continue"
	}
	if d.notes++; d.notes > maxNotes {
		return errTooLong
	}
	p.measures[p.index] = append(p.measures[p.index], n)
	return nil
}

// isDrum tells whether a note is of a drum kit.
func (p *part) isDrum(d *document, in noteInput) bool {
	if in.Instrument != nil {
		return d.drums[in.Instrument.ID]
	}
	return d.drums[p.id]
}

// soundingKey returns the key of a written pitch. Quarter tones go to the nearest key, halves up.
func soundingKey(step, alter, octave string) (int, error) {
	step = strings.TrimSpace(step)
	if len(step) != 1 || step[0] < 'A' || step[0] > 'G' {
		return 0, fmt.Errorf("a note on the step %q", clip(step))
	}
	altered := 0.0
	if strings.TrimSpace(alter) != "" {
		var err error
		if altered, err = number(alter); err != nil || math.Abs(altered) > 12 {
			return 0, fmt.Errorf("a note altered by %q", clip(alter))
		}
	}
	o, err := number(octave)
	if err != nil || o != math.Trunc(o) || math.Abs(o) > 20 {
		return 0, fmt.Errorf("a note in the octave %q", clip(octave))
	}
	return 12*(int(o)+1) + stepSemitones[step[0]] + int(math.Floor(altered+0.5)), nil
}

// velocity is that of a note with its own dynamics, in percent of a forte, or none.
func (p *part) velocity(dynamics string) uint8 {
	percent := p.dynamics
	if own, err := number(dynamics); err == nil && own >= 0 {
		percent = own
	}
	return uint8(min(max(math.Round(percent*90/100), 1), 127))
}

// transposition is how many semitones a staff sounds above what is written.
func (p *part) transposition(staff int) int {
	if by, ok := p.transpose[staff]; ok {
		return by
	}
	return p.transpose[0]
}

// staffNumber reads the number of a staff, 1 where none is given.
func staffNumber(text string) int {
	if n, err := number(text); err == nil && n >= 1 && n <= 99 {
		return int(n)
	}
	return 1
}

// voiceNumber tells voices apart. Their names are free, and there are few.
func voiceNumber(name string) uint8 {
	h := fnv.New32a()
	h.Write([]byte(name))
	return uint8(h.Sum32() ^ h.Sum32()>>8)
}
