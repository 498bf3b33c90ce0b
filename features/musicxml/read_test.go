package musicxml

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"workbench/features/score"
)

// partwise is a score of parts, each the contents of its <part>.
func partwise(parts ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">
<score-partwise version="4.0"><part-list>
<score-part id="P1"><part-name>A</part-name></score-part>
</part-list>`)
	for i, p := range parts {
		fmt.Fprintf(&b, `<part id="P%d">%s</part>`, i+1, p)
	}
	return b.String() + "</score-partwise>"
}

// note is a note of a length in divisions, with further elements before and after its duration.
func note(pitch string, duration int, more ...string) string {
	step, octave := pitch[:len(pitch)-1], pitch[len(pitch)-1:]
	alter := strings.Count(step, "#") - strings.Count(step, "b")
	before, after := "", ""
	for _, m := range more {
		if strings.HasPrefix(m, "<chord") {
			before += m
		} else {
			after += m
		}
	}
	return fmt.Sprintf(`<note>%s<pitch><step>%s</step><alter>%d</alter><octave>%s</octave></pitch><duration>%d</duration>%s</note>`, before, step[:1], alter, octave, duration, after)
}

func rest(duration int) string {
	return fmt.Sprintf(`<note><rest/><duration>%d</duration></note>`, duration)
}

func measure(content ...string) string { return "<measure>" + strings.Join(content, "") + "</measure>" }

func pickup(content ...string) string {
	return `<measure implicit="yes">` + strings.Join(content, "") + "</measure>"
}

func backup(duration int) string {
	return fmt.Sprintf("<backup><duration>%d</duration></backup>", duration)
}

func forward(duration int) string {
	return fmt.Sprintf("<forward><duration>%d</duration></forward>", duration)
}

// begin is the attributes of a first measure: eighths are 1, in 4/4.
const begin = "<attributes><divisions>2</divisions><time><beats>4</beats><beat-type>4</beat-type></time></attributes>"

const (
	chordNote = "<chord/>"
	tieStart  = `<tie type="start"/>`
	tieStop   = `<tie type="stop"/>`
	open      = `<barline location="left"><repeat direction="forward"/></barline>`
	closing   = `<barline location="right"><repeat direction="backward"/></barline>`
)

func endingStart(number string) string {
	return `<barline location="left"><ending number="` + number + `" type="start"/></barline>`
}

func endingStop(more string) string {
	return `<barline location="right"><ending type="stop"/>` + more + `</barline>`
}

const backward = `<repeat direction="backward"/>`

func sound(attributes string) string { return "<sound " + attributes + "/>" }

// notesText are the notes as start-end:key in eighths.
func notesText(s *score.Score) string {
	var words []string
	for _, n := range s.Notes {
		at := func(tick int64) string { return fmt.Sprint(float64(2*tick) / float64(s.TicksPerQuarter)) }
		words = append(words, fmt.Sprintf("%s-%s:%d", at(n.Start), at(n.End), n.Key))
	}
	return strings.Join(words, " ")
}

// keysText are the keys alone, in order.
func keysText(s *score.Score) string {
	var words []string
	for _, n := range s.Notes {
		words = append(words, fmt.Sprint(n.Key))
	}
	return strings.Join(words, " ")
}

// mustRead reads a score and compares its warnings.
func mustRead(t *testing.T, name, text string, warnings ...string) *score.Score {
	t.Helper()
	s, got, err := Read([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if !slices.Equal(got, warnings) {
		t.Errorf("%s: warnings %q, want %q", name, got, warnings)
	}
	return s
}

func TestReadNotes(t *testing.T) {
	for _, c := range []struct {
		name  string
		parts []string
		want  string
	}{
		{"a chord", []string{measure(begin, note("C4", 4), note("E4", 4, chordNote), note("G4", 4))}, "0-4:60 0-4:64 4-8:67"},
		{"a chord with a longer note", []string{measure(begin, note("C4", 2), note("E4", 8, chordNote), note("G4", 2), rest(4))}, "0-2:60 0-8:64 2-4:67"},
		{"two voices", []string{measure(begin, note("C5", 8), backup(8), rest(2), note("C4", 6))}, "0-8:72 2-8:60"},
		{"a voice passed over", []string{measure(begin, note("C5", 8), backup(8), forward(4), note("C4", 4))}, "0-8:72 4-8:60"},
		{"two parts, one shorter", []string{measure(begin, note("C5", 8)) + measure(note("D5", 8)), measure(begin, note("C4", 8))}, "0-8:60 0-8:72 8-16:74"},
		{"a part that lacks a rest", []string{measure(begin, note("C5", 4)) + measure(note("D5", 8)), measure(begin, note("C4", 8)) + measure(note("D4", 8))},
			"0-8:60 0-4:72 8-16:62 8-16:74"},
		{"a part that rests too long", []string{measure(begin, rest(16)) + measure(note("D5", 8)), measure(begin, note("C4", 8)) + measure(note("D4", 8))},
			"0-8:60 8-16:62 8-16:74"},
		{"an empty measure", []string{measure(begin) + measure(note("D5", 8))}, "8-16:74"},
		{"ties across bars", []string{measure(begin, note("C4", 8, tieStart)) + measure(note("C4", 8, tieStop, tieStart)) + measure(note("C4", 2, tieStop), note("C4", 6))}, "0-18:60 18-24:60"},
		{"ties of a chord", []string{measure(begin, note("C4", 8, tieStart), note("E4", 8, chordNote, tieStart)) + measure(note("C4", 8, tieStop), note("E4", 4, chordNote))},
			"0-16:60 0-8:64 8-12:64"},
		{"tied only as notation", []string{measure(begin, note("C4", 8, `<notations><tied type="start"/></notations>`)) + measure(note("C4", 8, `<notations><tied type="stop"/></notations>`))}, "0-16:60"},
		{"a tie into another voice", []string{measure(begin, note("C4", 8, tieStart, "<voice>1</voice>")) + measure(note("C4", 8, tieStop, "<voice>2</voice>"))}, "0-16:60"},
		{"unisons tied in two voices", []string{measure(begin, note("C4", 8, tieStart, "<voice>1</voice>"), backup(8), rest(4), note("C4", 4, tieStart, "<voice>2</voice>")) +
			measure(note("C4", 8, tieStop, "<voice>1</voice>"), backup(8), note("C4", 2, tieStop, "<voice>2</voice>"))}, "0-16:60 4-10:60"},
		{"a tie that leads to no note", []string{measure(begin, note("C4", 4, tieStart), note("D4", 4))}, "0-4:60 4-8:62"},
		{"grace notes take no time and do not sound", []string{measure(begin, "<note><grace/><pitch><step>D</step><octave>5</octave></pitch></note>", note("C5", 8))}, "0-8:72"},
		{"cue notes do not sound", []string{measure(begin, "<note><cue/><pitch><step>D</step><octave>5</octave></pitch><duration>4</duration></note>", note("C5", 4))}, "4-8:72"},
		{"double accidentals", []string{measure(begin, note("F##4", 4), note("Bbb4", 4))}, "0-4:67 4-8:69"},
		{"the divisions of each part", []string{measure(begin, note("C5", 8)), measure("<attributes><divisions>12</divisions></attributes>", note("C4", 24), note("D4", 24))}, "0-4:60 0-8:72 4-8:62"},
		{"divisions that change", []string{measure(begin, note("C5", 4), "<attributes><divisions>3</divisions></attributes>", note("D5", 2), note("E5", 4)) + measure(note("F5", 12))},
			"0-4:72 4-5.333333333333333:74 5.333333333333333-8:76 8-16:77"},
		{"divisions with decimals", []string{measure("<attributes><divisions>0.5</divisions></attributes>", note("C5", 1), note("D5", 1))}, "0-4:72 4-8:74"},
		{"a clarinet in B flat", []string{measure(begin, "<attributes><transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>", note("D5", 8))}, "0-8:72"},
		{"a double bass", []string{measure(begin, "<attributes><transpose><diatonic>0</diatonic><chromatic>0</chromatic><octave-change>-1</octave-change></transpose></attributes>", note("C4", 8))}, "0-8:48"},
		{"a staff that transposes", []string{measure(begin, `<attributes><transpose number="2"><chromatic>-12</chromatic></transpose></attributes>`, note("C4", 8, "<staff>1</staff>"), backup(8), note("C4", 8, "<staff>2</staff>"))},
			"0-8:48 0-8:60"},
	} {
		s := mustRead(t, c.name, partwise(c.parts...))
		if got := notesText(s); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// What sounds no pitch, or cannot be read, is left out with a warning, and the rest keeps its place.
func TestReadWarnings(t *testing.T) {
	unpitched := "<note><unpitched/><duration>4</duration></note>"
	for _, c := range []struct{ name, content, want, warning string }{
		{"unpitched", unpitched + unpitched + note("C4", 8), "8-16:60", "unpitched percussion was left out (2 times, first in part 1, measure 1)"},
		{"a wrong step", "<note><pitch><step>H</step><octave>4</octave></pitch><duration>2</duration></note>" + note("C4", 2), "2-4:60", `left out: a note on the step "H" (part 1, measure 1)`},
		{"a key beyond MIDI", note("C9", 2) + "<note><pitch><step>G</step><alter>2</alter><octave>9</octave></pitch><duration>2</duration></note>", "0-2:120", "notes outside the 128 keys of MIDI were left out (part 1, measure 1)"},
		{"no duration", "<note><pitch><step>C</step><octave>4</octave></pitch></note>" + note("D4", 2), "0-0:60 0-2:62", "a duration that is no number was taken as none (part 1, measure 1)"},
		{"a backup too far", note("C4", 2) + backup(4) + note("D4", 2), "0-2:60 0-2:62", "a backup led before the measure (part 1, measure 1)"},
		{"a metre", "<attributes><time><beats>4</beats><beat-type>5</beat-type></time></attributes>" + note("C4", 8), "0-8:60", "an impossible time signature was ignored (part 1, measure 1)"},
		{"a tempo", `<sound tempo="-1"/>` + note("C4", 8), "0-8:60", "an impossible tempo was ignored (part 1, measure 1)"},
		{"a repeated measure", "<attributes><measure-style><measure-repeat type=\"start\">1</measure-repeat></measure-style></attributes>" + note("C4", 8), "0-8:60", "signs that repeat a measure were not written out (part 1, measure 1)"},
		{"a jump in words", "<direction><direction-type><words>D.C. al Fine</words></direction-type></direction>" + note("C4", 8), "0-8:60", "a jump in words alone (D.C., D.S., to coda) was not followed (part 1, measure 1)"},
	} {
		s := mustRead(t, c.name, partwise(measure("<attributes><divisions>2</divisions></attributes>", c.content)), c.warning)
		if got := notesText(s); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A part on channel 10 is a drum kit, unless its name says piano.
func TestReadDrums(t *testing.T) {
	text := func(name string) string {
		list := `<score-part id="P1"><part-name>` + name + `</part-name><score-instrument id="I1"><instrument-name>x</instrument-name></score-instrument>
<midi-instrument id="I1"><midi-channel>10</midi-channel></midi-instrument></score-part><score-part id="P2"><part-name>B</part-name></score-part></part-list>`
		return strings.Replace(partwise(measure(begin, note("C4", 8)), measure(begin, note("C5", 8))), "</part-list>", list, 1)
	}
	s := mustRead(t, "drums", text("Kit"), "notes of a drum kit (MIDI channel 10) were left out (part 1, measure 1)")
	if got := notesText(s); got != "0-8:72" {
		t.Errorf("drums: %s", got)
	}
	if s, warnings, err := (Options{Drums: true}).Read([]byte(text("Kit"))); err != nil || warnings != nil || notesText(s) != "0-8:60 0-8:72" {
		t.Errorf("drums kept: %v %v", warnings, err)
	}
	if got := notesText(mustRead(t, "piano", text("Grand Piano"))); got != "0-8:60 0-8:72" {
		t.Errorf("piano: %s", got)
	}
}

// Dynamics are percentages of a forte, which is velocity 90. Each staff with notes is a track. The pedal,
// keys as they sound, and chord symbols are kept.
func TestReadTheRest(t *testing.T) {
	s := mustRead(t, "all", strings.Replace(partwise(
		measure("<attributes><divisions>2</divisions><key><fifths>0</fifths><mode>minor</mode></key><transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>",
			sound(`dynamics="50"`), note("D5", 8, "<staff>2</staff>"), backup(8), `<note dynamics="100"><pitch><step>E</step><octave>5</octave></pitch><duration>8</duration><staff>1</staff></note>`),
		measure("<attributes><divisions>2</divisions></attributes>",
			`<harmony><root><root-step>F</root-step><root-alter>1</root-alter></root><kind>minor-seventh</kind></harmony>`, `<direction><direction-type><pedal type="start"/></direction-type></direction>`, note("C5", 4),
			`<harmony><root><root-step>C</root-step></root><kind>major</kind><bass><bass-step>E</bass-step></bass></harmony>`, `<direction><direction-type><pedal type="stop"/></direction-type></direction>`, note("C5", 4)),
	), "<part-list>", "<work><work-title>  The\n Work </work-title></work><movement-title>M</movement-title><identification><creator type=\"poet\">P</creator><creator type=\"composer\">C</creator></identification><part-list>", 1))
	if s.Title != "The Work" || s.Composer != "C" {
		t.Errorf("%q by %q", s.Title, s.Composer)
	}
	var got []string
	for _, n := range s.Notes {
		got = append(got, fmt.Sprintf("%d v%d t%d", n.Key, n.Velocity, n.Track))
	}
	if want := []string{"72 v45 t1", "72 v80 t2", "74 v90 t0", "72 v80 t2"}; !slices.Equal(got, want) {
		t.Errorf("notes %q, want %q", got, want)
	}
	if want := []score.KeyChange{{Key: score.Key{Fifths: -2, Minor: true}}}; !slices.Equal(s.Keys, want) {
		t.Errorf("keys %v, want %v", s.Keys, want)
	}
	half := int64(2 * s.TicksPerQuarter)
	if want := []score.ChordChange{{Symbol: "F#m7"}, {Tick: half, Symbol: "C/E"}}; !slices.Equal(s.Chords, want) {
		t.Errorf("chords %v, want %v", s.Chords, want)
	}
	if want := []score.Pedal{{Channel: 1, Down: true}, {Tick: half, Channel: 1}}; !slices.Equal(s.Pedals, want) {
		t.Errorf("pedals %v, want %v", s.Pedals, want)
	}
}
