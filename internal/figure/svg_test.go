package figure

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// In a page, the colours are variables, and the page has the style sheet once.
func TestInlineIsAdaptive(t *testing.T) {
	for name, f := range everyKind() {
		picture, err := Inline(f, Style{Alt: `what "it" shows`})
		if err != nil {
			t.Fatal(err)
		}
		if colour := regexp.MustCompile(`#[0-9A-Fa-f]{6}`).FindString(picture); colour != "" || strings.Contains(picture, "<style>") {
			t.Errorf("%s: fixed colour %s, or a style sheet of its own", name, colour)
		}
		for _, variable := range regexp.MustCompile(`var\((--[\w-]+)\)`).FindAllStringSubmatch(picture, -1) {
			if strings.Count(SVGStyle, variable[1]+":") != 2 { // light and dark
				t.Fatalf("%s: the style sheet lacks %s", name, variable[1])
			}
		}
		if !strings.Contains(picture, `aria-label="what &#34;it&#34; shows"`) {
			t.Errorf("%s: no description", name)
		}
		alone := write(t, f, SVG, Style{Theme: Adaptive})
		if !bytes.Contains(alone, []byte("prefers-color-scheme: dark")) {
			t.Errorf("%s: a file by itself has no style sheet", name)
		}
		if fixed := write(t, f, SVG, Style{}); bytes.Contains(fixed, []byte("var(")) {
			t.Errorf("%s: a light figure has variables", name)
		}
	}
}

// Two roles of one colour in the light theme would become one variable.
func TestColoursThatAdaptAreDistinct(t *testing.T) {
	seen := map[any]role{}
	for r, c := range palettes[Light] {
		if other, is := seen[c]; is && palettes[Dark][r] != palettes[Dark][other] {
			t.Errorf("roles %d and %d are both %v", r, other, c)
		}
		seen[c] = role(r)
		if c.R == 0 && c.G == 0 && c.B == 0 { // the SVG library leaves black out
			t.Errorf("role %d is black", r)
		}
	}
}
