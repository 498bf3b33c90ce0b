package musicxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"workbench/features/internal/faults"
	"workbench/features/score"
)

// Bounds of a document and of the piece written out, far above any piece of music.
const (
	maxNotes = 200_000
	maxParts = 500
)

// Options say how a file is read. The zero value is the default.
type Options struct {
	// Drums keeps the notes of MIDI channel 10, as if they were pitched. Unpitched percussion has no key and
	// is left out all the same.
	Drums bool
}

// Read reads a MusicXML file with default options.
func Read(data []byte) (s *score.Score, warnings []string, err error) { return Options{}.Read(data) }

// Read reads a MusicXML file, plain or compressed, which its contents tell. The comment of the package says
// how.
//
// The warnings tell what was overlooked or left out, in a handful of lines. What is no MusicXML, or is cut
// off, is an error. A score without notes that sound gives a Score without notes.
func (o Options) Read(data []byte) (s *score.Score, warnings []string, err error) {
	f := new(faults.List)
	s, err = o.read(data, f)
	return s, f.Lines(), err
}

func (o Options) read(data []byte, f *faults.List) (*score.Score, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		var err error
		if data, err = unpack(data, f); err != nil {
			return nil, err
		}
	}
	if len(data) > maxBytes {
		return nil, fmt.Errorf("musicxml: %d bytes; a file may have %d", len(data), maxBytes)
	}
	d := &document{Options: o, faults: f, decoder: xml.NewDecoder(bytes.NewReader(toUTF8(data))), drums: map[string]bool{}}
	d.decoder.CharsetReader = charset
	d.decoder.Entity = xml.HTMLEntity
	if err := d.read(); err != nil {
		line, _ := d.decoder.InputPos()
		return nil, fmt.Errorf("musicxml: line %d: %w", line, err)
	}
	return d.play()
}

// document is what has been read of a file: measures as they are written.
type document struct {
	Options
	faults  *faults.List
	decoder *xml.Decoder

	work, movement, credit string // titles
	composer               string

	drums map[string]bool // instruments that are drums, and parts that have no other, by their id
	parts []*part
	named map[string]*part
	bars  []*writtenBar // what holds for all parts, by number of the measure

	keyPart   *part     // whose key signatures count
	fractions []float64 // all divisions of a quarter
	notes     int       // in all parts
	measures  int       // in all parts
}

// errTooLong is the error of a document beyond the bounds.
var errTooLong = fmt.Errorf("the score is longer than %d notes or %d measures in all parts", maxNotes, 4*maxMeasures)

// read walks through the document.
func (d *document) read() error {
	root, err := d.root()
	if err != nil {
		return err
	}
	inner := "part"
	switch root.Name.Local {
	case "score-partwise":
	case "score-timewise":
		inner = "measure"
	case "opus":
		return errors.New("the file is a list of scores (opus); read the scores that it names")
	default:
		return fmt.Errorf("the root element is <%s>, which is no MusicXML score", clip(root.Name.Local))
	}
	err = d.children(func(e xml.StartElement) error {
		switch {
		case e.Name.Local != inner:
			return d.heading(e)
		case inner == "part":
			return d.part(e)
		default:
			return d.timewiseMeasure(e, len(d.bars))
		}
	})
	if err == nil && len(d.parts) == 0 {
		return errors.New("the score has no part")
	}
	return err
}

// root returns the first element.
func (d *document) root() (xml.StartElement, error) {
	for {
		token, err := d.decoder.Token()
		if err == io.EOF {
			return xml.StartElement{}, errors.New("the file holds no XML")
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if e, ok := token.(xml.StartElement); ok {
			return e, nil
		}
	}
}

// children calls each for the elements within the current one, up to its end. each reads its element to the
// end.
func (d *document) children(each func(xml.StartElement) error) error {
	for {
		token, err := d.decoder.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := each(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// heading reads an element that stands before the music.
func (d *document) heading(e xml.StartElement) error {
	switch e.Name.Local {
	case "work":
		var work struct {
			Title string `xml:"work-title"`
		}
		err := d.decoder.DecodeElement(&work, &e)
		d.work = tidy(work.Title)
		return err
	case "movement-title":
		return d.text(e, &d.movement)
	case "identification":
		var identification struct {
			Creators []creator `xml:"creator"`
		}
		err := d.decoder.DecodeElement(&identification, &e)
		for _, c := range identification.Creators {
			if c.Type == "composer" && d.composer == "" {
				d.composer = tidy(c.Name)
			}
		}
		return err
	case "credit":
		var credit struct {
			Type  string `xml:"credit-type"`
			Words string `xml:"credit-words"`
		}
		err := d.decoder.DecodeElement(&credit, &e)
		if credit.Type == "title" && d.credit == "" {
			d.credit = tidy(credit.Words)
		}
		return err
	case "part-list":
		return d.partList(e)
	}
	return d.decoder.Skip()
}

func (d *document) text(e xml.StartElement, to *string) error {
	err := d.decoder.DecodeElement(to, &e)
	*to = tidy(*to)
	return err
}

// partList notes which instruments are drums: those of MIDI channel 10, unless their name says piano.
func (d *document) partList(e xml.StartElement) error {
	var list struct {
		Parts []struct {
			ID          string `xml:"id,attr"`
			Name        string `xml:"part-name"`
			Instruments []struct {
				ID   string `xml:"id,attr"`
				Name string `xml:"instrument-name"`
			} `xml:"score-instrument"`
			MIDI []struct {
				ID      string `xml:"id,attr"`
				Channel string `xml:"midi-channel"`
			} `xml:"midi-instrument"`
		} `xml:"score-part"`
	}
	if err := d.decoder.DecodeElement(&list, &e); err != nil {
		return err
	}
	for _, p := range list.Parts {
		names := map[string]string{}
		for _, i := range p.Instruments {
			names[i.ID] = i.Name
		}
		all := len(p.MIDI) > 0
		for _, m := range p.MIDI {
			drums := strings.TrimSpace(m.Channel) == "10" && !strings.Contains(strings.ToLower(p.Name+names[m.ID]), "piano")
			d.drums[m.ID] = drums
			all = all && drums
		}
		d.drums[p.ID] = all
	}
	return nil
}

// title is the title of the work or else of the movement, or what the page shows as one.
func (d *document) title() string {
	for _, title := range []string{d.work, d.movement, d.credit} {
		if title != "" {
			return title
		}
	}
	return ""
}

// tidy puts a text on one line, and bounds it.
func tidy(text string) string { return clip(strings.Join(strings.Fields(text), " ")) }

// clip bounds a text for a message or a title.
func clip(text string) string {
	if runes := []rune(text); len(runes) > 200 {
		return string(runes[:200]) + "…"
	}
	return text
}
