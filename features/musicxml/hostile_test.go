package musicxml

import (
	"fmt"
	"strings"
	"testing"

	"workbench/features/internal/growth"
	"workbench/features/score"
)

// hostile are scores of about size bytes that are made to take much more time or memory than others of their
// size.
func hostile(size int) map[string]string {
	fill := func(text string) string { return strings.Repeat(text, max(size/len(text), 1)) }
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	c := note("C4", 1)
	return map[string]string{
		"notes":               partwise(measure(fill(c))),
		"one long chord":      partwise(measure(c, fill(note("C4", 1, chordNote)))),
		"ties in one place":   partwise(measure(fill(note("C4", 1, tieStart) + backup(1)))),
		"ties of many voices": partwise(measure(numbered(`<note><chord/><pitch><step>C</step><octave>4</octave></pitch><duration>1</duration><tie type="start"/><tie type="stop"/><voice>%d</voice></note>`))),
		"measures":            partwise(fill(measure(c))),
		"empty measures":      partwise(fill("<measure/>")),
		"parts":               `<score-partwise>` + numbered(`<part id="%d"><measure/></part>`) + "</score-partwise>",
		"repeats":             partwise(fill(measure(open, c, closing))),
		"repeats at the end":  partwise(fill(measure(c, closing))),
		"endings":             partwise(fill(measure(c) + measure(endingStart("1"), c, endingStop(backward)) + measure(endingStart("2"), c, endingStop("")))),
		"endings of no end":   partwise(fill(measure(endingStart("1"), c))),
		"endings in a row":    partwise(measure(c) + numbered(`<measure><barline location="left"><ending number="%d" type="start"/></barline><note/></measure>`)),
		"jumps":               partwise(fill(measure(c, sound(`dacapo="yes"`)))),
		"segnos":              partwise(fill(measure(sound(`segno="a"`), c, sound(`dalsegno="b"`)))),
		"codas":               partwise(measure(c) + fill(measure(c, sound(`tocoda="b"`))) + measure(c, sound(`dacapo="yes"`))),
		"codas before":        partwise(measure(c, sound(`coda="b"`)) + fill(measure(c, sound(`tocoda="b"`))) + measure(c, sound(`dacapo="yes"`))),
		"divisions":           partwise(measure(numbered("<attributes><divisions>%d</divisions></attributes>"))),
		"metres":              partwise(fill(measure("<attributes><time><beats>1</beats><beat-type>64</beat-type></time></attributes>", c))),
		"a sum of beats":      partwise(measure("<attributes><time><beats>" + fill("1+") + "1</beats><beat-type>4</beat-type></time></attributes>")),
		"tempos":              partwise(measure(fill(sound(`tempo="99"`)), c)),
		"tempos and repeats":  partwise(measure(fill(sound(`tempo="99"`)), c, `<barline><repeat direction="backward" times="99"/></barline>`)),
		"pedals and repeats":  partwise(measure(fill(`<direction><direction-type><pedal type="change"/></direction-type></direction>`), c, `<barline><repeat direction="backward" times="99"/></barline>`)),
		"long words":          partwise(measure("<direction><direction-type><words>" + fill("D.") + "</words></direction-type></direction>")),
		"many words":          partwise(measure("<direction><direction-type>" + fill("<words>x</words>") + "</direction-type></direction>")),
		"deep elements":       partwise(measure(fill("<a>"))),
		"deep known elements": fill("<note>"),
		"attributes":          "<score-partwise " + numbered(`a%d="" `) + "/>",
		"text":                fill("x"),
		"comments":            "<score-partwise>" + fill("<!-- -->") + "</score-partwise>",
		"entities":            "<!DOCTYPE a [" + fill(`<!ENTITY a "&b;&b;">`) + "]><score-partwise>&a;</score-partwise>",
		"a long title":        "<score-partwise><work><work-title>" + fill("x ") + "</work-title></work></score-partwise>",
		"zeros":               fill("\x00"),
	}
}

// Reading costs no more than a multiple of the text in memory, and takes time in proportion to its length.
func TestHostileTexts(t *testing.T) {
	const size = 1 << 13
	short, long := hostile(size), hostile(growth.Factor*size)
	for name, text := range long {
		if allocated := growth.Check(t, name, func(data []byte) { Read(data) }, []byte(short[name]), []byte(text)); allocated > 1000*uint64(len(text)) {
			t.Errorf("%s: %d bytes allocated for %d", name, allocated, len(text))
		}
	}
}

// A score within the bounds of the format takes time in proportion to its length, too.
func TestHostileScores(t *testing.T) {
	write := func(data []byte) {
		s := &score.Score{TicksPerQuarter: 480}
		for i := range data {
			s.Notes = append(s.Notes, score.Note{Start: int64(i) * 7, End: int64(i)*7 + 480*int64(1+i%5), Key: uint8(21 + i*37%88), Velocity: 80})
		}
		Write(s)
	}
	growth.Check(t, "long overlapping notes", write, make([]byte, 500), make([]byte, 500*growth.Factor))
}
