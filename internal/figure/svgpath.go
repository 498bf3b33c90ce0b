package figure

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// svgLines is a path of straight lines in absolute coordinates: M x,y, L x,y and Z. Paths with arcs and curves
// do not match.
var (
	svgLines = regexp.MustCompile(`d="[-MLZ\d.,]+"`)
	svgMove  = regexp.MustCompile(`([ML])([-\d.]+),([-\d.]+)|Z`)
)

// shortPath rewrites a path of svgLines in relative coordinates, in hundredths of a point: a third to two thirds
// of its length.
func shortPath(attribute string) string {
	w := pathWriter{}
	var start [2]int // of the part that Z closes
	var at [2]int
	for _, m := range svgMove.FindAllStringSubmatch(attribute, -1) {
		if m[1] == "" {
			w.command("z")
			at = start
			continue
		}
		to := [2]int{hundredths(m[2]), hundredths(m[3])}
		dx, dy := to[0]-at[0], to[1]-at[1]
		switch {
		case m[1] == "M":
			w.command("m", dx, dy) // the first one is absolute in effect
			start = to
		case dy == 0:
			w.command("h", dx)
		case dx == 0:
			w.command("v", dy)
		default:
			w.command("l", dx, dy)
		}
		at = to
	}
	return `d="` + w.text.String() + `"`
}

// svgFill is the style of a filled path.
var svgFill = regexp.MustCompile(`style="fill:([^"]*)"`)

// strokes rewrites a tag of many boxes of one height as horizontal lines of that thickness: the notes of a dense
// roll take half the bytes. Other tags stay as they are.
func strokes(tag string) string {
	const many = 20
	path := svgLines.FindString(tag)
	moves := svgMove.FindAllStringSubmatch(path, -1)
	if len(moves) < 5*many || len(moves)%5 != 0 || !svgFill.MatchString(tag) {
		return tag
	}
	w := pathWriter{}
	var at [2]int
	height := 0
	for box := range slices.Chunk(moves, 5) { // M, three times L, Z
		var p [4][2]int
		for i, m := range box[:4] {
			if (m[1] == "M") != (i == 0) || m[1] == "" {
				return tag
			}
			p[i] = [2]int{hundredths(m[2]), hundredths(m[3])}
		}
		tall := p[0][1] - p[2][1]
		if box[4][1] != "" || p[1][1] != p[0][1] || p[2][0] != p[1][0] || p[3] != [2]int{p[0][0], p[2][1]} || tall <= 0 {
			return tag
		}
		if height == 0 {
			height = tall
		}
		if tall < height-1 || tall > height+1 { // more than what rounding does
			return tag
		}
		middle := p[0][1] - height/2
		w.command("m", p[0][0]-at[0], middle-at[1])
		w.command("h", p[1][0]-p[0][0])
		at = [2]int{p[1][0], middle}
	}
	tag = strings.Replace(tag, path, `d="`+w.text.String()+`"`, 1)
	return svgFill.ReplaceAllString(tag, fmt.Sprintf(`style="fill:none;stroke:$1;stroke-width:%.4g"`, float64(height)/100))
}

// hundredths rounds a coordinate; both ends of a line are rounded, so that errors do not add up.
func hundredths(text string) int {
	v, _ := strconv.ParseFloat(text, 64) // the pattern allows numbers only
	return int(math.Round(100 * v))
}

// pathWriter writes the commands of a path and leaves out what the one before implies.
type pathWriter struct {
	text   strings.Builder
	letter string
}

func (w *pathWriter) command(letter string, values ...int) {
	first := letter != w.letter || letter == "m" // a second pair after m would be a line
	if first {
		w.text.WriteString(letter)
		w.letter = letter
	}
	for i, v := range values {
		number := strconv.FormatFloat(float64(v)/100, 'f', -1, 64)
		if -100 < v && v < 100 {
			number = strings.Replace(number, "0.", ".", 1)
		}
		if !(first && i == 0) && v >= 0 {
			w.text.WriteString(" ")
		}
		w.text.WriteString(number)
	}
}
