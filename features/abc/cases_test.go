package abc

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/features/score"
)

// readCase reads the tune of a file in testdata.
func readCase(t *testing.T, name string) Tune {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".abc"))
	if err != nil {
		t.Fatal(err)
	}
	return readOne(t, string(data))
}

func chordsText(chords []score.ChordChange) string {
	var text []string
	for _, c := range chords {
		text = append(text, fmt.Sprintf("%g:%s", sixteenths(c.Tick), c.Symbol))
	}
	return strings.Join(text, " ")
}

// TestCases reads the tunes of testdata: each once lost notes, had wrong ones, or could not be read at all.
// Times are in 16ths.
func TestCases(t *testing.T) {
	const scale = "0-4:60 4-8:62 8-12:64 12-16:65"
	for name, c := range map[string]struct{ notes, chords, warnings string }{
		"cs_inchord": {"0-16:72 0-16:76", "0:C", ""},
		"cs_trans":   {"0-16:74", "0:D", ""},
		"excl_break2": {scale, "", "line 6, column 3: a single ! is taken as a line break; " +
			"line 6, column 7: a single ! is taken as a line break"},
		"indent":              {scale, "", ""},
		"k_treble+15":         {"0-4:84 4-8:86 8-12:88 12-16:89 16-20:91 20-24:93 24-28:95 28-32:96", "", ""},
		"macro_unused":        {scale, "", ""},
		"midi_ch10":           {scale, "", "line 9, column 1: voice 2 is percussion, which has no pitches: its notes are left out"},
		"midi_transpose_body": {"0-4:48 4-8:50 8-12:52 12-16:53", "", ""},
		"ov_multi_std":        {"0-16:74 0-8:79 8-16:77 16-28:72 16-28:76 28-32:72 28-32:76", "", ""},
		"ov_paren2": {"0-16:64 0-16:72 16-32:65 16-32:74", "",
			"line 5, column 1: (& is a withdrawn form of the overlay; it is read as meant, but & and && are the standard's form"},
		"ov_tie3":       {"0-32:61 0-32:65 0-16:67 16-32:67", "", ""},
		"ov_tie_layer1": {"0-16:64 0-32:73 16-32:65", "", ""},
		"tie_acc_2nd":   {"0-24:61 24-32:62 32-56:61 56-64:64", "", ""},
		"utf16":         {scale, "", ""},
		"v_perc":        {scale, "", "line 8, column 1: voice 2 is percussion, which has no pitches: its notes are left out"},
		"v_star":        {"0-4:48 4-8:50 8-12:52 12-16:53", "", ""},
	} {
		tune := readCase(t, name)
		if got := notesText(tune.Score.Notes, NoteVelocity); got != c.notes {
			t.Errorf("%s: notes %s\nwant %s", name, got, c.notes)
		}
		if got := chordsText(tune.Score.Chords); got != c.chords {
			t.Errorf("%s: chords %s, want %s", name, got, c.chords)
		}
		if got := strings.Join(tune.Warnings, "; "); got != c.warnings {
			t.Errorf("%s: warnings %q\nwant %q", name, got, c.warnings)
		}
	}
}

func TestTransposedChordSymbols(t *testing.T) {
	for _, c := range []struct{ name, header, music, notes, chords string }{
		{"by the key", "K:C transpose=-2", `"G7/B"C"N.C."C`, "0-1:58 1-2:58", "0:F7/A 1:"},
		{"by the voice", "K:C", "V:1 transpose=3\n\"Am\"C", "0-1:63", "0:Cm"},
		{"by the directive", "%%MIDI transpose 5\nK:C", `"Bb"C`, "0-1:65", "0:Eb"},
		{"by the directive of a voice in the header", "V:1\nV:2\n%%MIDI transpose 12\nK:C", "V:1\n\"C\"C\nV:2\nE", "0-1:60 0-1:76", "0:C"},
		{"by both", "K:C transpose=2", "%%MIDI transpose -2\n\"C\"C", "0-1:60", "0:C"},
		{"by a relative directive", "K:C", "%%MIDI transpose 2\n%%MIDI rtranspose 1\n\"C\"C", "0-1:63", "0:Eb"},
		{"by an inline directive", "K:C", "C[I:MIDI transpose 2]\"C\"C", "0-1:60 1-2:62", "1:D"},
		{"by an octave, which keeps their names", "K:C", "%%transpose 12\n\"F#m/C#\"C", "0-1:72", "0:F#m/C#"},
	} {
		tune := readOne(t, "X:1\nL:1/16\n"+c.header+"\n"+c.music+"\n")
		notes, chords := notesText(tune.Score.Notes, NoteVelocity), chordsText(tune.Score.Chords)
		if notes != c.notes || chords != c.chords || len(tune.Warnings) > 0 {
			t.Errorf("%s: %s with %s, warnings %q; want %s with %s", c.name, notes, chords, tune.Warnings, c.notes, c.chords)
		}
	}
}

func TestPercussionIsLeftOut(t *testing.T) {
	for _, c := range []struct{ name, header, music, notes string }{
		{"a clef in the header", "V:2 clef=perc\nK:C", "V:1\nCD|\nV:2\nB,,,,,,,,B|", "0-1:60 1-2:62"},
		{"a bare clef in the body", "K:C", "V:1\nCD|\nV:2 perc\n[BE]-[BE]|", "0-1:60 1-2:62"},
		{"the channel of a voice in the header", "V:1\nV:2\n%%MIDI channel 10\nK:C", "V:1\nCD|\nV:2\nCD|", "0-1:60 1-2:62"},
		{"for a part of a voice", "K:C", "C[K:clef=perc]D[K:clef=treble]E", "0-1:60 2-3:64"},
	} {
		tune := readOne(t, "X:1\nL:1/16\n"+c.header+"\n"+c.music+"\n")
		if got := notesText(tune.Score.Notes, NoteVelocity); got != c.notes {
			t.Errorf("%s: %s, want %s", c.name, got, c.notes)
		}
		if len(tune.Warnings) != 1 || !strings.Contains(tune.Warnings[0], "is percussion") {
			t.Errorf("%s: warnings %q, want one", c.name, tune.Warnings)
		}
	}
}

func TestOverlays(t *testing.T) {
	testMusic(t, []musicCase{
		{"two layers", "CD|EF&G2|A", "0-1:60 1-2:62 2-3:64 2-4:67 3-4:65 4-5:69"},
		{"three layers", "C2&E2&G2|A", "0-2:60 0-2:64 0-2:67 2-3:69"},
		{"after the bar line", "C2|&E2|F", "0-2:60 0-2:64 2-3:65"},
		{"on a line of its own", "C2|D2|\n&F2|E", "0-2:60 2-4:62 2-4:65 4-5:64"},
		{"two measures", "CD|EF|&&G2|A2|B", "0-1:60 0-2:67 1-2:62 2-3:64 2-4:69 3-4:65 4-5:71"},
		{"two measures from inside the second", "C2|D2&&E2|F2|G", "0-2:60 0-2:64 2-4:62 2-4:65 4-5:67"},
		{"two measures in three layers", "C2|D2|&&E2|F2|&&G2|A2|B", "0-2:60 0-2:64 0-2:67 2-4:62 2-4:65 2-4:69 4-5:71"},
		{"in a repeat", "|:C2|D2|&&E2|F2:|G", "0-2:60 0-2:64 2-4:62 2-4:65 4-6:60 4-6:64 6-8:62 6-8:65 8-9:67"},
		{"the repeat sign in both layers", "|:C2:|&E2:|F", "0-2:60 0-2:64 2-4:60 2-4:64 4-5:65"},
		{"accidentals of each layer", "^C2&C2|C", "0-2:60 0-2:61 2-3:60"},
		{"a tie of the second layer", "E2&^C2-|F2&C2|", "0-4:61 0-2:64 2-4:65"},
		{"a tie that only the first layer goes on from", "E2&^C2-|C2|", "0-4:61 0-2:64"},
		{"a tie over a unison of the other layer", "C2-&z2|C2&C2|", "0-4:60 2-4:60"},
		{"at the end", "C2|D2|&&E2", "0-2:60 0-2:64 2-4:62"},
	})
}

func TestOverlayWarnings(t *testing.T) {
	const length = "the layer of the overlay that ends here is not as long as its measure"
	for music, want := range map[string]string{
		"C2|D2&E|F":     "line 4, column 8: " + length,
		"C2|D2|&&E|F2|": "line 4, column 10: " + length,
		"C2|D2&E&F2|":   "line 4, column 8: " + length,
		"&C2|":          "line 4, column 1: the overlay goes back beyond the first bar line; it begins there",
		"C2|&&E2|":      "line 4, column 4: the overlay goes back beyond the first bar line; it begins there",
		"C2&E2|F2|":     "",
	} {
		tune := readOne(t, "X:1\nL:1/16\nK:C\n"+music+"\n")
		if got := strings.Join(tune.Warnings, "; "); got != want {
			t.Errorf("%s: warnings %q, want %q", music, got, want)
		}
	}
}

func TestClefsThatMoveTheNotes(t *testing.T) {
	for clef, want := range map[string]string{
		"treble": "0-1:60", "treble-8": "0-1:48", "treble_8": "0-1:48", "treble^8": "0-1:72", "bass-15": "0-1:36", "treble+15": "0-1:84",
		"clef=treble^15": "0-1:84", "clef=G2_8": "0-1:48", "clef=\"treble+8\"": "0-1:72", "alto4": "0-1:60",
	} {
		for _, header := range []string{"K:C " + clef, "K:C\nV:1 " + clef} {
			tune := readOne(t, "X:1\nL:1/16\n"+header+"\nC\n")
			if got := notesText(tune.Score.Notes, NoteVelocity); got != want || len(tune.Warnings) > 0 {
				t.Errorf("%q: %s, warnings %q, want %s", header, got, tune.Warnings, want)
			}
		}
	}
}

func TestSettingsOfAllVoices(t *testing.T) {
	for name, c := range map[string]struct{ header, music, notes string }{
		"before the voices":      {"V:* octave=-1\nV:1\nK:C", "V:1\nC\nV:2\nE", "0-1:48 0-1:52"},
		"after the voices":       {"V:1\nV:2 clef=bass\nV:* transpose=2\nK:C", "V:1\nC\nV:2\nE", "0-1:62 0-1:66"},
		"a voice has its own":    {"V:* octave=-1\nK:C", "V:1 octave=1\nC\nV:2\nE", "0-1:52 0-1:72"},
		"without any other V:":   {"V:* octave=-1\nK:C", "C", "0-1:48"},
		"in the body":            {"K:C", "V:1\nC\nV:2\nE\nV:* octave=1\nV:1\nC\nV:2\nE", "0-1:60 0-1:64 1-2:72 1-2:76"},
		"the music stays in its": {"K:C", "V:1\nC\nV:* octave=1\nD", "0-1:60 1-2:74"},
	} {
		tune := readOne(t, "X:1\nL:1/16\n"+c.header+"\n"+c.music+"\n")
		if got := notesText(tune.Score.Notes, NoteVelocity); got != c.notes {
			t.Errorf("%s: %s, want %s", name, got, c.notes)
		}
	}
}

func TestAccidentalsAcrossOctaves(t *testing.T) {
	book := []byte("X:1\nL:1/16\nK:C\n^Ff|f\nX:2\nL:1/16\n%%propagate-accidentals not\nK:C\n^FF|\n")
	for propagate, want := range map[Propagation]string{
		"": "0-1:66 1-2:77 2-3:77", PropagateOctave: "0-1:66 1-2:77 2-3:77", PropagatePitch: "0-1:66 1-2:78 2-3:77", PropagateNot: "0-1:66 1-2:77 2-3:77",
	} {
		tunes, err := Options{Propagate: propagate}.Read(book)
		if err != nil || len(tunes) != 2 {
			t.Fatalf("%d tunes, error %v", len(tunes), err)
		}
		if got := notesText(tunes[0].Score.Notes, NoteVelocity); got != want {
			t.Errorf("%q: %s, want %s", propagate, got, want)
		}
		if got := notesText(tunes[1].Score.Notes, NoteVelocity); got != "0-1:66 1-2:65" {
			t.Errorf("%q: %s, but the tune says not", propagate, got)
		}
	}
	fileHeader := []byte("%%propagate-accidentals pitch\n\nX:1\nL:1/16\nK:C\n^Ff|f\n")
	tunes, err := Read(fileHeader)
	if err != nil || notesText(tunes[0].Score.Notes, NoteVelocity) != "0-1:66 1-2:78 2-3:77" {
		t.Errorf("a directive of the file header is not followed: %v", tunes[0].Score.Notes)
	}
}

func TestTiesIntoLaterEndings(t *testing.T) {
	testMusic(t, []musicCase{
		{"an accidental into both", "|:^C-|1CD:|2CE|]", "0-2:61 2-3:62 3-5:61 5-6:64"},
		{"an accidental into the third", "|:^C-|1C:|2D:|3C|]", "0-2:61 2-3:61 3-4:62 4-6:61"},
		{"an accidental into what follows the first", "|:^C-|1CD:|CE|", "0-2:61 2-3:62 3-5:61 5-6:64"},
		{"not into a repeat after them without numbers", "|:^C-|1C:|C:|D|E:|C|", "0-2:61 2-4:61 4-5:61 5-6:62 6-7:64 7-8:62 8-9:64 9-10:60"},
		{"not into a repeat after them", "|:^C-|1C:|2C:|:D|1E:|2C|]", "0-2:61 2-4:61 4-5:62 5-6:64 6-7:62 7-8:60"},
	})
}

func TestChordSpellings(t *testing.T) {
	for symbol, same := range map[string]string{
		"DMaj7": "Dmaj7", "C69": "C6/9", "Dm7(b5)": "Dm7b5", "G7(b9)": "G7b9", "A♭": "Ab", "F♯m": "F#m", "CΔ": "Cmaj7", "CΔ7": "Cmaj7",
		"Cma7": "Cmaj7", "CMAJ7": "Cmaj7", "Cmi7": "Cm7", "C-7b5": "Cm7b5", "CØ": "Cø7", "C°7": "Cdim7", "C7-9": "C7b9", "C7-5": "C7b5",
		"C6/9/E": "C6/9", "E7sus4/B♭": "E7sus", "C(add9)": "Cadd9", "Cm(maj7)": "CmM7", "Cminor": "Cm",
	} {
		got, ok := chordKeys(symbol)
		want, known := chordKeys(same)
		if !ok || !known || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s is %v (known: %v), but %s is %v", symbol, got, ok, same, want)
		}
	}
	for symbol, want := range map[string]string{
		"C7#11": "[48 52 55 58 66]", "C9b5": "[48 52 54 58 62]", "C13b9": "[48 52 55 58 61 69]", "Csus4(add9)": "[48 53 55 62]", "Cmaj9": "[48 52 55 59 62]",
		"C7sus4": "[48 53 55 58]", "C7alt": "[]", "Cadd11": "[48 52 55 65]", "C5": "[48 55]", "C7b5b9": "[48 52 54 58 61]",
	} {
		if got, _ := chordKeys(symbol); fmt.Sprint(got) != want {
			t.Errorf("%s is %v, want %s", symbol, got, want)
		}
	}
}
