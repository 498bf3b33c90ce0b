package musicxml

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"workbench/features/score"
)

// compressed is a ZIP file of names and contents in turn.
func compressed(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// inUTF16 is a text in UTF-16 with a byte order mark.
func inUTF16(text string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune("\uFEFF" + text)) {
		b = order.AppendUint16(b, unit)
	}
	return b
}

const container = `<container><rootfiles><rootfile full-path="a/x.xml"/><rootfile full-path="x.pdf" media-type="application/pdf"/></rootfiles></container>`

// The same score in every packing and encoding.
func TestReadPackings(t *testing.T) {
	text := strings.Replace(partwise(measure(begin, note("C4", 8))), "<part-list>", "<work><work-title>Für Élise</work-title></work><part-list>", 1)
	declared := func(encoding string) string { return strings.Replace(text, "UTF-8", encoding, 1) }
	latin := make([]byte, 0, len(text))
	for _, r := range declared("ISO-8859-1") {
		latin = append(latin, byte(r))
	}
	timewise := strings.NewReplacer("score-partwise v", "score-timewise v", "</score-partwise>", "</score-timewise>", `<part id="P1"><measure>`, `<measure><part id="P1">`, "</measure></part>", "</part></measure>").Replace(text)
	noContainer := "the compressed file has no META-INF/container.xml; the first file that may be MusicXML was taken"
	for _, c := range []struct {
		name     string
		data     []byte
		warnings []string
	}{
		{"plain", []byte(text), nil},
		{"with a byte order mark", []byte("\xEF\xBB\xBF" + text), nil},
		{"UTF-16, big end first", inUTF16(declared("UTF-16"), binary.BigEndian), nil},
		{"UTF-16, little end first", inUTF16(declared("UTF-16"), binary.LittleEndian), nil},
		{"UTF-16 without a mark", inUTF16(declared("UTF-16"), binary.LittleEndian)[2:], nil},
		{"Latin 1", latin, nil},
		{"measure by measure", []byte(timewise), nil},
		{"compressed", compressed(t, "META-INF/container.xml", container, "x.xml", "<other/>", "a/x.xml", text), nil},
		{"compressed without a container", compressed(t, "META-INF/x.xml", "", "__MACOSX/x.xml", "", "x.txt", "", "x.musicxml", text), []string{noContainer}},
	} {
		s := mustRead(t, c.name, string(c.data), c.warnings...)
		if s.Title != "Für Élise" || notesText(s) != "0-8:60" {
			t.Errorf("%s: %q, %s", c.name, s.Title, notesText(s))
		}
	}
}

// The compressed form of what is written holds the same.
func TestWriteCompressed(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 2, Notes: []score.Note{{End: 8, Key: 60, Velocity: 80}}}
	data, err := WriteCompressed(s)
	if err != nil {
		t.Fatal(err)
	}
	if got := notesText(mustRead(t, "compressed", string(data))); got != "0-8:60" {
		t.Errorf("%s", got)
	}
	if !bytes.Contains(data[:100], []byte("mimetypeapplication/vnd.recordare.musicxml")) {
		t.Error("the type does not stand at the beginning")
	}
}

func TestReadErrors(t *testing.T) {
	whole := partwise(measure(begin, note("C4", 8)))
	for _, c := range []struct {
		name string
		data string
		want string
	}{
		{"nothing", "", "musicxml: line 1: the file holds no XML"},
		{"no XML", "MThd\x00\x00", "musicxml: line 1: "},
		{"a web page", "<html><body>x</body></html>", "the root element is <html>, which is no MusicXML score"},
		{"a list of scores", "<opus/>", "(opus)"},
		{"no part", "<score-partwise/>", "the score has no part"},
		{"cut off", whole[:len(whole)-60], "musicxml: line 4: XML syntax error"},
		{"a foreign encoding", strings.Replace(whole, "UTF-8", "Shift_JIS", 1), `the encoding "Shift_JIS" is not known; save the file as UTF-8`},
		{"not a ZIP file", "PK\x03\x04 x", "musicxml: the compressed file cannot be opened"},
		{"a ZIP file without music", string(compressed(t, "x.txt", "x")), "holds no MusicXML"},
		{"a ZIP file without its score", string(compressed(t, "META-INF/container.xml", container)), `names "a/x.xml" as its score`},
		{"a bomb", string(compressed(t, "x.xml", strings.Repeat(" ", maxBytes+1))), "x.xml in the compressed file is larger than 67108864 bytes"},
		{"endless repeats", partwise(measure(begin, note("C4", 8), `<barline location="right"><repeat direction="backward" times="50000"/></barline>`) + measure(note("C4", 8))), "longer than 50000 measures"},
		{"a part twice in a measure", `<score-timewise><measure><part id="P1"/><part id="P1"/></measure></score-timewise>`, `part "P1" stands twice`},
	} {
		s, _, err := Read([]byte(c.data))
		if err == nil || s != nil || !strings.HasPrefix(err.Error(), "musicxml: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}
