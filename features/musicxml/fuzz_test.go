package musicxml

import (
	"slices"
	"testing"

	"workbench/features/score"
)

// FuzzRead asserts what holds for any bytes: no panic, bounded output, and a score that keeps its own rules
// and can be written.
func FuzzRead(f *testing.F) {
	c := note("C4", 3, tieStart, "<voice>1</voice>", "<staff>2</staff>")
	for _, seed := range []string{
		partwise(pickup(begin, c) + measure(c, note("E4", 2, chordNote), backup(4), rest(1), forward(2), note("G4", 5))),
		partwise(measure(begin, c, sound(`tempo="90" fine="yes" tocoda="c"`)) + measure(endingStart("1,2"), c, endingStop(backward)) + measure(endingStart("3"), sound(`coda="c" segno="s"`), c, sound(`dacapo="yes"`), endingStop(backward))),
		partwise(measure("<attributes><divisions>7.5</divisions><key><fifths>-3</fifths></key><time><beats>3+2</beats><beat-type>8</beat-type></time><transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>",
			`<harmony><root><root-step>F</root-step></root><kind>dominant</kind></harmony>`, `<direction><direction-type><metronome><beat-unit>half</beat-unit><beat-unit-dot/><per-minute>99</per-minute></metronome><pedal type="change"/><words>D.C.</words></direction-type><offset sound="yes">3</offset></direction>`, c)),
		`<score-timewise><measure><part id="a"><note><unpitched/><duration>1e300</duration></note></part></measure></score-timewise>`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, _, err := Read(data)
		if (err == nil) == (s == nil) {
			t.Fatalf("error %v, but score %v", err, s != nil)
		}
		if err != nil {
			return
		}
		checkScore(t, s)
		checkWritten(t, s)
	})
}

// checkWritten checks what is written of a score that is not very long and has no key below those of
// MusicXML.
func checkWritten(t *testing.T, s *score.Score) {
	t.Helper()
	if s.Length > 1000*int64(s.TicksPerQuarter) || slices.ContainsFunc(s.Notes, func(n score.Note) bool { return n.Key < 12 }) {
		return
	}
	checkNotation(t, "the score", s)
	written, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Read(written); err != nil {
		t.Fatalf("what was written cannot be read: %v", err)
	}
}

func checkScore(t *testing.T, s *score.Score) {
	t.Helper()
	if len(s.Notes) > maxNotes || s.TicksPerQuarter < 1 || s.TicksPerQuarter > 32767 {
		t.Fatalf("%d notes, %d ticks a quarter", len(s.Notes), s.TicksPerQuarter)
	}
	for i, n := range s.Notes {
		if n.Start < 0 || n.End < n.Start || n.End > s.Length || n.Key > 127 || n.Velocity < 1 || n.Velocity > 127 {
			t.Fatalf("note %d: %+v in a piece of length %d", i, n, s.Length)
		}
		if i > 0 && (n.Start < s.Notes[i-1].Start || n.Start == s.Notes[i-1].Start && n.Key < s.Notes[i-1].Key) {
			t.Fatalf("note %d is out of order", i)
		}
	}
	for i, m := range s.Metres {
		if m.Beats < 1 || m.Beats > 255 || m.Unit < 1 || m.Unit > 64 || i == 0 && m.Tick != 0 || i > 0 && m.Tick <= s.Metres[i-1].Tick {
			t.Fatalf("metre change %d: %+v", i, m)
		}
	}
	for i, c := range s.Tempos {
		if c.QuartersPerMinute <= 0 || i > 0 && c.Tick <= s.Tempos[i-1].Tick {
			t.Fatalf("tempo change %d: %+v", i, c)
		}
	}
	for i, k := range s.Keys {
		if k.Fifths < -7 || k.Fifths > 7 || i > 0 && k.Tick <= s.Keys[i-1].Tick {
			t.Fatalf("key change %d: %+v", i, k)
		}
	}
	for i, c := range s.Chords {
		if c.Tick < 0 || c.Tick > s.Length || i > 0 && c.Tick <= s.Chords[i-1].Tick {
			t.Fatalf("chord symbol %d: %+v", i, c)
		}
	}
}

// fragments are what the contents of measures may be, right and wrong.
var fragments = []string{
	note("C4", 4), note("C4", 4, tieStart), note("C4", 4, tieStart, tieStop, "<voice>2</voice>"), note("E4", 6, chordNote, tieStop), note("G9", 1, "<staff>2</staff>"), note("C4", 100000),
	rest(3), backup(4), backup(9), forward(5), forward(999999), "<note><grace/></note>", "<note><cue/><duration>2</duration></note>", "<note><unpitched/><duration>1</duration></note>", "<note/>",
	begin, "<attributes><divisions>7</divisions></attributes>", "<attributes><divisions>0.3</divisions></attributes>", "<attributes><divisions>32749</divisions></attributes>",
	"<attributes><time><beats>3</beats><beat-type>64</beat-type></time></attributes>", "<attributes><time><beats>255</beats><beat-type>1</beat-type></time></attributes>", "<attributes><time><senza-misura/></time></attributes>",
	"<attributes><key><fifths>7</fifths></key><transpose><diatonic>-5</diatonic><chromatic>-9</chromatic><octave-change>2</octave-change></transpose></attributes>",
	open, closing, `<barline location="right"><repeat direction="backward" times="4"/></barline>`, endingStart("1"), endingStart("2"), endingStart("2, 3"), endingStart("7"), endingStop(""), endingStop(backward),
	sound(`dacapo="yes"`), sound(`fine="yes"`), sound(`segno="s"`), sound(`dalsegno="s"`), sound(`coda="c"`), sound(`tocoda="c"`), sound(`tempo="77" dynamics="0"`), sound(`tempo="1e300"`),
	`<direction><direction-type><coda/><segno/><pedal type="change"/></direction-type><offset sound="yes">-7</offset><sound tempo="50"/></direction>`,
	`<harmony><root><root-step>F</root-step></root><kind>dominant</kind><offset>9</offset></harmony>`, `<harmony><kind>none</kind></harmony>`,
}

// FuzzScore puts fragments together, by a byte each, so that most scores are well-formed XML; bytes beyond
// the fragments begin a measure or part.
func FuzzScore(f *testing.F) {
	f.Add([]byte{15, 0, 1, 250, 26, 1, 31, 250, 27, 2, 32, 255, 15, 3})
	f.Add([]byte{33, 15, 0, 250, 37, 0, 250, 35, 0, 250, 36, 0, 9, 10})
	f.Fuzz(func(t *testing.T, data []byte) {
		var parts []string
		music := "<measure>"
		for _, b := range data {
			switch {
			case int(b) < len(fragments):
				music += fragments[b]
			case b < 240:
				music += "</measure><measure>"
			case b < 252:
				music += `</measure><measure implicit="yes">`
			default:
				parts = append(parts, music+"</measure>")
				music = "<measure>"
			}
		}
		s, _, err := Read([]byte(partwise(append(parts, music+"</measure>")...)))
		if err != nil {
			return
		}
		checkScore(t, s)
		checkWritten(t, s)
	})
}
