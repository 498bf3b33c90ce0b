package abc

import (
	"fmt"
	"strings"
	"testing"

	"workbench/features/score"
)

// The expected notes of these tests were written by hand from the standard: start-end:key, times in 16ths.

func sixteenths(ticks int64) float64 { return float64(ticks) / (TicksPerQuarter / 4) }

func notesText(notes []score.Note, velocity uint8) string {
	var text []string
	for _, n := range notes {
		if n.Velocity == velocity {
			text = append(text, fmt.Sprintf("%.4g-%.4g:%d", sixteenths(n.Start), sixteenths(n.End), n.Key))
		}
	}
	return strings.Join(text, " ")
}

// readOne reads a book of one tune that must have no problem.
func readOne(t *testing.T, book string) Tune {
	t.Helper()
	tunes, err := Read([]byte(book))
	if err != nil || len(tunes) != 1 {
		t.Fatalf("read %d tunes, error %v, want one", len(tunes), err)
	}
	if tunes[0].Err != nil {
		t.Fatal(tunes[0].Err)
	}
	return tunes[0]
}

// played reads music in C, free metre, unit 1/16, and returns the notes of the voices.
func played(t *testing.T, music string) string {
	t.Helper()
	return notesText(readOne(t, "X:1\nL:1/16\nK:C\n"+music+"\n").Score.Notes, NoteVelocity)
}

type musicCase struct{ name, music, want string }

func testMusic(t *testing.T, cases []musicCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := played(t, c.music); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.music, got, c.want)
			}
		})
	}
}

func TestPitchesAndOctaves(t *testing.T) {
	testMusic(t, []musicCase{
		{"letters", "CDEFGABcdefgab", "0-1:60 1-2:62 2-3:64 3-4:65 4-5:67 5-6:69 6-7:71 7-8:72 8-9:74 9-10:76 10-11:77 11-12:79 12-13:81 13-14:83"},
		{"octave marks", "C,c'C,,c''", "0-1:48 1-2:84 2-3:36 3-4:96"},
		{"marks cancel", "C,'c,", "0-1:60 1-2:60"},
	})
}

func TestAccidentals(t *testing.T) {
	testMusic(t, []musicCase{
		{"signs", "^F^^G_A__B=C", "0-1:66 1-2:69 2-3:68 3-4:69 4-5:60"},
		{"last to the bar line", "^FF|F", "0-1:66 1-2:66 2-3:65"},
		{"hold in their octave", "^Ff", "0-1:66 1-2:77"},
		{"are cancelled by a natural", "^F=FF", "0-1:66 1-2:65 2-3:65"},
		{"a tied note keeps its own", "^F-|FF", "0-2:66 2-3:65"},
		{"pitch propagation", "[I:propagate-accidentals pitch]^Ff|f", "0-1:66 1-2:78 2-3:77"},
		{"no propagation", "[I:propagate-accidentals not]^FF", "0-1:66 1-2:65"},
	})
}

func TestLengths(t *testing.T) {
	testMusic(t, []musicCase{
		{"multiples and fractions", "C2C/2C/C//C3/2C/4", "0-2:60 2-2.5:60 2.5-3:60 3-3.25:60 3.25-4.75:60 4.75-5:60"},
		{"rests", "Cz2Cx/C", "0-1:60 3-4:60 4.5-5.5:60"},
		{"spacer takes no time", "Cy3C", "0-1:60 1-2:60"},
		{"unit changes", "C[L:1/8]C", "0-1:60 1-3:60"},
		{"whole measure rests", "[M:3/4]CZ2|C", "0-1:60 25-26:60"},
	})
}

func TestDefaultUnitFollowsTheMetre(t *testing.T) {
	for metre, want := range map[string]string{
		"2/4":  "0-1:60", // below 3/4: 1/16
		"3/4":  "0-2:60",
		"6/8":  "0-2:60",
		"C":    "0-2:60",
		"none": "0-2:60",
	} {
		tune := readOne(t, "X:1\nM:"+metre+"\nK:C\nC\n")
		if got := notesText(tune.Score.Notes, NoteVelocity); got != want {
			t.Errorf("M:%s: %s, want %s", metre, got, want)
		}
	}
}

func TestBrokenRhythm(t *testing.T) {
	testMusic(t, []musicCase{
		{"one", "C2>D2C2<D2", "0-3:60 3-4:62 4-5:60 5-8:62"},
		{"two and three", "C4>>D4C8<<<D8", "0-7:60 7-8:62 8-9:60 9-24:62"},
		{"with blanks", "C2 > D2", "0-3:60 3-4:62"},
		{"chord and rest", "[CE]2>z2D", "0-3:60 0-3:64 4-5:62"},
		{"in a tuplet", "(3C2>D2E2", "0-2:60 2-2.667:62 2.667-4:64"},
	})
}

func TestTuplets(t *testing.T) {
	testMusic(t, []musicCase{
		{"triplet", "(3CDEF", "0-0.6667:60 0.6667-1.333:62 1.333-2:64 2-3:65"},
		{"duplet", "(2CDE", "0-1.5:60 1.5-3:62 3-4:64"},
		{"quintuplet in simple metre", "(5CCCCCD", "0-0.4:60 0.4-0.8:60 0.8-1.2:60 1.2-1.6:60 1.6-2:60 2-3:62"},
		{"quintuplet in compound metre", "[M:6/8](5CCCCCD", "0-0.6:60 0.6-1.2:60 1.2-1.8:60 1.8-2.4:60 2.4-3:60 3-4:62"},
		{"p q r", "(3:2:2C2DE", "0-1.333:60 1.333-2:62 2-3:64"},
		{"p and r", "(3::2C2DE", "0-1.333:60 1.333-2:62 2-3:64"},
		{"rests and chords count", "(3zC[DF]E", "0.6667-1.333:60 1.333-2:62 1.333-2:65 2-3:64"},
	})
}

func TestOddTupletEndsOnTheBeat(t *testing.T) {
	notes := readOne(t, "X:1\nL:1/16\nK:C\n(11:8:11CCCCCCCCCCC D\n").Score.Notes
	if got, want := notesText(notes[11:], NoteVelocity), "8-9:62"; got != want {
		t.Errorf("got %s after eleven notes in the time of eight, want %s", got, want)
	}
}

func TestChords(t *testing.T) {
	testMusic(t, []musicCase{
		{"length outside", "[CEG]2C", "0-2:60 0-2:64 0-2:67 2-3:60"},
		{"lengths inside multiply", "[C2E2]3/2C", "0-3:60 0-3:64 3-4:60"},
		{"the first note tells the length", "[CE3]D", "0-1:60 0-3:64 1-2:62"},
		{"marks inside", "[!5!C .E]", "0-1:60 0-1:64"},
	})
}

func TestTies(t *testing.T) {
	testMusic(t, []musicCase{
		{"within a measure", "C-C", "0-2:60"},
		{"over a bar line", "C2-|C2D", "0-4:60 4-5:62"},
		{"three notes", "C-C-C", "0-3:60"},
		{"all of a chord", "[CE]-[CE]", "0-2:60 0-2:64"},
		{"one of a chord", "[C-E][CE]", "0-2:60 0-1:64 1-2:64"},
		{"only that pitch", "[CE]-[CF]", "0-2:60 0-1:64 1-2:65"},
		{"before a blank", "C -C", "0-2:60"},
		{"into both endings", "|:CD-|1D:|2DE|]", "0-1:60 1-3:62 3-4:60 4-6:62 6-7:64"},
		{"slurs are none", "(CC)", "0-1:60 1-2:60"},
	})
}

func TestSignsThatDoNotSound(t *testing.T) {
	testMusic(t, []musicCase{
		{"grace notes", "{ga}C{/f}D", "0-1:60 1-2:62"},
		{"decorations", "!trill!C+fermata+D.E~FTGuAvB", "0-1:60 1-2:62 2-3:64 3-4:65 4-5:67 5-6:69 6-7:71"},
		{"annotations", "\"^slow\"C\"_x\"D\"<y\"E\"@1,2 z\"F", "0-1:60 1-2:62 2-3:64 3-4:65"},
		{"back-quotes and line breaks", "C`D$E", "0-1:60 1-2:62 2-3:64"},
		{"lyrics", "CD\nw: do re\nW: words\nE", "0-1:60 1-2:62 2-3:64"},
		{"continued line", "C\\\nD % comment\nE", "0-1:60 1-2:62 2-3:64"},
		{"own symbols", "[U:W=!wedge!]WC", "0-1:60"},
		{"remarks", "C[r:remark]D", "0-1:60 1-2:62"},
	})
}

func TestOverlay(t *testing.T) {
	testMusic(t, []musicCase{{"two layers", "CD|EF&G2|A", "0-1:60 1-2:62 2-3:64 2-4:67 3-4:65 4-5:69"}})
}
