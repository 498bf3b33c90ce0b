package abc

import (
	"strings"
	"testing"
)

func TestRepeats(t *testing.T) {
	testMusic(t, []musicCase{
		{"with a start", "C|:D:|E", "0-1:60 1-2:62 2-3:62 3-4:64"},
		{"from the beginning", "C:|D", "0-1:60 1-2:60 2-3:62"},
		{"from the repeat before", "C:|D:|", "0-1:60 1-2:60 2-3:62 3-4:62"},
		{"from the double bar", "C||D:|", "0-1:60 1-2:62 2-3:62"},
		{"a start holds over a double bar", "|:C||D:|", "0-1:60 1-2:62 2-3:60 3-4:62"},
		{"back to back", "C::D:|", "0-1:60 1-2:60 2-3:62 3-4:62"},
		{"back to back with bars", "C:||:D:|", "0-1:60 1-2:60 2-3:62 3-4:62"},
		{"three times", "|::C::|D", "0-1:60 1-2:60 2-3:60 3-4:62"},
		{"an invisible bar line ends no section", "C[|]D:|", "0-1:60 1-2:62 2-3:60 3-4:62"},
		{"run together", "C|:||:D:|", "0-1:60 1-2:62 2-3:62"},
	})
}

func TestEndings(t *testing.T) {
	testMusic(t, []musicCase{
		{"two", "|:C|1D:|2E|]F", "0-1:60 1-2:62 2-3:60 3-4:64 4-5:65"},
		{"in brackets", "C|[1D:|[2E|]", "0-1:60 1-2:62 2-3:60 3-4:64"},
		{"list and range", "|:C|1,3D:|2E:|4-5F|]", "0-1:60 1-2:62 2-3:60 3-4:64 4-5:60 5-6:62 6-7:60 7-8:65 8-9:60 9-10:65"},
		{"the last closed by a repeat sign", "|:C|1D:|2E:|F:|", "0-1:60 1-2:62 2-3:60 3-4:64 4-5:65 5-6:65"},
		{"only a first", "|:C|1D:|E", "0-1:60 1-2:62 2-3:60 3-4:64"},
		{"double bar inside", "|:C|1D||D:|2E||F", "0-1:60 1-2:62 2-3:62 3-4:60 4-5:64 5-6:65"},
		{"section after them", "C|1D:|2E||F|1G:|2A|]", "0-1:60 1-2:62 2-3:60 3-4:64 4-5:65 5-6:67 6-7:65 7-8:69"},
	})
}

func TestPlayOrder(t *testing.T) {
	for order, want := range map[string]string{
		"ABA":   "0-1:60 1-2:62 2-3:62 3-4:60",
		"A2B":   "0-1:60 1-2:60 2-3:62 3-4:62",
		"(AB)2": "0-1:60 1-2:62 2-3:62 3-4:60 4-5:62 5-6:62",
		"B.A":   "0-1:62 1-2:62 2-3:60",
	} {
		tune := readOne(t, "X:1\nL:1/16\nP:"+order+"\nK:C\nP:A\nC||\nP:B\n|:D:|\n")
		if got := notesText(tune.Score.Notes, NoteVelocity); got != want {
			t.Errorf("P:%s: %s, want %s", order, got, want)
		}
	}
}

func TestPartsOfSeveralVoices(t *testing.T) {
	tune := readOne(t, "X:1\nL:1/16\nP:BA\nK:C\nP:A\nV:1\nC|\nV:2\nE|\nP:B\nV:1\nD|\nV:2\nF|\n")
	if got, want := notesText(tune.Score.Notes, NoteVelocity), "0-1:62 0-1:65 1-2:60 1-2:64"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestVoices(t *testing.T) {
	testMusic(t, []musicCase{
		{"lines", "V:1\nC|D\nV:2\nE|F", "0-1:60 0-1:64 1-2:62 1-2:65"},
		{"inline", "[V:1]C|[V:2]E|\n[V:1]D|[V:2]F|", "0-1:60 0-1:64 1-2:62 1-2:65"},
		{"octave, clef and transposition", "V:1 octave=-1\nC\nV:2 clef=treble-8\nC\nV:3 transpose=2 name=\"Clarinet in B\"\nC", "0-1:48 0-1:48 0-1:62"},
		{"other words beside the clef", "V:1 treble-8 up\nC\nV:2 clef=treble+8 merge\nC", "0-1:48 0-1:72"},
		{"each its own repeats", "V:1\nC:|\nV:2\nE:|", "0-1:60 0-1:64 1-2:60 1-2:64"},
		{"repeats of the first alone", "V:1\n|:C:|D|\nV:2\nE|F|", "0-1:60 0-1:64 1-2:60 1-2:64 2-3:62 2-3:65"},
		{"own key", "V:1\n[K:D]F\nV:2\nF", "0-1:65 0-1:66"},
	})
}

func TestUnequalVoicesGiveAWarning(t *testing.T) {
	tune := readOne(t, "X:1\nL:1/4\nM:4/4\nK:C\nV:1\nCDEF|CDEF|\nV:2\nCDEF|\n")
	want := "line 8, column 5: voice 2 ends after 1 whole notes, voice 1 after 2"
	if len(tune.Warnings) != 1 || tune.Warnings[0] != want {
		t.Errorf("warnings %q, want %q", tune.Warnings, want)
	}
}

func TestTunebookPlayOrder(t *testing.T) {
	keys := func(header string) (played string, warnings []string) {
		tune := readOne(t, "X:1\nL:1/4\n"+header+"K:C\nP:A\nC|\nP:B\nD|\n")
		for _, n := range tune.Score.Notes {
			played += string("C D"[n.Key-60])
		}
		return played, tune.Warnings
	}
	for _, test := range []struct{ header, want, warning string }{
		{"Y:ABBA\n", "CDDC", ""},
		{"P:BA\nY:AB\n", "DC", ""},
		{"Y:ABX\n", "CD", "line 3, column 5: the play order of Y: is not followed: part X begins at 0 places of the tune"},
		{"Y:A/B\n", "CD", "line 3, column 1: Y: is no play order; ignored"},
	} {
		got, warnings := keys(test.header)
		if got != test.want || strings.Join(warnings, "; ") != test.warning {
			t.Errorf("%q plays %s with warnings %q, want %s and %q", test.header, got, warnings, test.want, test.warning)
		}
	}
}
