package musicxml

import (
	"encoding/xml"
	"math"
	"regexp"
	"strings"
)

type directionInput struct {
	Types []struct {
		Segno     *struct{}       `xml:"segno"`
		Coda      *struct{}       `xml:"coda"`
		Words     []string        `xml:"words"`
		Metronome *metronomeInput `xml:"metronome"`
		Pedal     *tieElement     `xml:"pedal"`
	} `xml:"direction-type"`
	Offset *offsetInput `xml:"offset"`
	Sound  *soundInput  `xml:"sound"`
}

type metronomeInput struct {
	Units     []string   `xml:"beat-unit"`
	Dots      []struct{} `xml:"beat-unit-dot"`
	PerMinute string     `xml:"per-minute"`
}

type offsetInput struct {
	Sound string `xml:"sound,attr"`
	Value string `xml:",chardata"`
}

type soundInput struct {
	Tempo    string       `xml:"tempo,attr"`
	Dynamics string       `xml:"dynamics,attr"`
	Pedal    string       `xml:"damper-pedal,attr"`
	Segno    string       `xml:"segno,attr"`
	Coda     string       `xml:"coda,attr"`
	ToCoda   string       `xml:"tocoda,attr"`
	DaCapo   string       `xml:"dacapo,attr"`
	DalSegno string       `xml:"dalsegno,attr"`
	Fine     string       `xml:"fine,attr"`
	Repeat   string       `xml:"forward-repeat,attr"`
	Offset   *offsetInput `xml:"offset"`
}

// direction reads tempo, pedal, dynamics and jumps. The tempo and the jumps are what the sound element says;
// a metronome mark counts where it is silent.
func (d *document) direction(p *part, e xml.StartElement) error {
	var in directionInput
	if err := d.decoder.DecodeElement(&in, &e); err != nil {
		return err
	}
	at := p.at
	if in.Offset != nil && in.Offset.Sound == "yes" {
		at = p.shifted(in.Offset.Value)
	}
	sounds := soundInput{}
	if in.Sound != nil {
		sounds = *in.Sound
		d.takeSound(p, sounds, at)
	}
	for _, t := range in.Types {
		if t.Segno != nil {
			p.bar.marks.segnoSign = true
		}
		if t.Coda != nil {
			p.bar.marks.codaSign = true
		}
		if t.Metronome != nil && sounds.Tempo == "" {
			if tempo := t.Metronome.quartersPerMinute(); tempo > 0 {
				p.bar.tempos = append(p.bar.tempos, change[float64]{p.index, at, tempo})
			} else {
				d.faults.Add("a metronome mark without a number was ignored", p.where())
			}
		}
		if t.Pedal != nil && sounds.Pedal == "" {
			p.pedal(t.Pedal.Type, at)
		}
		if len(t.Words) > 0 && len(t.Words) < 10 && !sounds.jumps() && jumpWords.MatchString(clip(strings.Join(t.Words, " "))) {
			d.faults.Add("a jump in words alone (D.C., D.S., to coda) was not followed", p.where())
		}
	}
	return nil
}

var jumpWords = regexp.MustCompile(`(?i)^\s*(d\. ?[cs]\.|da capo|dal segno|to coda)`)

// jumps tells whether the sound steers the order of playing.
func (s soundInput) jumps() bool {
	return s.DaCapo != "" || s.DalSegno != "" || s.ToCoda != "" || s.Fine != ""
}

// shifted is a place before or after the present one, within the measure.
func (p *part) shifted(offset string) float64 {
	by, err := number(offset)
	if err != nil {
		return p.at
	}
	return min(max(p.at+by/p.divisions, 0), maxQuarters)
}

// sound reads a sound element that stands by itself.
func (d *document) sound(p *part, e xml.StartElement) error {
	var in soundInput
	if err := d.decoder.DecodeElement(&in, &e); err != nil {
		return err
	}
	d.takeSound(p, in, p.at)
	return nil
}

// takeSound takes over what a sound element says.
func (d *document) takeSound(p *part, s soundInput, at float64) {
	if s.Offset != nil {
		at = p.shifted(s.Offset.Value)
	}
	if s.Tempo != "" {
		if tempo, err := number(s.Tempo); err == nil && tempo > 0 && tempo <= maxTempo {
			p.bar.tempos = append(p.bar.tempos, change[float64]{p.index, at, tempo})
		} else {
			d.faults.Add("an impossible tempo was ignored", p.where())
		}
	}
	if n, err := number(s.Dynamics); err == nil && n >= 0 {
		p.dynamics = n
	}
	switch s.Pedal {
	case "":
	case "no", "0":
		p.pedal("stop", at)
	default:
		p.pedal("start", at)
	}
	p.bar.marks.sound(s)
}

// maxTempo bounds a tempo in quarters a minute.
const maxTempo = 60_000

// pedal moves the sustain pedal.
func (p *part) pedal(kind string, at float64) {
	switch kind {
	case "start", "resume":
		p.pedals = append(p.pedals, change[bool]{p.index, at, true})
	case "stop", "discontinue":
		p.pedals = append(p.pedals, change[bool]{p.index, at, false})
	case "change":
		p.pedals = append(p.pedals, change[bool]{p.index, at, false}, change[bool]{p.index, at, true})
	}
}

// beatUnits are the quarters of note types.
var beatUnits = map[string]float64{
	"maxima": 32, "long": 16, "breve": 8, "whole": 4, "half": 2, "quarter": 1, "eighth": 0.5, "16th": 0.25, "32nd": 0.125, "64th": 0.0625, "128th": 0.03125,
}

var decimalNumber = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// quartersPerMinute is the tempo of a mark such as dotted quarter = 80, of which the number may have words
// around it; 0 if it has none.
func (m *metronomeInput) quartersPerMinute() float64 {
	if len(m.Units) != 1 {
		return 0
	}
	unit := beatUnits[strings.TrimSpace(m.Units[0])]
	dotted := unit * (2 - math.Pow(0.5, float64(min(len(m.Dots), 4))))
	perMinute, err := number(decimalNumber.FindString(clip(m.PerMinute)))
	if err != nil || perMinute*dotted > maxTempo {
		return 0
	}
	return perMinute * dotted
}
