package abc

import (
	"fmt"
	"strings"
	"testing"
)

// TestKeySignatures gives the sharps (#) and flats (b) of each key from the table of section 3.1.14 of the
// standard.
func TestKeySignatures(t *testing.T) {
	for key, want := range map[string]string{
		"C": "", "": "", "none": "", "G": "F#", "D": "C# F#", "F": "Bb", "Bb": "Eb Bb", "Eb maj": "Eb Ab Bb",
		"F#": "C# D# E# F# G# A#", "Cb": "Cb Db Eb Fb Gb Ab Bb", "C#": "C# D# E# F# G# A# B#", "G major": "F#",
		"Am": "", "A minor": "", "AMin": "", "Em": "F#", "F#m": "C# F# G#", "Gm": "Eb Bb", "Cmin": "Eb Ab Bb",
		"Ador": "F#", "D Dorian": "", "Amix": "C# F#", "EMixolydian": "C# F# G#", "Ephr": "", "Flyd": "", "Bloc": "", "DIon": "C# F#", "Aaeo": "",
		"HP": "C# F#", "Hp": "C# F#",
		"D =c": "F#", "D=c": "F#", "Am ^g": "G#", "D exp _b ^f": "F# Bb", "^f_b": "F# Bb", "Dphr ^f": "Eb F# Bb",
		"G clef=bass": "F#", "Am bass": "", "G treble-8 octave=1": "F#",
	} {
		var s state
		if err := s.readKey(&cursor{line: 1, text: key}); err != nil {
			t.Errorf("K:%s: %v", key, err)
			continue
		}
		if got := signatureText(s.key); got != want {
			t.Errorf("K:%s: %s, want %s", key, got, want)
		}
	}
}

func signatureText(s signature) string {
	var text []string
	for i, alter := range s {
		switch alter {
		case 1:
			text = append(text, letters[i:i+1]+"#")
		case -1:
			text = append(text, letters[i:i+1]+"b")
		}
	}
	return strings.Join(text, " ")
}

func TestClefAloneKeepsTheKey(t *testing.T) {
	if got, want := played(t, "[K:D]F[K:clef=bass]F"), "0-1:66 1-2:66"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestChordSymbols(t *testing.T) {
	for symbol, want := range map[string]string{
		"C": "48 52 55", "B": "59 63 66", "Am": "57 60 64", "F#m7": "54 57 61 64", "Bbmaj7": "58 62 65 69", "G7/B": "55 59 62 65",
		"D/f+": "50 54 57", "Edim": "52 55 58", "Caug": "48 52 56", "Asus4": "57 62 64", "(E7)": "52 56 59 62", "N.C.": "",
	} {
		keys, ok := chordKeys(symbol)
		if got := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(keys)), " "), "[]"); !ok || got != want {
			t.Errorf("%q: %s (known: %v), want %s", symbol, got, ok, want)
		}
	}
	for _, text := range []string{"Fine", "d.c.", "H", "Cfoo", "G/H", "G/"} {
		if keys, ok := chordKeys(text); ok {
			t.Errorf("%q is read as the chord %v", text, keys)
		}
	}
}

func TestChordSoundsUntilTheNextOne(t *testing.T) {
	tune := readOne(t, "X:1\nL:1/16\nK:C\nC|:\"G\"C2|D\"C\"D:|\"N.C.\"E|\n")
	want := "1-4:55 1-4:59 1-4:62 4-5:48 4-5:52 4-5:55 5-8:55 5-8:59 5-8:62 8-9:48 8-9:52 8-9:55"
	if got := notesText(tune.Score.Notes, ChordVelocity); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestChordSymbolsAreKeptAsPlayed(t *testing.T) {
	for _, c := range []struct{ name, music, want string }{
		{"repeats", `"Am"C|:"G7/B"C2|D"C"D:|"F#m"E`, "0:Am 1:G7/B 4:C 5:G7/B 8:C 9:F#m"},
		{"endings", `|:"C"C|1"F"D:|2"G"E|]`, "0:C 1:F 2:C 3:G"},
		{"blanks, brackets and none", `" Dm "C"(E7)"C"N.C."C"NC"C`, "0:Dm 1:E7 2: 3:"},
		{"the same again", `"C"C"C"C`, "0:C 1:C"},
		{"annotations and words are none", `"^C"C"Fine"C`, ""},
		{"of the first voice that has any", "V:1\nC2\nV:2\nC\"F\"C\nV:3\n\"G\"C2", "1:F"},
	} {
		var got []string
		for _, change := range readOne(t, "X:1\nL:1/16\nK:C\n"+c.music+"\n").Score.Chords {
			got = append(got, fmt.Sprintf("%g:%s", sixteenths(change.Tick), change.Symbol))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", c.name, strings.Join(got, " "), c.want)
		}
	}
}

func TestTracksAreVoicesAndThenChords(t *testing.T) {
	for _, c := range []struct{ name, music, want string }{
		{"tune and chords", `"C"C|D`, "48.1 52.1 55.1 60.0 62.0"},
		{"voices", "V:1\nC2\nV:2\nE\"G\"E", "60.0 64.1 55.2 59.2 62.2 64.1"},
		{"chords alone", `"C"z`, "48.1 52.1 55.1"},
		{"a voice of rests has none", "V:1\nz2\nV:2\nE\"G\"E", "64.0 55.1 59.1 62.1 64.0"},
	} {
		var got []string
		for _, n := range readOne(t, "X:1\nL:1/16\nK:C\n"+c.music+"\n").Score.Notes {
			got = append(got, fmt.Sprintf("%d.%d", n.Key, n.Track))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", c.name, strings.Join(got, " "), c.want)
		}
	}
}

func TestUnknownChordSymbolIsNamed(t *testing.T) {
	tune := readOne(t, "X:1\nK:C\nC\"Fine\"D|\n")
	want := `line 3, column 2: "Fine" is no chord symbol; ignored (an annotation starts with ^ or _)`
	if len(tune.Warnings) != 1 || tune.Warnings[0] != want {
		t.Errorf("warnings %q, want %q", tune.Warnings, want)
	}
}
