package figure

import (
	"image/color"
	"math"
	"workbench/internal/figure/lettering"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sizes of text in points.
const (
	labelSize = 7.5
	titleSize = 9
	labelRise = 5.4 // height of the digits and capitals of a label
	lineSkip  = 11  // from baseline to baseline
)

// sheet is a canvas in points whose origin is the top left corner.
type sheet struct {
	draw.Canvas
	palette       *palette
	theme         Theme
	handler       lettering.Handler
	width, height float64
	pixel         float64 // edges of boxes lie on multiples of it
	boxesPerPath  int     // the rasterizer is slow on long paths
}

// box is a rectangle in points, y downwards.
type box struct{ left, top, right, bottom float64 }

func (s *sheet) colour(r role) color.Color { return s.palette[r] }

func (s *sheet) snap(v float64) float64 { return math.Round(v/s.pixel) * s.pixel }

func (s *sheet) point(x, y float64) vg.Point {
	return vg.Point{X: vg.Length(x), Y: vg.Length(s.height - y)}
}

// fill fills boxes, with their edges moved to whole pixels. A box is at least one pixel in width and height.
func (s *sheet) fill(r role, boxes ...box) {
	s.SetColor(s.colour(r))
	for len(boxes) > 0 {
		n := min(len(boxes), s.boxesPerPath)
		var path vg.Path
		for _, b := range boxes[:n] {
			left, top := s.snap(b.left), s.snap(b.top)
			right, bottom := max(s.snap(b.right), left+s.pixel), max(s.snap(b.bottom), top+s.pixel)
			path.Move(s.point(left, top))
			path.Line(s.point(right, top))
			path.Line(s.point(right, bottom))
			path.Line(s.point(left, bottom))
			path.Close()
		}
		s.Fill(path)
		boxes = boxes[n:]
	}
}

// rule is the width of a thin line: a whole number of pixels of about half a point.
func (s *sheet) rule() float64 { return max(1, math.Round(0.45/s.pixel)) * s.pixel }

// vertical and horizontal draw thin lines.
func (s *sheet) vertical(r role, x, top, bottom float64) {
	s.fill(r, box{x, top, x + s.rule(), bottom})
}
func (s *sheet) horizontal(r role, left, right, y float64) {
	s.fill(r, box{left, y, right, y + s.rule()})
}

// outline draws a thin frame around b, outside it.
func (s *sheet) outline(r role, b box) {
	d := s.rule()
	s.fill(r, box{b.left - d, b.top - d, b.right + d, b.top}, box{b.left - d, b.bottom, b.right + d, b.bottom + d},
		box{b.left - d, b.top, b.left, b.bottom}, box{b.right, b.top, b.right + d, b.bottom})
}

// The fonts of the figures.
func labelFont() font.Font { return lettering.Regular(labelSize) }
func boldFont() font.Font  { return lettering.Bold(labelSize) }
func titleFont() font.Font { return lettering.Bold(titleSize) }

// align is where a text has its x: 0 at its left end, 0.5 in the middle, 1 at its right end.
type align float64

const (
	alignLeft   align = 0
	alignCentre align = 0.5
	alignRight  align = 1
)

// text writes a line on a baseline.
func (s *sheet) text(f font.Font, r role, a align, x, baseline float64, line string) {
	if a != alignLeft {
		x -= float64(a) * s.textWidth(f, line)
	}
	s.handler.DrawLine(s.Canvas.Canvas, f, s.colour(r), s.point(x, baseline), line)
}

func (s *sheet) textWidth(f font.Font, line string) float64 { return float64(s.handler.Width(f, line)) }

// elide cuts a text to a width and marks the cut with an ellipsis.
func (s *sheet) elide(f font.Font, line string, width float64) string {
	if s.textWidth(f, line) <= width {
		return line
	}
	runes := []rune(line)
	for len(runes) > 0 && s.textWidth(f, string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// textStyle is a font for the plots of gonum.
func (s *sheet) textStyle(f font.Font, r role) text.Style {
	return text.Style{Font: f, Color: s.colour(r), Handler: s.handler, XAlign: text.XLeft, YAlign: text.YCenter}
}

// region is a part of the sheet for a plot of gonum.
func (s *sheet) region(b box) draw.Canvas {
	return draw.Canvas{Canvas: s.Canvas.Canvas, Rectangle: vg.Rectangle{Min: s.point(b.left, b.bottom), Max: s.point(b.right, b.top)}}
}
