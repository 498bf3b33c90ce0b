package figure

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// SVGStyle is the style sheet of the SVG pictures, for the light and the dark: a page needs it once, and a file by itself
// gets it from SVGFile. Printed, they are light. Colours are those of Okabe and Ito, moved a little so that each stands out from the paper.
const SVGStyle = `
.figure text { font: 12px "Liberation Sans", Arial, Helvetica, sans-serif; fill: #24292f }
.figure text.faint { fill: #57606a }
.figure path, .figure line { fill: none; stroke-linejoin: round; stroke-linecap: round }
.figure .paper { fill: #ffffff }
.figure .grid { stroke: #e3e6ea } .figure .frame { stroke: #8c959f }
.figure .strong { stroke: currentColor; stroke-width: 2 }
.figure .pale { stroke: currentColor; stroke-width: 1; opacity: .4 } .figure .many { opacity: .16 }
.figure .dot { fill: currentColor } .figure text.value { fill: currentColor }
.figure text.halo { paint-order: stroke; stroke: #ffffff; stroke-width: 3 }
.figure .dash1 { stroke-dasharray: 7 4 } .figure .dash2 { stroke-dasharray: 1 4 } .figure .dash3 { stroke-dasharray: 11 4 1 4 }
.colour0 { color: #0072b2 } .colour1 { color: #c95500 } .colour2 { color: #00875f }
.colour3 { color: #b0508f } .colour4 { color: #a87400 } .colour5 { color: #3a8fd0 } .colour-baseline { color: #57606a }
.figure .black-row { fill: #f0f2f4 } .figure .given { fill: #f6d58c; opacity: .55 }
.figure .octave { stroke: #ccd2d8 } .figure .measure { stroke: #8c959f }
.figure path.struck { fill: #0a3069 } .figure path.held { fill: #6aaadb }
@media screen and (prefers-color-scheme: dark) {
.figure text { fill: #e6edf3 } .figure text.faint { fill: #9aa5b1 }
.figure .paper { fill: #14181d } .figure text.halo { stroke: #14181d }
.figure .grid { stroke: #2b323a } .figure .frame { stroke: #6e7883 }
.colour0 { color: #58aef0 } .colour1 { color: #ff9150 } .colour2 { color: #35cfa0 }
.colour3 { color: #eaa3d2 } .colour4 { color: #f0c040 } .colour5 { color: #a9dcff } .colour-baseline { color: #9aa5b1 }
.figure .black-row { fill: #1b2026 } .figure .given { fill: #b98a1e; opacity: .5 }
.figure .octave { stroke: #333b44 } .figure .measure { stroke: #5d6772 }
.figure path.struck { fill: #b6dcff } .figure path.held { fill: #3d7fb8 }
}
`

// svgWidth is the width of every SVG picture in units; a text is 12 of them high.
const svgWidth = 760

// SVGFile makes a file of its own of one of the pictures.
func SVGFile(picture string) []byte {
	head, rest, _ := strings.Cut(picture, ">")
	return []byte(head + ">\n<style>" + SVGStyle + "</style>" + rest + "\n")
}

// svg collects the elements of a picture.
type svg struct{ strings.Builder }

// picture is the whole, with the text that those hear who do not see it.
func (s *svg) picture(height float64, description string) string {
	description = html.EscapeString(description)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 %d %s" width="%d" height="%s" role="img" aria-label="%s"><title>%s</title>`+
		`<rect class="paper" width="100%%" height="100%%"/>%s</svg>`, svgWidth, units(height), svgWidth, units(height), description, description, s)
}

func (s *svg) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(s, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, units(x1), units(y1), units(x2), units(y2))
}

func (s *svg) rect(class string, x, y, width, height float64) {
	fmt.Fprintf(s, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`, class, units(x), units(y), units(width), units(height))
}

func (s *svg) path(class, commands string) {
	if commands != "" {
		fmt.Fprintf(s, `<path class="%s" d="%s"/>`, class, commands)
	}
}

// text writes a text whose start, middle or end is at x.
func (s *svg) text(class, anchor string, x, y float64, text string) {
	fmt.Fprintf(s, `<text class="%s" x="%s" y="%s" text-anchor="%s">%s</text>`, class, units(x), units(y), anchor, html.EscapeString(text))
}

// bar is a filled box as commands of a path.
func bar(x, y, width, height float64) string {
	return "M" + units(x) + " " + units(y) + "h" + units(width) + "v" + units(height) + "h" + units(-width) + "z"
}

// units writes a length to a tenth, as short as can be.
func units(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// textWidth is about how wide a text is: the font is the reader's.
func textWidth(text string) float64 { return 6.6 * float64(utf8.RuneCountInString(text)) }

// ellipsis cuts a text to a width.
func ellipsis(text string, width float64) string {
	if runes, most := []rune(text), int(width/6.6); len(runes) > most {
		return string(runes[:max(most-1, 0)]) + "…"
	}
	return text
}
