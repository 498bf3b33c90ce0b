package figure

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"image"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// every kind of figure.
func everyKind() map[string]Figure {
	train, valid := noisyLoss(60)
	roll := arpeggio(64)
	roll.Title = "A & B <i>"
	loss := LossChart("A & B <i>", train, valid, 11)
	fold := Fold("two", []Curve{valid, falling("", 61, 3)})
	return map[string]Figure{
		"roll": roll, "stack": Stack{Title: "A & B <i>", Rolls: []Roll{roll, roll}, Captions: []string{"one", "two"}},
		"loss": loss, "fold": Chart{Title: "A & B <i>", Panels: []Panel{{Curves: []Curve{fold}}}},
		"surprise": Surprise{Roll: roll, NLL: stepwise},
	}
}

func TestSameFigureSameBytes(t *testing.T) {
	for name, f := range everyKind() {
		for format, head := range map[Format]string{PNG: "\x89PNG", SVG: "<svg", PDF: "%PDF"} {
			first := write(t, f, format, Style{Width: 85})
			if !bytes.HasPrefix(first, []byte(head)) {
				t.Errorf("%s: the %s begins with %q", name, format, first[:4])
			}
			if !bytes.Equal(first, write(t, f, format, Style{Width: 85})) {
				t.Errorf("%s: two files of format %s differ", name, format)
			}
		}
	}
}

// All text is at least 7 points high, whatever the width, and stays text.
func TestTextIsLegible(t *testing.T) {
	for name, f := range everyKind() {
		for _, width := range []float64{60, 85, 170} {
			svg, texts := svgText(t, f, Style{Width: width})
			for _, m := range regexp.MustCompile(`font-size[:=]"?([\d.]+)px`).FindAllStringSubmatch(svg, -1) {
				if points, err := strconv.ParseFloat(m[1], 64); err != nil || points < 7 {
					t.Errorf("%s at %v mm: text of %s points", name, width, m[1])
				}
			}
			if !slices.Contains(texts, "A & B <i>") {
				t.Errorf("%s at %v mm: the title is not among the texts %q", name, width, texts)
			}
			if want := regexp.MustCompile(`^<svg [^>]*width="` + strconv.FormatFloat(width*pointsPerMM, 'f', 0, 64)[:2]); !want.MatchString(svg) {
				t.Errorf("%s: no width of %v mm in %s", name, width, svg[:120])
			}
		}
	}
}

// The resolution tells a word processor how large to print the picture.
func TestPNGKnowsItsResolution(t *testing.T) {
	file := write(t, arpeggio(64), PNG, Style{Width: 85, DPI: 300})
	i := bytes.Index(file, []byte("pHYs"))
	if i < 0 {
		t.Fatal("no chunk pHYs")
	}
	if perMetre := binary.BigEndian.Uint32(file[i+4:]); perMetre != 11811 || file[i+12] != 1 {
		t.Errorf("%d pixels per metre", perMetre)
	}
	if _, ok := decoded(t, file).(*image.Paletted); !ok {
		t.Error("not of few colours")
	}
}

func TestFormatOf(t *testing.T) {
	for path, want := range map[string]Format{"a.png": PNG, "b/c.SVG": SVG, "x.y.pdf": PDF} {
		if got, err := FormatOf(path); got != want || err != nil {
			t.Errorf("%s: %s, %v", path, got, err)
		}
	}
	for _, path := range []string{"a.gif", "png", ""} {
		if _, err := FormatOf(path); err == nil || !strings.Contains(err.Error(), ".svg") {
			t.Errorf("%s: error %v", path, err)
		}
	}
}

func TestStylesOutOfRange(t *testing.T) {
	for want, s := range map[string]Style{"width": {Width: 10}, "height": {Height: 5000}, "dpi": {DPI: 10}, "theme": {Theme: 9}} {
		for name, f := range everyKind() {
			var b bytes.Buffer
			if err := f.Write(&b, PNG, s); err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
				t.Errorf("%s: error %v, want one of the %s", name, err, want)
			}
		}
	}
	if err := arpeggio(16).Write(&bytes.Buffer{}, "gif", Style{}); err == nil || !strings.Contains(err.Error(), "gif") {
		t.Errorf("a gif: error %v", err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrorsAreReported(t *testing.T) {
	for _, format := range []Format{PNG, SVG, PDF} {
		if err := arpeggio(16).Write(fullDisk{}, format, Style{}); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: error %v", format, err)
		}
	}
}

func TestParseLength(t *testing.T) {
	for text, want := range map[string]float64{"85mm": 85, "8.5cm": 85, " 2 in ": 50.8, "72pt": 25.4} {
		if got, err := ParseLength(text); err != nil || got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%q: %v, %v; want %v mm", text, got, err, want)
		}
	}
	for _, text := range []string{"", "mm", "-3mm", "NaN", "Inf", "3 apples", "0mm", "85"} {
		if got, err := ParseLength(text); err == nil {
			t.Errorf("%q: %v mm, want an error", text, got)
		}
	}
}

func TestParseTheme(t *testing.T) {
	for _, theme := range []Theme{Light, Dark, Print, Adaptive} {
		if got, err := ParseTheme(theme.String()); got != theme || err != nil {
			t.Errorf("%s: %v, %v", theme, got, err)
		}
	}
	if _, err := ParseTheme("sepia"); err == nil || !strings.Contains(err.Error(), "print") {
		t.Errorf("sepia: error %v", err)
	}
}

func TestFlags(t *testing.T) {
	parse := func(args ...string) (s Style, err error) {
		flags := flag.NewFlagSet("roll", flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		s.AddFlags(flags)
		return s, flags.Parse(args)
	}
	got, err := parse("-width", "8.5cm", "-height=2in", "-dpi", "300", "-theme", "print")
	if want := (Style{Width: 85, Height: 50.8, DPI: 300, Theme: Print}); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if got, err := parse(); err != nil || got != (Style{}) {
		t.Errorf("without flags: %+v, %v", got, err)
	}
	for _, args := range [][]string{{"-width", "wide"}, {"-theme", "sepia"}, {"-dpi", "x"}} {
		if _, err := parse(args...); err == nil || !strings.Contains(err.Error(), args[1]) {
			t.Errorf("%v: error %v", args, err)
		}
	}
}

func TestParseRange(t *testing.T) {
	if r, err := ParseRange("2.1: 2.4"); err != nil || r != (Range{2.1, 2.4}) {
		t.Errorf("%v, %v", r, err)
	}
	for _, text := range []string{"", "2", "2.4:2.1", "a:b", "1:NaN", "0:0", "1:2:3"} {
		if r, err := ParseRange(text); err == nil {
			t.Errorf("%q: %v, want an error", text, r)
		}
	}
}
