package musicxml

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"math"

	"workbench/features/score"
)

const header = xml.Header + `<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">` + "\n"

// Write returns s as a MusicXML 4.0 file (.musicxml): one piano part, or if s.Tracks is set a part for each of
// them; notes of other tracks go to the last one. A piano has two staves, split at a place that two hands can
// play; a track that one hand can play has one staff. A staff has up to four voices. The key signature is that
// of the score, or the one that fits its notes best; pitches are spelled by it. A short first measure is a
// pickup, and the last measure is filled with rests. Durations that no single note value expresses are tied
// notes.
//
// Onsets and ends on a grid of at most 64 parts of their quarter, as those of every roll, are kept exactly.
// Others go to the nearest eighth of a quarter. If a tenth of the quarters have no grid, as in music that was
// played, so do all that are not on a grid of 8 parts. A note ends at the next onset of its key. Pedals, chord
// symbols and, without s.Tracks, the tracks of notes are not written.
//
// What a file cannot express is an error that names it: a key below 12 (C0) or above 127, a velocity beyond 1
// to 127, a time below zero, an end before its start, a metre beyond 255 beats or with a unit that is not a
// power of two up to 64, a tempo that is not above zero, a key signature of more than
// 7 accidentals, more than 50,000 measures.
func Write(s *score.Score) ([]byte, error) {
	sheet, err := newSheet(s)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(header)
	encoder := xml.NewEncoder(&out)
	encoder.Indent("", " ")
	if err := encoder.Encode(sheet.notate()); err != nil {
		return nil, fmt.Errorf("musicxml: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// The names within a compressed file.
const (
	containerName = "META-INF/container.xml"
	scoreName     = "score.musicxml"
	mimeType      = "application/vnd.recordare.musicxml"
)

// WriteCompressed returns s as a compressed MusicXML file (.mxl): a ZIP file with what [Write] returns.
func WriteCompressed(s *score.Score) ([]byte, error) {
	data, err := Write(s)
	if err != nil {
		return nil, err
	}
	container := xml.Header + `<container><rootfiles><rootfile full-path="` + scoreName + `" media-type="` + mimeType + `+xml"/></rootfiles></container>` + "\n"
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, file := range []struct {
		name   string
		method uint16
		data   []byte
	}{
		{"mimetype", zip.Store, []byte(mimeType)}, // first and not compressed, so that the type stands at a fixed place
		{containerName, zip.Deflate, []byte(container)},
		{scoreName, zip.Deflate, data},
	} {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: file.name, Method: file.method})
		if err == nil {
			_, err = w.Write(file.data)
		}
		if err != nil {
			return nil, fmt.Errorf("musicxml: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("musicxml: %w", err)
	}
	return out.Bytes(), nil
}

// maxTick bounds the times of a score, so that they can be counted in finer ticks.
const maxTick = 1 << 40

// check returns the tick at which the piece ends, and an error if a file cannot hold it.
func check(s *score.Score) (end int64, err error) {
	if s.TicksPerQuarter < 1 || s.TicksPerQuarter > 0x7FFF {
		return 0, fmt.Errorf("musicxml: %d ticks a quarter: must be from 1 to 32767", s.TicksPerQuarter)
	}
	end = s.Length
	for i, n := range s.Notes {
		if err := checkNote(n); err != nil {
			return 0, fmt.Errorf("musicxml: note %d of %d: %w", i+1, len(s.Notes), err)
		}
		end = max(end, n.End)
	}
	last := int64(0)
	for _, c := range s.Metres {
		if err := c.Metre.Check(); err != nil {
			return 0, fmt.Errorf("musicxml: metre %d/%d at tick %d: %w", c.Beats, c.Unit, c.Tick, err)
		}
		if c.Tick < last {
			return 0, fmt.Errorf("musicxml: metre %d/%d at tick %d: metres start at tick 0 and are in order", c.Beats, c.Unit, c.Tick)
		}
		last = c.Tick
	}
	for _, c := range s.Tempos {
		if !(c.QuartersPerMinute > 0) || math.IsInf(c.QuartersPerMinute, 0) || c.Tick < 0 {
			return 0, fmt.Errorf("musicxml: tempo of %v quarters a minute at tick %d: both must be above zero", c.QuartersPerMinute, c.Tick)
		}
	}
	for _, c := range s.Keys {
		if c.Fifths < -7 || c.Fifths > 7 {
			return 0, fmt.Errorf("musicxml: key signature of %d sharps at tick %d: must be from -7 to 7", c.Fifths, c.Tick)
		}
	}
	if end < 0 || end > maxTick {
		return 0, fmt.Errorf("musicxml: the piece ends at tick %d: must be from 0 to %d", end, int64(maxTick))
	}
	return end, nil
}

func checkNote(n score.Note) error {
	if n.Key < 12 || n.Key > 127 {
		return fmt.Errorf("key %d at tick %d: keys go from 12 (C0) to 127", n.Key, n.Start)
	}
	return n.Check()
}
