package abc

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"workbench/features/internal/growth"
)

// hostile are texts of about size bytes: music that is read to its end without a problem, and other text.
func hostile(size int) (music, other map[string]string) {
	fill := func(text string) string { return strings.Repeat(text, size/len(text)) }
	half := func(text string) string { return strings.Repeat(text, size/2/len(text)) }
	const head, tune = "X:1\nM:4/4\nL:1/8\nK:C\n", "X:1\nK:C\nC|\n"
	var hundred, names strings.Builder
	for i := range 100 {
		fmt.Fprintf(&hundred, "V:%d\n", i)
	}
	for i := range size / 8 {
		fmt.Fprintf(&names, "V:%d\n", i)
	}
	music = map[string]string{
		"notes":                    head + fill("C"),
		"notes in measures":        head + fill("C8|"),
		"one long chord":           head + "[" + fill("C") + "]|",
		"ties after a long chord":  head + "[" + half("C") + "]" + half("-") + "|",
		"chords":                   head + fill("[CEG]"),
		"chords of one":            head + fill("[C]"),
		"no chords":                head + fill("\"NC\"C"),
		"ties":                     head + fill("C-"),
		"tuplets":                  head + fill("(3CCC"),
		"uneven lengths":           head + fill("C99/97"),
		"grace notes":              head + fill("{g}C"),
		"repeats":                  head + fill("|:C2:|"),
		"nested repeats":           head + fill("|:") + "C|",
		"endings":                  head + fill("[1C:|"),
		"sections in an ending":    head + "[1C" + fill("||C") + "[2C|]",
		"overlays":                 head + fill("C&"),
		"overlays of many bars":    head + half("C|") + "\n" + strings.Repeat("&", size/4) + fill("C|")[:size/4],
		"overlays of two bars":     head + fill("C|C|&&C|C|"),
		"withdrawn overlays":       head + fill("(&C&C&)"),
		"settings of all voices":   "X:1\n" + hundred.String() + "K:C\n" + fill("V:*\n") + "V:1\nC|\n",
		"altered chord symbols":    head + fill("\"C(#11)b13b5b9b5b9\"C"),
		"unknown characters":       head + fill("kÄ") + "C|",
		"rests of whole bars":      head + fill("Z1|"),
		"voices":                   head + fill("V:1\nC|\n"),
		"a hundred voices":         head + hundred.String() + fill("V:99\nC|\n"),
		"keys":                     head + fill("[K:G]") + "C|",
		"keys in repeats":          head + fill("[K:G]C[K:C]C") + strings.Repeat("|:C[98C:|", size/400),
		"metres":                   head + fill("[M:1/64]C"),
		"tempos":                   head + fill("[Q:1/4=99]C"),
		"tempos and repeats":       head + fill("[Q:9]C[Q:8]C") + strings.Repeat("|:C[98C:|", size/400), // each played 98 times
		"voices and repeats":       head + hundred.String() + half("|:C2:|") + "\n" + strings.ReplaceAll(hundred.String(), "\n", "\nC|\n"),
		"tunes":                    fill(tune + "\n"),
		"a long file header":       half("%%x\n") + half(tune),
		"an odd file header":       half("J:x\n") + half(tune),
		"voices in a file header":  hundred.String() + fill(tune),
		"parts without music":      "X:1\nP:" + fill("()9999") + "A\nK:C\nP:A\nC|\n",
		"sections of parts":        "X:1\nP:(AB)500\nK:C\nP:A\nC|" + fill("||") + "\nP:B\nC|\n",
		"a part played twice":      "X:1\nP:A2\nK:C\nP:A\n" + fill("CCC||"),
		"decorations":              head + fill("!x!") + "C|",
		"quotes":                   head + fill("\"\"") + "C|",
		"fields":                   head + fill("N:x\n") + "C|",
		"odd fields":               head + fill("J:x\n") + "C|",
		"a long title":             "X:1\nT:" + fill("x") + "\nK:C\nC|\n",
		"a title in many lines":    "X:1\nT:x\n" + fill("+:x\n") + "K:C\nC|\n",
		"a block of a long name":   head + "C|\n%%begin" + half("x") + half("\n"),
		"free text after the tune": head + "C|\n\n" + fill("C|\n"),
	}
	other = map[string]string{
		"open chords":               head + fill("["),
		"open tuplets":              head + fill("(3"),
		"long notes":                head + fill("C9999"),
		"rests of very many bars":   head + fill("Z999|"),
		"voices of different names": head + names.String(),
		"part labels":               head + fill("P:A\n"),
		"parts":                     "X:1\nP:" + fill("(A") + "\nK:C\nP:A\nC|\n",
		"part counts":               "X:1\nP:" + fill("A9") + "\nK:C\nP:A\nC|\n",
		"tunes without keys":        fill("X:1\n"),
		"a header before no keys":   half("%%x\n") + half("X:1\n"),
		"macros":                    head + fill("m:n=C\n"),
		"macros and music":          head + strings.Repeat("m:~n4=C\n", 50) + fill("C\n"),
		"lone quotes":               head + fill("\"") + "\"",
		"line ends":                 fill("\n"),
		"zeros":                     fill("\x00"),
	}
	return music, other
}

// Reading costs no more than a multiple of the text in memory, and takes time in proportion to its length.
func TestHostileTexts(t *testing.T) {
	const size = 1 << 12
	var tunes []Tune // of the text read last, the longer one
	read := func(data []byte) { tunes, _ = Read(data) }
	check := func(name, short, long string) {
		if allocated := growth.Check(t, name, read, []byte(short), []byte(long)); allocated > 1000*uint64(len(long)) {
			t.Errorf("%s: %d bytes allocated for %d", name, allocated, len(long))
		}
	}
	shortMusic, shortOther := hostile(size)
	longMusic, longOther := hostile(growth.Factor * size)
	for name, long := range longMusic {
		check(name, shortMusic[name], long)
		if i := slices.IndexFunc(tunes, func(tune Tune) bool { return tune.Err != nil }); i >= 0 || len(tunes) == 0 {
			t.Errorf("%s: tune %d of %d: %v", name, i+1, len(tunes), tunes[i].Err)
		}
	}
	for name, long := range longOther {
		check(name, shortOther[name], long)
	}
}
