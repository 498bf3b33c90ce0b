package musicxml

import (
	"encoding/xml"
	"strings"
)

// chordKinds are the kinds of MusicXML that a chord symbol of ABC names.
var chordKinds = map[string]string{
	"major": "", "minor": "m", "augmented": "aug", "diminished": "dim", "power": "5",
	"dominant": "7", "major-seventh": "maj7", "minor-seventh": "m7", "major-minor": "mmaj7",
	"diminished-seventh": "dim7", "augmented-seventh": "aug7", "half-diminished": "m7b5",
	"major-sixth": "6", "minor-sixth": "m6", "suspended-second": "sus2", "suspended-fourth": "sus4",
	"dominant-ninth": "9", "major-ninth": "maj9", "minor-ninth": "m9",
	"dominant-11th": "11", "minor-11th": "m11", "dominant-13th": "13", "minor-13th": "m13",
}

type harmonyInput struct {
	Root struct {
		Step  string `xml:"root-step"`
		Alter string `xml:"root-alter"`
	} `xml:"root"`
	Kind string `xml:"kind"`
	Bass struct {
		Step  string `xml:"bass-step"`
		Alter string `xml:"bass-alter"`
	} `xml:"bass"`
	Offset *offsetInput `xml:"offset"`
}

// harmony reads a chord symbol, without added or altered degrees. The root is taken as written, also in a
// part that transposes.
func (d *document) harmony(p *part, e xml.StartElement) error {
	var in harmonyInput
	if err := d.decoder.DecodeElement(&in, &e); err != nil {
		return err
	}
	at := p.at
	if in.Offset != nil {
		at = p.shifted(in.Offset.Value)
	}
	kind := strings.TrimSpace(in.Kind)
	symbol, known := chordKinds[kind]
	root, ok := chordRoot(in.Root.Step, in.Root.Alter)
	switch {
	case kind == "none":
		p.bar.chords = append(p.bar.chords, change[string]{p.index, at, ""})
		return nil
	case !known || !ok || p.transposition(1)%12 != 0:
		d.faults.Add("chord symbols that are not known, or of a transposing part, were left out", p.where())
		return nil
	}
	symbol = root + symbol
	if bass, ok := chordRoot(in.Bass.Step, in.Bass.Alter); ok {
		symbol += "/" + bass
	}
	p.bar.chords = append(p.bar.chords, change[string]{p.index, at, symbol})
	return nil
}

// chordRoot writes a root or bass as ABC does.
func chordRoot(step, alter string) (string, bool) {
	step = strings.TrimSpace(step)
	if len(step) != 1 || step[0] < 'A' || step[0] > 'G' {
		return "", false
	}
	switch small(alter) {
	case 0:
		return step, true
	case 1:
		return step + "#", true
	case -1:
		return step + "b", true
	}
	return "", false
}
