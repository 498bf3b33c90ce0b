package musicxml

import "encoding/xml"

// The elements that Write uses, with their children in the order that the MusicXML 4.0 schema asks for.
// Durations are in divisions.

type scoreElement struct {
	XMLName        xml.Name       `xml:"score-partwise"`
	Version        string         `xml:"version,attr"`
	Title          string         `xml:"work>work-title,omitempty"`
	Identification identification `xml:"identification"`
	List           []partEntry    `xml:"part-list>score-part"`
	Parts          []partElement  `xml:"part"`
}

type identification struct {
	Creator  *creator `xml:"creator"`
	Software string   `xml:"encoding>software"`
}

type creator struct {
	Type string `xml:"type,attr"`
	Name string `xml:",chardata"`
}

type partEntry struct {
	ID         string `xml:"id,attr"`
	Name       string `xml:"part-name"`
	Instrument struct {
		ID   string `xml:"id,attr"`
		Name string `xml:"instrument-name"`
	} `xml:"score-instrument"`
	MIDI struct {
		ID      string `xml:"id,attr"`
		Channel int    `xml:"midi-channel"`
		Program int    `xml:"midi-program"`
	} `xml:"midi-instrument"`
}

type partElement struct {
	ID       string           `xml:"id,attr"`
	Measures []measureElement `xml:"measure"`
}

// measureElement holds attributes, directions, notes and backups in the order in which they are written.
type measureElement struct {
	Number   string `xml:"number,attr"`
	Implicit string `xml:"implicit,attr,omitempty"`
	Content  []any
	Barline  *barlineElement `xml:"barline"`
}

type barlineElement struct {
	Location string `xml:"location,attr"`
	Style    string `xml:"bar-style"`
}

type attributesElement struct {
	XMLName   xml.Name      `xml:"attributes"`
	Divisions int64         `xml:"divisions,omitempty"`
	Key       *keyElement   `xml:"key"`
	Time      *timeElement  `xml:"time"`
	Staves    int           `xml:"staves,omitempty"`
	Clefs     []clefElement `xml:"clef"`
}

type keyElement struct {
	Fifths int    `xml:"fifths"`
	Mode   string `xml:"mode"`
}

type timeElement struct {
	Beats    int `xml:"beats"`
	BeatType int `xml:"beat-type"`
}

type clefElement struct {
	Number int    `xml:"number,attr"`
	Sign   string `xml:"sign"`
	Line   int    `xml:"line"`
}

type directionElement struct {
	XMLName   xml.Name      `xml:"direction"`
	Placement string        `xml:"placement,attr"`
	Metronome metronome     `xml:"direction-type>metronome"`
	Offset    *offset       `xml:"offset"`
	Staff     int           `xml:"staff"`
	Sound     *soundElement `xml:"sound"`
}

type metronome struct {
	Unit      string `xml:"beat-unit"`
	Dot       *empty `xml:"beat-unit-dot"`
	PerMinute string `xml:"per-minute"`
}

type offset struct {
	Sound string `xml:"sound,attr"`
	Value int64  `xml:",chardata"`
}

type soundElement struct {
	XMLName  xml.Name `xml:"sound"`
	Tempo    string   `xml:"tempo,attr,omitempty"`
	Dynamics string   `xml:"dynamics,attr,omitempty"`
	Offset   *offset  `xml:"offset"`
}

type backupElement struct {
	XMLName  xml.Name `xml:"backup"`
	Duration int64    `xml:"duration"`
}

type forwardElement struct {
	XMLName  xml.Name `xml:"forward"`
	Duration int64    `xml:"duration"`
	Voice    int      `xml:"voice"`
	Staff    int      `xml:"staff"`
}

type noteElement struct {
	XMLName      xml.Name          `xml:"note"`
	Dynamics     string            `xml:"dynamics,attr,omitempty"`
	Chord        *empty            `xml:"chord"`
	Pitch        *pitchElement     `xml:"pitch"`
	Rest         *restElement      `xml:"rest"`
	Duration     int64             `xml:"duration"`
	Ties         []tieElement      `xml:"tie"`
	Voice        int               `xml:"voice"`
	Type         string            `xml:"type,omitempty"`
	Dot          *empty            `xml:"dot"`
	Accidental   string            `xml:"accidental,omitempty"`
	Modification *timeModification `xml:"time-modification"`
	Staff        int               `xml:"staff"`
	Beams        []beamElement     `xml:"beam"`
	Notations    *notations        `xml:"notations"`
}

type empty struct{}

type pitchElement struct {
	Step   string `xml:"step"`
	Alter  int    `xml:"alter,omitempty"`
	Octave int    `xml:"octave"`
}

type restElement struct {
	Measure string `xml:"measure,attr,omitempty"`
}

type tieElement struct {
	Type string `xml:"type,attr"`
}

type timeModification struct {
	Actual int    `xml:"actual-notes"`
	Normal int    `xml:"normal-notes"`
	Type   string `xml:"normal-type"`
}

type beamElement struct {
	Number int    `xml:"number,attr"`
	Kind   string `xml:",chardata"`
}

type notations struct {
	Tied    []tieElement    `xml:"tied"`
	Tuplets []tupletElement `xml:"tuplet"`
}

type tupletElement struct {
	Type string `xml:"type,attr"`
}
