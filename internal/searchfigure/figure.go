package searchfigure

import (
	"bytes"
	"image/color"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"workbench/internal/search"
)

// Results are what is drawn.
type Results struct {
	Title  string
	Metric string // name of the results, lower is better
	Space  search.Space
	Trials []Trial
	Steps  []Step // in the order in which they became known
}

// Trial is a trial of a search.
type Trial struct {
	Point    search.Point
	Loss     float64 // the latest; +Inf for a trial that failed, or has no result yet
	Failed   bool
	Complete bool // trained to its end
}

// Step is a result of a trial.
type Step struct {
	Trial  int           // index in Trials
	Loss   float64       // +Inf for a failure
	Epochs int           // of training of all trials until then
	At     time.Duration // since the search began
}

// Figure is a drawing of a width and height in points.
type Figure struct {
	width, height vg.Length
	draw          func(c draw.Canvas)
}

const figureWidth = 480 // points, 170 mm

// PNG returns the figure as a picture.
func (f *Figure) PNG() ([]byte, error) {
	const dpi = 200
	c := vgimg.NewWith(vgimg.UseWH(f.width, f.height), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(color.White))
	f.draw(draw.New(c))
	var b bytes.Buffer
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(&b)
	return b.Bytes(), err
}

// SVG returns the figure as vector graphics.
func (f *Figure) SVG() ([]byte, error) {
	c := vgsvg.New(f.width, f.height)
	f.draw(draw.New(c))
	var b bytes.Buffer
	_, err := c.WriteTo(&b)
	return b.Bytes(), err
}

// The colours follow those of the loss charts.
var (
	ink      = color.RGBA{0x24, 0x29, 0x2f, 0xff}
	faint    = color.RGBA{0x57, 0x60, 0x6a, 0xff}
	gridLine = color.RGBA{0xe3, 0xe6, 0xea, 0xff}
	complete = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	stopped  = color.RGBA{0x9d, 0xbb, 0xd6, 0xff}
	best     = color.RGBA{0xc9, 0x55, 0x00, 0xff}
	failed   = color.RGBA{0xb5, 0x30, 0x1f, 0xff}
)

// style is that of text of a size in points.
func style(size float64, c color.Color) text.Style {
	return text.Style{Color: c, Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Length(size)}, Handler: plot.DefaultTextHandler}
}

const labelSize = 7.5

// best is the index of the trial with the lowest loss, −1 for none.
func (r *Results) best() int {
	at := -1
	for i, t := range r.Trials {
		if !math.IsInf(t.Loss, 1) && (at < 0 || t.Loss < r.Trials[at].Loss) {
			at = i
		}
	}
	return at
}

// losses is the range of the axis of losses: from the lowest to a little above what four fifths of the trials
// reach.
func (r *Results) losses() (low, high float64) {
	var sorted []float64
	for _, t := range r.Trials {
		if !math.IsInf(t.Loss, 1) {
			sorted = append(sorted, t.Loss)
		}
	}
	if len(sorted) == 0 {
		return 0, 1
	}
	slices.Sort(sorted)
	low, high = sorted[0], sorted[len(sorted)*4/5]
	high = min(high+0.3*(high-low), sorted[len(sorted)-1])
	margin := max(0.06*(high-low), 0.001*math.Abs(high), 1e-9)
	return low - margin, high + margin
}

// glyph is the mark of trial i.
func (r *Results) glyph(i int) draw.GlyphStyle {
	t := r.Trials[i]
	g := draw.GlyphStyle{Color: stopped, Radius: 2, Shape: draw.CircleGlyph{}}
	switch {
	case i == r.best():
		g.Color, g.Radius = best, 3
	case t.Failed:
		g.Color, g.Shape = failed, draw.CrossGlyph{}
	case t.Complete:
		g.Color = complete
	}
	return g
}

// newPlot is an empty plot in the style of this package.
func newPlot(xLabel, yLabel string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Width, axis.Padding = faint, 0.5, 0
		axis.Tick.Color, axis.Tick.Width, axis.Tick.Length = faint, 0.5, 2.5
		alignX, alignY := axis.Tick.Label.XAlign, axis.Tick.Label.YAlign
		axis.Tick.Label = style(labelSize, ink)
		axis.Tick.Label.XAlign, axis.Tick.Label.YAlign = alignX, alignY
		alignX, alignY, rotation := axis.Label.TextStyle.XAlign, axis.Label.TextStyle.YAlign, axis.Label.TextStyle.Rotation
		axis.Label.TextStyle = style(labelSize, faint)
		axis.Label.TextStyle.XAlign, axis.Label.TextStyle.YAlign, axis.Label.TextStyle.Rotation = alignX, alignY, rotation
		axis.Label.Padding = 2
	}
	p.X.Label.Text, p.Y.Label.Text = xLabel, yLabel
	return p
}

// part is the rectangle of a canvas between two corners in points, from its lower left corner.
func part(c draw.Canvas, left, bottom, right, top vg.Length) draw.Canvas {
	return draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
		Min: vg.Point{X: c.Min.X + left, Y: c.Min.Y + bottom}, Max: vg.Point{X: c.Min.X + right, Y: c.Min.Y + top}}}
}

const titleHeight = 16

// title draws the title at the top.
func title(c draw.Canvas, text string) {
	s := style(9, ink)
	s.YAlign = draw.YTop
	c.FillText(s, vg.Point{X: c.Min.X + 4, Y: c.Max.Y - 3}, text)
}
