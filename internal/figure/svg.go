package figure

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"workbench/internal/figure/lettering"

	"gonum.org/v1/plot/vg/vgsvg"
)

// roleName is the name of a CSS variable.
func roleName(r role) string { return fmt.Sprintf("--figure-%d", r) }

// SVGStyle is the style sheet of adaptive SVG figures: the colours of the light and the dark theme as CSS
// variables, and the classes of ColourClass. A page that contains figures of Inline needs it once. In print
// the colours are light.
var SVGStyle = func() string {
	var b strings.Builder
	variables := func(p palette) {
		b.WriteString(":root {")
		for r, c := range p {
			fmt.Fprintf(&b, " %s: #%02x%02x%02x;", roleName(role(r)), c.R, c.G, c.B)
		}
		b.WriteString(" }\n")
	}
	b.WriteString("\n")
	variables(palettes[Light])
	b.WriteString("@media screen and (prefers-color-scheme: dark) {\n")
	variables(palettes[Dark])
	b.WriteString("}\n")
	for i := range runColours {
		fmt.Fprintf(&b, ".colour%d { color: var(%s) }\n", i, roleName(run+role(i)))
	}
	return b.String()
}()

// ColourClass is the class of SVGStyle with the colour of run i, counted from 0.
func ColourClass(i int) string { return fmt.Sprintf("colour%d", i%runColours) }

// Inline returns a figure as an adaptive SVG element for a page that contains SVGStyle.
func Inline(f Figure, s Style) (string, error) {
	s.Theme = Adaptive
	var b bytes.Buffer
	if err := f.Write(&b, SVG, s); err != nil {
		return "", err
	}
	return strings.Replace(b.String(), styleElement, "", 1), nil
}

var styleElement = "<style>" + SVGStyle + "</style>"

// SVGFile makes an SVG file of a figure of [Inline]: it adds the style sheet.
func SVGFile(inline string) []byte {
	head, rest, _ := strings.Cut(inline, "</title>")
	return []byte(head + "</title>" + styleElement + rest)
}

var (
	svgHead   = regexp.MustCompile(`(?s)^.*?<svg [^>]*>`)
	svgTag    = regexp.MustCompile(`<[^!?][^>]*>`)
	svgColour = regexp.MustCompile(`(fill|stroke):#([0-9A-F]{6})`)
	svgFont   = regexp.MustCompile(`font-family:[^;"]*;|font-variant:normal;|font-weight:normal;|;?font-style:normal|font-size:7\.5px;`)
)

// encodeSVG writes the document of a canvas with a head of our own: a description for screen readers, fonts
// to fall back on, and, where the theme is adaptive, CSS variables in place of the colours. What all texts
// share stands in the head, and paths are written shorter: a report has many figures.
func encodeSVG(w io.Writer, c *vgsvg.Canvas, description string, theme Theme) error {
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return err
	}
	width, height := c.Size()
	description = html.EscapeString(lettering.Clean(description))
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" class="figure" width="%.5gpt" height="%.5gpt" viewBox="0 0 %.5g %.5g"`+
		` font-family="'Liberation Sans',Arial,Helvetica,sans-serif" font-size="%.5gpx" role="img" aria-label="%[6]s"><title>%[6]s</title>`,
		width.Points(), height.Points(), width.Points(), height.Points(), labelSize, description)
	if theme == Adaptive {
		head += styleElement
	}
	body := strings.TrimSpace(svgHead.ReplaceAllString(b.String(), ""))
	body = svgTag.ReplaceAllStringFunc(body, func(tag string) string {
		tag = svgLines.ReplaceAllStringFunc(strokes(svgFont.ReplaceAllString(tag, "")), shortPath)
		if theme == Adaptive {
			tag = svgColour.ReplaceAllStringFunc(tag, adaptive)
		}
		return strings.ReplaceAll(tag, "\n", "")
	})
	_, err := io.WriteString(w, head+body+"\n")
	return err
}

// variables are the CSS variables of the colours of the light theme.
var variables = func() map[string]string {
	m := map[string]string{}
	for r, c := range palettes[Light] {
		m[fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)] = roleName(role(r))
	}
	return m
}()

// adaptive replaces a colour such as fill:#24292F by its variable.
func adaptive(declaration string) string {
	property, colour, _ := strings.Cut(declaration, ":")
	return property + ":var(" + variables[colour] + ")"
}
