package abc

import (
	"fmt"
	"strings"
	"testing"

	"workbench/features/score"
)

// metresText gives the changes of metre as tick in 16ths:metre.
func metresText(changes []score.MetreChange) string {
	var text []string
	for _, c := range changes {
		text = append(text, fmt.Sprintf("%g:%d/%d", sixteenths(c.Tick), c.Beats, c.Unit))
	}
	return strings.Join(text, " ")
}

func TestMetres(t *testing.T) {
	for _, c := range []struct{ name, tune, want string }{
		{"one", "M:3/4\nL:1/4\nK:C\nCDE|FGA|", "0:3/4"},
		{"common and cut", "M:C|\nL:1/4\nK:C\nCDEF|[M:C]CDEF|", "0:2/2 16:4/4"},
		{"sum", "M:(2+3)/8\nL:1/8\nK:C\nCDEFG|", "0:5/8"},
		{"change on its own line", "M:4/4\nL:1/4\nK:C\nCDEF|\nM:3/4\nCDE|", "0:4/4 16:3/4"},
		{"pickup", "M:6/8\nK:C\nC|CDEFGA|CDEFGA|", "0:6/8 2:6/8"},
		{"double bar splits a measure", "M:4/4\nL:1/4\nK:C\nCDEF|CD||EF|CDEF|", "0:4/4"},
		{"short measure before a repeat", "M:4/4\nL:1/4\nK:C\nC|:CDEF|CDE:|F|CDEF|", "0:4/4 4:4/4 32:4/4"},
		{"repeat with its pickup", "M:4/4\nL:1/4\nK:C\n|:C|CDEF|CDE:|", "0:4/4 4:4/4"},
		{"short measure", "M:4/4\nL:1/4\nK:C\nCDEF|CD|CDEF|", "0:4/4 24:4/4"},
		{"long measure", "M:4/4\nL:1/4\nK:C\nCDEF|CDEFG|CDEF|", "0:4/4 16:5/4 36:4/4"},
		{"long measure of fine notes", "M:4/4\nL:1/4\nK:C\nCDEFG/|CDEF|", "0:9/8 18:4/4"},
		{"free", "M:none\nL:1/4\nK:C\nCDE|CD|CD|", "0:3/4 12:2/4"},
		{"change inside a repeat", "L:1/4\nM:2/4\nK:C\n|:CD|[M:3/4]CDE:|", "0:2/4 8:3/4 20:2/4 28:3/4"},
		{"rests of whole measures", "M:3/4\nL:1/4\nK:C\nZ3|CDE|", "0:3/4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tune := readOne(t, "X:1\n"+c.tune+"\n")
			if got := metresText(tune.Score.Metres); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestMeasuresAreListedByVoice(t *testing.T) {
	tune := readOne(t, "X:1\nM:2/4\nL:1/4\nK:C\nV:1\nC|CD|\nC:|\nV:2\nC|CD|C:|\n")
	var got []string
	for _, m := range tune.Measures {
		got = append(got, fmt.Sprintf("%s.%d line %d at %g: %g of %g", m.Voice, m.Number, m.Line, sixteenths(m.Start), sixteenths(m.Length), sixteenths(m.Expected)))
	}
	want := "1.0 line 6 at 0: 4 of 8; 1.1 line 6 at 4: 8 of 8; 1.2 line 7 at 12: 8 of 8; 1.3 line 6 at 20: 8 of 8; 1.4 line 7 at 28: 4 of 8; " +
		"2.0 line 9 at 0: 4 of 8; 2.1 line 9 at 4: 8 of 8; 2.2 line 9 at 12: 8 of 8; 2.3 line 9 at 20: 8 of 8; 2.4 line 9 at 28: 4 of 8"
	if strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
}

func TestIrregularMeasureGivesAWarning(t *testing.T) {
	tune := readOne(t, "X:1\nM:4/4\nL:1/4\nK:C\nCDEF|CDE|CDEF|\n")
	want := "line 5, column 6: the measure of voice 1 that begins here lasts 3/4, the metre is 4/4"
	if len(tune.Warnings) != 1 || tune.Warnings[0] != want {
		t.Errorf("warnings %q, want %q", tune.Warnings, want)
	}
}

func TestTempos(t *testing.T) {
	const music = "CDEF|GA|"
	const parts = "P:A\nCDEF|\nP:B\n[Q:1/4=60]GA|"
	for _, c := range []struct{ header, body, want string }{
		{"Q:1/4=120", music, "0:120"},
		{"Q:3/8=60", music, "0:90"},
		{"Q:120", music, "0:60"}, // unit lengths: L is 1/8
		{`Q:"Allegro" 1/4=90`, music, "0:90"},
		{`Q:1/2=60 "Langsam"`, music, "0:120"},
		{"Q:1/4 3/8 1/4=30", music, "0:105"},
		{"Q:C3=40", music, "0:60"},
		{"Q:1/4=92.5", music, "0:92.5"},
		{`Q:"Allegro"`, music, ""},
		{"Q:Allegro", music, ""},
		{"Q:1/4=100-120", music, "0:100"},
		{"Q:1/4 = 100 bpm", music, "0:100"},
		{"Q:100 bpm", music, "0:50"}, // unit lengths, as Q:100
		{"Q:C=120 (ca.)", music, "0:60"},
		{"Q:1/4=120", parts, "0:120 8:60"},
		{"Q:1/4=120\nP:ABA", parts, "0:120 8:60 12:120"},
		{"N:none", "|:CDEF|[Q:1/4=60]GA:|", "8:60 12:120 20:60"},
		{"Q:1/4=90", "|:CD[Q:1/4=60][Q:1/4=80]EF|[Q:1/4=80]GA:|", "0:90 4:80 12:90 16:80"},
	} {
		tune := readOne(t, "X:1\nL:1/8\nM:4/4\n"+c.header+"\nK:C\n"+c.body+"\n")
		var got []string
		for _, c := range tune.Score.Tempos {
			got = append(got, fmt.Sprintf("%g:%g", sixteenths(c.Tick), c.QuartersPerMinute))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s, %s: %q, want %q", c.header, c.body, got, c.want)
		}
	}
}

func TestKeySignaturesAsPlayed(t *testing.T) {
	for _, c := range []struct{ header, body, want string }{
		{"K:D", "CDEF|", "0:2"},
		{"K:Am", "CDEF|", "0:0m"},
		{"K:Edor", "CDEF|", "0:2"},
		{"K:Eb minor", "CDEF|", "0:-6m"},
		{"K:D =c", "CDEF|", "0:1"}, // the signature of G
		{"K:Am ^g", "CDEF|", "0:0m"},
		{"K:HP", "CDEF|", "0:2"},
		{"K:none", "CDEF|", ""},
		{"K:D exp ^f", "CDEF|", ""},
		{"K:C", "CDEF|[K:G]CD[K:clef=bass]EF|", "0:0 8:1"},
		{"K:C", "|:CDEF|[K:G]CDEF:|", "0:0 8:1 16:0 24:1"},
		{"K:C transpose=2", "CDEF|", "0:2"},
		{"K:B transpose=2", "CDEF|", "0:-5"}, // D flat
		{"K:C\nV:1\n[K:F]CDEF|\nV:2\n[K:G]CDEF|", "", "0:-1"},
	} {
		tune := readOne(t, "X:1\nL:1/8\nM:4/4\n"+c.header+"\n"+c.body+"\n")
		var got []string
		for _, k := range tune.Score.Keys {
			got = append(got, fmt.Sprintf("%g:%d%s", sixteenths(k.Tick), k.Fifths, map[bool]string{true: "m"}[k.Minor]))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s, %s: %q, want %q", c.header, c.body, got, c.want)
		}
	}
}

func TestTitleComposerAndLength(t *testing.T) {
	tune := readOne(t, "X: 7\nT:First\nT:Second\nC:Anon\nL:1/4\nK:C\nC4 z2|\n")
	s := tune.Score
	if tune.Number != "7" || s.Title != "First" || s.Composer != "Anon" || sixteenths(s.Length) != 24 || s.TicksPerQuarter != TicksPerQuarter {
		t.Errorf("number %q, title %q, composer %q, length %g", tune.Number, s.Title, s.Composer, sixteenths(s.Length))
	}
}
