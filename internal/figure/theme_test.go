package figure

import (
	"image/color"
	"math"
	"testing"
)

// contrast is the contrast ratio of WCAG 2.1.
func contrast(a, b color.RGBA) float64 {
	luminance := func(c color.RGBA) float64 {
		linear := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	}
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x, y) / min(x, y)
}

func TestColoursStandOut(t *testing.T) {
	for _, theme := range []Theme{Light, Dark, Print} {
		p := palettes[theme]
		for _, text := range []role{ink, faint} {
			if ratio := contrast(p[text], p[paper]); ratio < 4.5 {
				t.Errorf("%v: text of contrast %.1f", theme, ratio)
			}
		}
		for i := range runColours {
			if ratio := contrast(p[run+role(i)], p[paper]); ratio < 3 {
				t.Errorf("%v: run %d of contrast %.1f", theme, i+1, ratio)
			}
		}
		for _, pair := range [][2]role{{onset, held}, {held, paper}, {held, blackRow}, {heat, heat + heatLevels - 1}} {
			if ratio := contrast(p[pair[0]], p[pair[1]]); ratio < 1.9 {
				t.Errorf("%v: roles %v differ by a contrast of %.1f only", theme, pair, ratio)
			}
		}
	}
	for r, c := range palettes[Print] {
		if c.R != c.G || c.G != c.B {
			t.Errorf("role %d of the theme for print is not grey: %v", r, c)
		}
	}
}
