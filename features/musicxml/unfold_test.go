package musicxml

import (
	"testing"
)

// The measures are whole notes on C, D, E, …, by whose keys the order of playing shows.
func TestReadRepeats(t *testing.T) {
	c, d, e, f, g := note("C4", 8), note("D4", 8), note("E4", 8), note("F4", 8), note("G4", 8)
	for _, test := range []struct {
		name, music, want string
	}{
		{"from the beginning", measure(begin, c) + measure(d, closing) + measure(e), "60 62 60 62 64"},
		{"between signs", measure(begin, c) + measure(open, d) + measure(e, closing) + measure(f), "60 62 64 62 64 65"},
		{"one after the other without a start", measure(begin, c, closing) + measure(d, closing), "60 60 62 62"},
		{"three times", measure(begin, c, `<barline location="right"><repeat direction="backward" times="3"/></barline>`) + measure(d), "60 60 60 62"},
		{"two endings", measure(begin, c) + measure(endingStart("1"), d, endingStop(backward)) + measure(endingStart("2"), e, endingStop("")) + measure(f), "60 62 60 64 65"},
		{"two endings, both closed", measure(begin, c) + measure(endingStart("1"), d, endingStop(backward)) + measure(endingStart("2"), e, endingStop(backward)) + measure(f), "60 62 60 64 65"},
		{"an ending for two passes", measure(begin, c) + measure(endingStart("1, 2"), d, endingStop(backward)) + measure(endingStart("3"), e, endingStop("")), "60 62 60 62 60 64"},
		{"a first ending alone", measure(begin, c) + measure(endingStart("1"), d, endingStop(backward)) + measure(e), "60 62 60 64"},
		{"an ending of two measures", measure(begin, c) + measure(endingStart("1"), d) + measure(e, endingStop(backward)) + measure(endingStart("2"), f, endingStop("")), "60 62 64 60 65"},
		{"a first ending without a start", measure(begin, c) + measure(d, endingStop(backward)) + measure(endingStart("2"), e, endingStop("")), "60 62 60 64"},
		{"a second ending alone", measure(begin, c, closing) + measure(endingStart("2"), d, endingStop("")), "60 60 62"},
		{"two repeats with endings", measure(begin, c) + measure(endingStart("1"), d, endingStop(backward)) + measure(endingStart("2"), e, endingStop("")) +
			measure(open, f) + measure(endingStart("1"), g, endingStop(backward)) + measure(endingStart("2"), c, endingStop("")), "60 62 60 64 65 67 65 60"},
		{"da capo", measure(begin, c) + measure(d, sound(`dacapo="yes"`)), "60 62 60 62"},
		{"da capo al fine", measure(begin, c, sound(`fine="yes"`)) + measure(d, sound(`dacapo="yes"`)), "60 62 60"},
		{"da capo without repeats, with the last ending", measure(begin, c) + measure(endingStart("1"), d, endingStop(backward)) + measure(endingStart("2"), e, endingStop(""), sound(`dacapo="yes"`)), "60 62 60 64 60 64"},
		{"dal segno", measure(begin, c) + measure(sound(`segno="s"`), d) + measure(e, sound(`dalsegno="s"`)) + measure(f), "60 62 64 62 64 65"},
		{"dal segno to a sign", measure(begin, c) + measure("<direction><direction-type><segno/></direction-type></direction>", d) + measure(e, sound(`dalsegno="1"`)), "60 62 64 62 64"},
		{"dal segno al coda", measure(begin, c) + measure(sound(`segno="s"`), d, sound(`tocoda="c"`)) + measure(e, sound(`dalsegno="s"`)) + measure(sound(`coda="c"`), f), "60 62 64 62 65"},
	} {
		if got := keysText(mustRead(t, test.name, partwise(test.music))); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	s := mustRead(t, "no segno", partwise(measure(begin, c, sound(`dalsegno="s"`))), "a jump to a segno that the piece does not have was not followed (measure 1)")
	if got := keysText(s); got != "60" {
		t.Errorf("no segno: %s", got)
	}
	s = mustRead(t, "a coda before", partwise(measure(begin, c, sound(`coda="c"`))+measure(d, sound(`tocoda="c"`))+measure(e, sound(`dacapo="yes"`))),
		"a jump to a coda that does not follow was not followed (measure 2)")
	if got := keysText(s); got != "60 62 64 60 62 64" {
		t.Errorf("a coda before: %s", got)
	}
	// The repeats of one part hold for all, and ties lead into both endings.
	s = mustRead(t, "two parts", partwise(
		measure(begin, note("C4", 8, tieStart))+measure(endingStart("1"), note("C4", 8, tieStop), endingStop(backward))+measure(endingStart("2"), note("C4", 8, tieStop)),
		measure(begin, note("C5", 8))+measure(note("D5", 8))+measure(note("E5", 8))))
	if got, want := notesText(s), "0-16:60 0-8:72 8-16:74 16-32:60 16-24:72 24-32:76"; got != want {
		t.Errorf("two parts: %s, want %s", got, want)
	}
}
