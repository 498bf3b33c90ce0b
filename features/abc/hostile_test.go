package abc

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// Reading costs no more than a multiple of the text in memory, and a few times what as many plain notes take in time: what takes the square of the
// length would need many times as much.
func TestHostileTexts(t *testing.T) {
	const size = 1 << 19
	fill := func(text string) string { return strings.Repeat(text, size/len(text)) }
	const head = "X:1\nM:4/4\nL:1/8\nK:C\n"
	took := func(text string) time.Duration {
		began := time.Now()
		Read([]byte(text))
		return time.Since(began)
	}
	notes := took(head + fill("C"))
	for name, text := range map[string]string{
		"notes":              head + fill("C"),
		"notes in measures":  head + fill("C8|"),
		"one long chord":     head + "[" + fill("C") + "]|",
		"chords":             head + fill("[CEG]"),
		"no chords":          head + fill("\"NC\"C"),
		"open chords":        head + fill("["),
		"ties":               head + fill("C-"),
		"tuplets":            head + fill("(3"),
		"grace notes":        head + fill("{g}C"),
		"repeats":            head + fill("|:C:|"),
		"nested repeats":     head + fill("|:"),
		"endings":            head + fill("[1C:|"),
		"overlays":           head + fill("C&"),
		"rests of many bars": head + fill("Z999|"),
		"long notes":         head + fill("C9999"),
		"voices":             head + fill("V:1\nC|\n"),
		"many voices":        head + fill("V:1\nV:2\nV:3\nV:4\n") + "C|\n",
		"keys":               head + fill("[K:G]"),
		"metres":             head + fill("[M:1/64]C"),
		"tempos":             head + fill("[Q:1/4=99]C"),
		"tunes":              fill("X:1\nK:C\nC|\n\n"),
		"tunes without keys": fill("X:1\n"),
		"parts":              "X:1\nP:" + fill("(A") + "\nK:C\nP:A\nC|\n",
		"part counts":        "X:1\nP:" + fill("A9") + "\nK:C\nP:A\nC|\n",
		"decorations":        head + fill("!x!"),
		"quotes":             head + fill("\""),
		"macros":             head + fill("m:n=C\n"),
		"a long line":        "X:1\nT:" + fill("x") + "\nK:C\nC|\n",
		"line ends":          fill("\n"),
		"zeros":              fill("\x00"),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		once := took(text)
		runtime.ReadMemStats(&after)
		used := after.TotalAlloc - before.TotalAlloc
		t.Logf("%-20s %5.0f bytes a byte, %v", name, float64(used)/size, once)
		if used > 1000*size {
			t.Errorf("%s: %d bytes allocated for %d", name, used, len(text))
		}
		if most := 8 * notes; once > most && took(text) > most { // the first can have been held up by something else
			t.Errorf("%s: %v for %d bytes, plain notes take %v", name, once, len(text), notes)
		}
	}
}
