package figure

import (
	"bytes"
	"slices"
	"testing"
)

func TestWidthOfScripts(t *testing.T) {
	s := Style{Width: 170, DPI: 220}.layout()
	width := func(text string) float64 { return s.textWidth(labelFont(), text) }
	for what, c := range map[string][2]float64{
		"a Chinese character is an em":        {width("月"), labelSize},
		"two are two":                         {width("月光"), 2 * labelSize},
		"a Korean syllable is an em":          {width("월"), labelSize},
		"parts add up":                        {width("a月b"), width("a") + width("月") + width("b")},
		"a combining accent takes no width":   {width("e\u0301"), width("é")},
		"a control character is a space":      {width("a\x07b"), width("a b")},
		"Cyrillic is in the embedded font":    {width("Ж"), width("\u0416")},
		"an unknown character is a whole box": {width("\U0001F600"), labelSize},
	} {
		if d := c[0] - c[1]; d < -1e-6 || d > 1e-6 {
			t.Errorf("%s: %v, not %v", what, c[0], c[1])
		}
	}
}

// A title in any script leaves ink in the picture, in the same place for every run of the program.
func TestTitlesOfAnyScript(t *testing.T) {
	blank := piece(16)
	blank.Title = "                "
	without := decoded(t, write(t, blank, PNG, Style{Width: 85}))
	seen := map[string]string{}
	for _, title := range []string{"Moonlight", "月光奏鸣曲", "ピアノソナタ", "월광 소나타", "Лунная соната", "Σονάτα", "שלום"} {
		roll := piece(16)
		roll.Title = title
		png := write(t, roll, PNG, Style{Width: 85})
		if differ, _ := differing(decoded(t, png), without); differ < 300 {
			t.Errorf("%s: %d pixels of ink", title, differ)
		}
		if other, is := seen[string(png)]; is {
			t.Errorf("%s looks like %s", title, other)
		}
		seen[string(png)] = title
		if _, texts := svgText(t, roll, Style{Width: 85}); !slices.Contains(texts, title) {
			t.Errorf("%s is not a text of the SVG: %q", title, texts)
		}
		if pdf := write(t, roll, PDF, Style{Width: 85}); !bytes.HasPrefix(pdf, []byte("%PDF")) {
			t.Errorf("%s: no PDF", title)
		}
	}
}

// XML does not allow control characters, and a title may come from any file.
func TestHostileTitles(t *testing.T) {
	for _, title := range []string{"a\x00b\x1b[2J", "bad\xff\xfe", "]]></text><script>", "\u202eabc", "a\uffffb\ufffe", "line\nbreak"} {
		roll := piece(16)
		roll.Title = title
		svgText(t, roll, Style{}) // fails if it is not XML
		write(t, roll, PDF, Style{})
		write(t, roll, PNG, Style{DPI: 60})
	}
}
