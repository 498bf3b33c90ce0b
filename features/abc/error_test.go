package abc

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestProblemsAreNamedWithLineAndColumn reads music from line 5 on.
func TestProblemsAreNamedWithLineAndColumn(t *testing.T) {
	for music, want := range map[string]string{
		"C 3":                 `line 5, column 3: the number 3 follows no note, rest or bar line`,
		"C /2":                `line 5, column 3: the length /2 follows no note or rest`,
		"C0":                  `line 5, column 2: the length 0 has a zero`,
		"C/0":                 `line 5, column 2: the length /0 has a zero`,
		"C/9999/9999":         `line 5, column 2: the length /9999/9999 is too short to play`,
		"C99999":              `line 5, column 2: the number is above 9999`,
		"^2C":                 `line 5, column 2: microtones are not read: "2"`,
		"C^|":                 `line 5, column 2: the accidental "^" stands before no note`,
		"[CE":                 `line 5, column 1: [ opens a chord that does not end on its line`,
		"[C(3DE]":             `line 5, column 4: "3" is no note of a chord`,
		"[]":                  `line 5, column 1: the chord has no note`,
		"C]":                  `line 5, column 2: ] closes nothing: no [ stands before it`,
		"{gC":                 `line 5, column 1: { opens grace notes that do not end on their line`,
		"\"G C":               `line 5, column 1: the text in quotes does not end on its line`,
		">C":                  `line 5, column 1: ">" needs a note before and after it`,
		"C>|D":                `line 5, column 2: broken rhythm needs a note after it, but a bar line comes`,
		"C>":                  `line 5, column 2: broken rhythm needs a note after it, but the end of the voice comes`,
		"C<>D":                `line 5, column 2: "<>" is no broken rhythm; > >> >>> or < << <<< are`,
		"(3CD":                `line 5, column 1: the tuplet lacks 1 of its notes at the end of the voice`,
		"(3C(3D":              `line 5, column 4: a tuplet begins inside another one, which still lacks 2`,
		"(11C":                `line 5, column 1: (11 is no tuplet of its own; write (11:q, q being the number of notes whose time it takes`,
		"CD:E":                `line 5, column 3: ":" is no bar line`,
		"C|1-0D":              `line 5, column 3: an ending is numbered as in [1 or [1,3 or [1-3, up to 99`,
		"[M:none]Z":           `line 5, column 9: Z rests for whole measures, but there is no metre to tell their length`,
		"[K:H]C":              `line 5, column 4: "H" is no key; a key is a letter A to G, # or b, and a mode, as in K:Bb, K:F#m, K:Ador`,
		"[K:Cfoo]C":           `line 5, column 4: "foo" is no mode of a key; modes are maj, min, m, ion, dor, phr, lyd, mix, aeo, loc`,
		"M:4-4\nC":            `line 5, column 3: "4-4" is no metre; write M:4/4, M:(2+3)/8, M:C, M:C| or M:none`,
		"M:4/5\nC":            `line 5, column 3: the beat of a metre is 1, 2, 4, 8, 16, 32 or 64, not 5`,
		"L:1/7\nC":            `line 5, column 3: "1/7" is no unit note length; write L:1/8, with 1, 2, 4 … 512 below`,
		"V:\nC":               `line 5, column 3: V: needs the name of a voice, as in V:1`,
		"V:1 octave=high\nC":  `line 5, column 5: octave needs a whole number between -48 and 48, as in octave=-1, not "high"`,
		"m:~G3 = G{A}G\nC~G3": `line 6, column 2: macros (m:) are not expanded; write out the music that "~G3" of line 5 stands for`,
		"m:~n3 = n{o}n\nC~D3": `line 6, column 2: macros (m:) are not expanded; write out the music that "~D3" of line 5 stands for`,
		"[M:3/4 C":            `line 5, column 1: the field [M: does not end on its line`,
		"c''''''":             `line 5, column 1: the note c'''''' is outside MIDI's keys 0 to 127`,
	} {
		tunes, err := Read([]byte("X:1\nM:4/4\nL:1/4\nK:C\n" + music + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := tunes[0].Err; got == nil || got.Error() != want || tunes[0].Score != nil {
			t.Errorf("%s\n got %v\nwant %s", music, got, want)
		}
	}
}

func TestProblemsOfTheHeader(t *testing.T) {
	for header, want := range map[string]string{
		"T:No key":                            "line 1, column 1: the tune has no K: field, which ends its header",
		"CDE|\nK:C\nC":                        `line 2, column 1: "CDE|" looks like music, but the header only ends at the K: field`,
		"K:C":                                 "line 1, column 1: the tune has no music",
		"K:C clef=perc\nCD|":                  "line 1, column 1: the tune has percussion alone, which has no pitches",
		"P:AC\nK:C\nP:A\nC":                   "line 2, column 4: the play order names part C, but no P:C stands in the tune",
		"P:A(B\nK:C\nC":                       "line 2, column 4: the bracket of the play order is not closed",
		"P:A-B\nK:C\nC":                       `line 2, column 4: "-" is no part; a play order is made of letters, numbers and (), as in P:A2(BC)3`,
		"P:(A)999(A)999\nK:C\nC":              "line 2, column 9: the play order has more than 1000 parts",
		"P:A\nK:C\nP:A\nC|\nP:B\nD|\nP:A\nE|": "line 2, column 3: part A of the play order begins at two places of the tune",
	} {
		tunes, err := Read([]byte("X:1\n" + header + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := tunes[0].Err; got == nil || got.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", header, got, want)
		}
	}
}

func TestBookOfSeveralTunes(t *testing.T) {
	book := "%abc-2.1\nM:2/4\nL:1/4\n\nX:1\nT:One\nK:C\nCD|\n\nFree text, not read.\n\nX:2\nT:Bad\nK:C\nC?!9\n\nX:3\nT:Three\nL:1/8\nK:C\nCD|\nX:4\nT:Four\nK:C\nE2|\n"
	tunes, err := Read([]byte(book))
	if err != nil || len(tunes) != 4 {
		t.Fatalf("%d tunes, error %v, want 4", len(tunes), err)
	}
	for i, want := range []string{"0-4:60 4-8:62", "", "0-2:60 2-4:62", "0-8:64"} {
		tune := tunes[i]
		if want == "" {
			if tune.Err == nil || !strings.HasPrefix(tune.Err.Error(), "line 15, column 4: ") {
				t.Errorf("tune %s: %v, want a problem at line 15, column 4", tune.Number, tune.Err)
			}
			continue
		}
		if tune.Err != nil {
			t.Fatalf("tune %s: %v", tune.Number, tune.Err)
		}
		if got := notesText(tune.Score.Notes, NoteVelocity); got != want || len(tune.Warnings) != 0 {
			t.Errorf("tune %s: %s, warnings %q, want %s", tune.Number, got, tune.Warnings, want)
		}
	}
	if tunes[2].Line != 17 || tunes[3].Number != "4" {
		t.Errorf("tune 3 begins at line %d, want 17; the last is %s, want 4", tunes[2].Line, tunes[3].Number)
	}
}

func TestNoTuneAtAll(t *testing.T) {
	for _, text := range []string{"", "Dear reader,\nthis is a letter.\n", "MThd\x00\x00\x00\x06"} {
		if tunes, err := Read([]byte(text)); err == nil {
			t.Errorf("%q gives %d tunes, want an error", text, len(tunes))
		}
	}
}

func TestWarnings(t *testing.T) {
	for music, want := range map[string]string{
		"CDEF|\n\nGABc|":                     "line 7, column 1: not read: a blank line above ends the tune",
		"C4-|D4|":                            "line 5, column 1: the tie leads to no note of the same pitch",
		"|:CDEF|GABc|]":                      "line 5, column 1: the repeat that begins here is never closed by :|",
		"CDEF|[2GABc|]":                      "line 5, column 6: there is no ending 1 among 1 to 2",
		"|:CD|1EF:|3GA|]":                    "line 5, column 6: there is no ending 2 among 1 to 3",
		"CDEF!D.C.!|":                        "line 5, column 5: the jump !D.C.! is not followed",
		"CD!EF|":                             "line 5, column 3: a single ! is taken as a line break",
		"CD@EF|":                             `line 5, column 3: "@" has no meaning yet in the standard; ignored`,
		"J:AB\nCDEF|":                        "line 5, column 1: J: is no field of the standard; ignored",
		"CD=20\nE=20\nF=\n":                  `line 5, column 3: "=20" at the end of a line is a trace of e-mail; ignored here and on further lines`,
		"CDEkFk|":                            `line 5, column 4: "k" is no note, rest or decoration, unless U: defines it as one; ignored wherever it occurs in this tune`,
		"CDÄEÄF|":                            `line 5, column 3: "Ä" has no meaning in music; ignored wherever it occurs in this tune`,
		"CD\\EF|":                            `line 5, column 3: "\\" may only end a line; ignored wherever else it occurs in this tune`,
		"CDE+F|":                             "line 5, column 4: + opens a decoration that does not end before the bar line; ignored",
		"z-CDE|":                             "line 5, column 2: the tie follows no note; ignored",
		"-CDEF|":                             "line 5, column 1: the tie follows no note; ignored",
		"[K:C hello]CDEF|":                   `line 5, column 6: "hello" in a key is no accidental (as in ^f, _b, =c), no clef and no setting; ignored`,
		"[L:1/4 x]CDEF|":                     `line 5, column 8: "x" is ignored: nothing more is expected in this field`,
		"[M:C \"common\"]CDEF|":              `line 5, column 6: "\"common\"" is ignored: nothing more is expected in this field`,
		"Q:fast\nCDEF|":                      `line 5, column 3: "fast" is no tempo; ignored; write Q:1/4=120, Q:3/8=60 or Q:"Allegro" 1/4=120`,
		"m:~G3 = G{A}G\nCDEF|\nm:\n":         "line 7, column 1: m: needs a pattern and the music for it, as in m:~G2 = {A}G{F}G; ignored",
		"U:9\nCDEF|":                         "line 5, column 3: U: needs a letter and a decoration, as in U:T = !trill!; ignored",
		"%%propagate-accidentals yes\nCDEF|": `line 5, column 25: propagate-accidentals is not, octave or pitch, not "yes"; ignored`,
		"%%MIDI transpose up\nCDEF|":         `line 5, column 8: "transpose up" is ignored: a transposition is a number of semitones from -48 to 48`,
		"V:1 sound=Bb\nCDEF|":                "line 5, column 5: sound=Bb is not applied; octave= and transpose= are",
		"K:C\n+:x\nCDEF|":                    "line 6, column 1: K: cannot be continued by +:; ignored",
		"+CEG+DEF|":                          `line 5, column 1: "+CEG+" is read as the chord [CEG], as old tunebooks write it`,
		"  CD!EF|":                           "line 5, column 5: a single ! is taken as a line break",
		`"C""G"CDEF|`:                        `line 5, column 4: "G" is at the same place as another chord symbol; the first one sounds`,
	} {
		tune := readOne(t, "X:1\nM:4/4\nL:1/4\nK:C\n"+music+"\n")
		if len(tune.Warnings) != 1 || tune.Warnings[0] != want {
			t.Errorf("%s\n got %q\nwant %s", music, tune.Warnings, want)
		}
	}
}

func TestEncodings(t *testing.T) {
	for name, book := range map[string]string{
		"Latin-1": "X:1\nT:Caf\xe9\nK:C\nC\n", "UTF-8 with mark": "\ufeffX:1\nT:Café\nK:C\nC\n",
		"CR LF": "X:1\r\nT:Café\r\nK:C\r\nC\r\n", "CR": "X:1\rT:Café\rK:C\rC\r",
	} {
		if tune := readOne(t, book); tune.Score.Title != "Café" || len(tune.Score.Notes) != 1 {
			t.Errorf("%s: title %q, %d notes, want Café and 1", name, tune.Score.Title, len(tune.Score.Notes))
		}
	}
}

func TestBlocksOfTextAreSkipped(t *testing.T) {
	tune := readOne(t, "X:1\nL:1/16\nK:C\nC|\n%%begintext\nnot music\n%%endtext\n%%vskip 1cm\nD|\n")
	if got, want := notesText(tune.Score.Notes, NoteVelocity), "0-1:60 1-2:62"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A block of text that is not closed ends with the next tune at the latest, and a warning says what is lost.
func TestUnclosedBlocksOfText(t *testing.T) {
	for name, c := range map[string]struct {
		book     string
		want     []string // the tunes: their notes, or the problem
		warnings string   // of all tunes
	}{
		"in a tune": {"X:1\nL:1/16\nK:C\nC|\n%%begintext left\nnot music\nX:2\nL:1/16\nK:C\nD|\n", []string{"0-1:60", "0-1:62"},
			"line 5, column 1: no %%endtext closes %%begintext: nothing is read from here to the next X:"},
		"between tunes": {"X:1\nL:1/16\nK:C\nC|\n\n%%beginps\nX:2\nL:1/16\nK:C\nD|\n", []string{"0-1:60", "0-1:62"},
			"line 6, column 1: no %%endps closes %%beginps: nothing is read from here to the next X:"},
		"in the last tune": {"X:1\nL:1/16\nK:C\nC|\n%%begintext\nD|\n%%endps\n", []string{"0-1:60"},
			"line 5, column 1: no %%endtext closes %%begintext: nothing is read from here to the next X:"},
		"in the file header": {"%%begintext\nL:1/4\nX:1\nL:1/16\nK:C\nC|\nX:2\nL:1/16\nK:C\nD|\n", []string{"0-1:60", "0-1:62"},
			"line 1, column 1: no %%endtext closes %%begintext: nothing is read from here to the next X:"},
		"in a tune's header": {"X:1\n%%begintext\nK:C\nC|\nX:2\nL:1/16\nK:C\nD|\n",
			[]string{"line 2, column 1: no %%endtext closes %%begintext: nothing is read from here to the next X:", "0-1:62"}, ""},
	} {
		tunes, err := Read([]byte(c.book))
		if err != nil {
			t.Fatal(err)
		}
		var got, warnings []string
		for _, tune := range tunes {
			warnings = append(warnings, tune.Warnings...)
			if tune.Err != nil {
				got = append(got, tune.Err.Error())
			} else {
				got = append(got, notesText(tune.Score.Notes, NoteVelocity))
			}
		}
		if !slices.Equal(got, c.want) || strings.Join(warnings, "; ") != c.warnings {
			t.Errorf("%s: %q, warnings %q\nwant %q, %q", name, got, warnings, c.want, c.warnings)
		}
	}
}

// What the file header says holds for every tune as if it were its own: a tempo that counts in the tune's
// unit, a voice an octave lower. Each warning comes once.
func TestFileHeader(t *testing.T) {
	tunes, err := Read([]byte("J:odd\nQ:120\nV:2 octave=-1\n\nX:1\nJ:odd\nX:2\nL:1/16\nK:C\nV:2 octave=1\nC|\n\nX:3\nL:1/8\nK:C\nV:2\nC|\n"))
	if err != nil || len(tunes) != 3 {
		t.Fatalf("%d tunes, error %v, want 3", len(tunes), err)
	}
	if tunes[0].Err == nil {
		t.Error("the tune without K: has no problem")
	}
	for i, c := range []struct {
		notes    string
		tempo    float64
		warnings []string
	}{{"0-1:72", 30, []string{"line 1, column 1: J: is no field of the standard; ignored"}}, {"0-2:48", 60, nil}} {
		tune := tunes[i+1]
		if tune.Err != nil {
			t.Fatal(tune.Err)
		}
		if got := notesText(tune.Score.Notes, NoteVelocity); got != c.notes || tune.Score.FirstTempo() != c.tempo || !slices.Equal(tune.Warnings, c.warnings) {
			t.Errorf("tune %s: %s, tempo %v, warnings %q; want %+v", tune.Number, got, tune.Score.FirstTempo(), tune.Warnings, c)
		}
	}
}

func TestBounds(t *testing.T) {
	var voices, labels strings.Builder
	for i := range 101 {
		fmt.Fprintf(&voices, "V:%d\n", i)
	}
	for range 1001 {
		labels.WriteString("P:A\n")
	}
	for body, want := range map[string]string{
		voices.String(): "line 103, column 3: a tune has at most 100 voices",
		labels.String(): "line 1003, column 3: a tune has at most 1000 part labels",
	} {
		tunes, err := Read([]byte("X:1\nK:C\n" + body + "C|\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := tunes[0].Err; got == nil || got.Error() != want {
			t.Errorf("%v, want %s", got, want)
		}
	}
	tune := readOne(t, "X:1\nT:Title\n"+strings.Repeat("+:"+strings.Repeat("x", 499)+"\n", 2)+"K:C\nC|\n")
	if want := "line 4, column 1: left out: with this line T: is longer than 1000 bytes"; len(tune.Score.Title) != 505 || len(tune.Warnings) != 1 || tune.Warnings[0] != want {
		t.Errorf("a title of %d bytes, warnings %q", len(tune.Score.Title), tune.Warnings)
	}
}
