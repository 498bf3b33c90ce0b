package figure

import (
	"cmp"
	"fmt"
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Curve is a measure over the course of training: Y[i] at X[i].
type Curve struct {
	Name string
	X, Y []float64 // of the same length
	Unit string    // of what Y tells the nats: a token, say; empty and "step" are a time step
}

// lossLabel names the axis of the losses: with the unit, if all curves have the same.
func lossLabel(curves ...Curve) string {
	unit := "step"
	for i, c := range curves {
		own := cmp.Or(c.Unit, "step")
		if i > 0 && own != unit {
			return "nats"
		}
		unit = own
	}
	if unit == "step" {
		unit = "time step"
	}
	return "nats per " + unit
}

// points are what a logarithmic axis can show: finite, and above zero. It panics where X and Y differ in length.
func (c Curve) points() plotter.XYs {
	if len(c.X) != len(c.Y) {
		panic(fmt.Sprintf("figure: curve %q has %d X and %d Y", c.Name, len(c.X), len(c.Y)))
	}
	var shown plotter.XYs
	for i, y := range c.Y {
		if x := c.X[i]; finite(x) && finite(y) && y > 0 {
			shown = append(shown, plotter.XY{X: x, Y: y})
		}
	}
	return shown
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Colours from the palette of Okabe and Ito, which colour-blind readers tell apart.
var (
	trainColour    = color.RGBA{R: 0x00, G: 0x72, B: 0xb2, A: 255}
	trainPale      = color.RGBA{R: 0xb5, G: 0xd5, B: 0xe8, A: 255}
	validColour    = color.RGBA{R: 0xd5, G: 0x5e, B: 0x00, A: 255}
	marginalColour = color.RGBA{R: 0x55, G: 0x55, B: 0x55, A: 255}
	gridColour     = color.RGBA{R: 0xe2, G: 0xe2, B: 0xe2, A: 255}
)

// trace is one line of the plot, ready to draw, with its entry in the legend and the value at its end.
type trace struct {
	name   string
	colour color.Color
	layers []plot.Plotter
	thumbs []plot.Thumbnailer
	last   float64
	until  float64 // X of the last value
	mark   string  // before the last value and the name: what tells the traces apart without their colours
}

// WriteLoss draws the losses of a run as a PNG of 1200 × 750 pixels: nats per time step, or the curves' unit, on a
// logarithmic axis, over epochs; plain nats where their units differ. The training curve, which is noisy, is pale, with its running median
// over it; the validation curve has a dot for each value; marginal is a dashed line, or NaN for none. What a
// logarithmic axis cannot show (zero, negative and non-finite values) is left out. The value at the end of
// each curve stands at the right; of the training curve, it is that of the median.
//
// The error is what w returns. WriteLoss panics where the X and Y of a curve differ in length.
func WriteLoss(w io.Writer, train, valid Curve, marginal float64, title string) error {
	var traces []trace
	bounds := newBounds()
	if points := train.points(); len(points) > 0 {
		bounds.include(points)
		traces = append(traces, trainTrace(train.Name, points))
	}
	if points := valid.points(); len(points) > 0 {
		bounds.include(points)
		traces = append(traces, validTrace(valid.Name, points))
	}
	if finite(marginal) && marginal > 0 {
		bounds.includeY(marginal)
		traces = append(traces, marginalTrace(marginal))
	}
	p := newLossPlot(title, lossLabel(train, valid), bounds)
	for _, t := range traces {
		p.Add(t.layers...)
	}
	canvas := vgimg.NewWith(vgimg.UseWH(600, 375), vgimg.UseDPI(144))
	drawLoss(draw.New(canvas), p, traces)
	if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(w); err != nil {
		return fmt.Errorf("figure: writing the picture: %w", err)
	}
	return nil
}

// trainTrace is the pale curve with its running median. Few values need no median: they are joined, with dots.
func trainTrace(name string, points plotter.XYs) trace {
	last := points[len(points)-1].Y
	if len(points) <= fewPoints {
		return dotted(name, trainColour, points, last)
	}
	smooth := smoothed(points)
	strong := line(sample(smooth), trainColour, 1.75)
	return trace{
		name:   name + " and its running median",
		colour: trainColour,
		layers: append(chain(envelope(points), trainPale, 0.75), strong),
		thumbs: []plot.Thumbnailer{line(nil, trainPale, 6), strong},
		last:   smooth[len(smooth)-1].Y,
	}
}

// validTrace has a dot for each value, as long as they can be told apart.
func validTrace(name string, points plotter.XYs) trace {
	const tooMany = 150
	last := points[len(points)-1].Y
	if len(points) <= tooMany {
		return dotted(name, validColour, points, last)
	}
	l := chain(envelope(points), validColour, 1.5)
	return trace{name: name, colour: validColour, layers: l, thumbs: []plot.Thumbnailer{line(nil, validColour, 1.5)}, last: last}
}

func marginalTrace(level float64) trace {
	across := plotter.NewFunction(func(float64) float64 { return level })
	across.Samples = 2
	across.Color, across.Width = marginalColour, vg.Points(1)
	across.Dashes = []vg.Length{vg.Points(5), vg.Points(3)}
	return trace{name: "counting baseline", colour: marginalColour, layers: []plot.Plotter{across}, thumbs: []plot.Thumbnailer{across}, last: level}
}

func dotted(name string, colour color.Color, points plotter.XYs, last float64) trace {
	l := line(points, colour, 1.5)
	dots := &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: colour, Radius: vg.Points(2.2), Shape: draw.CircleGlyph{}}}
	return trace{name: name, colour: colour, layers: []plot.Plotter{l, dots}, thumbs: []plot.Thumbnailer{l, dots}, last: last}
}

func line(points plotter.XYs, colour color.Color, width float64) *plotter.Line {
	return &plotter.Line{XYs: points, LineStyle: draw.LineStyle{Color: colour, Width: vg.Points(width)}}
}

// chain draws a curve of many points as short lines that join: the time the rasteriser takes for one line
// grows with the square of its points.
func chain(points plotter.XYs, colour color.Color, width float64) []plot.Plotter {
	const length = 50
	var links []plot.Plotter
	for start := 0; start < len(points)-1; start += length {
		links = append(links, line(points[start:min(start+length+1, len(points))], colour, width))
	}
	return links
}

// newLossPlot is the empty plot with its axes.
func newLossPlot(title, label string, b bounds) *plot.Plot {
	sans := font.Font{Typeface: "Liberation", Variant: "Sans"}
	p := plot.New()
	p.Title.Text = title
	p.Title.TextStyle.Font = font.From(sans, 13)
	p.Title.Padding = vg.Points(26)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font = font.From(sans, 11)
		axis.Tick.Label.Font = font.From(sans, 10)
		axis.Padding = 0
	}
	p.X.Label.Text, p.Y.Label.Text = "epoch", label
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = b.axes()
	p.X.Tick.Marker = plot.TickerFunc(wholeTicks)
	p.Y.Tick.Marker = plot.TickerFunc(logTicks)
	p.Y.Scale = plot.LogScale{}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = gridColour, gridColour
	p.Add(grid)
	return p
}

// drawLoss draws the plot, with its legend in a row between title and curves.
func drawLoss(c draw.Canvas, p *plot.Plot, traces []trace) {
	drawLegendRow(c, drawPlot(c, p, traces), p, traces)
}

// drawPlot draws the plot with the last values at the right, and returns where the curves are.
func drawPlot(c draw.Canvas, p *plot.Plot, traces []trace) (data draw.Canvas) {
	const margin = 8
	right := vg.Length(38)
	for _, t := range traces {
		right = max(right, 34+p.X.Tick.Label.Rectangle(t.mark).Size().X)
	}
	body := draw.Crop(c, margin, -right, margin, -margin)
	p.Draw(body)
	data = p.DataCanvas(body)
	drawLastValues(c, data, p, traces)
	if len(traces) == 0 {
		style := p.X.Label.TextStyle
		style.XAlign, style.YAlign = text.XCenter, text.YCenter
		c.FillText(style, data.Center(), "no values yet")
	}
	return data
}

// drawLegendRow draws the legend entries side by side above the data.
func drawLegendRow(c, data draw.Canvas, p *plot.Plot, traces []trace) {
	const swatch, gap, between, above = 22, 5, 18, 13
	style := p.X.Tick.Label
	style.XAlign, style.YAlign = text.XLeft, text.YCenter
	x, y := data.Min.X, data.Max.Y+above
	for _, t := range traces {
		for _, thumb := range t.thumbs {
			icon := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: vg.Point{X: x, Y: y - 4}, Max: vg.Point{X: x + swatch, Y: y + 4}}}
			thumb.Thumbnail(&icon)
		}
		c.FillText(style, vg.Point{X: x + swatch + gap, Y: y}, t.name)
		x += swatch + gap + style.Rectangle(t.name).Size().X + between
	}
}

// drawLastValues writes the last value of each trace at its height, in its colour.
func drawLastValues(c, data draw.Canvas, p *plot.Plot, traces []trace) {
	const between = 13
	_, toY := p.Transforms(&data)
	heights := make([]float64, len(traces))
	for i, t := range traces {
		heights[i] = -float64(toY(t.last)) // downwards
	}
	spread(heights, between)
	keepAbove(heights, -float64(data.Min.Y)-4, between)
	for i, t := range traces {
		style := p.X.Tick.Label
		style.Color, style.XAlign, style.YAlign = t.colour, text.XLeft, text.YCenter
		c.FillText(style, vg.Point{X: data.Max.X + 6, Y: vg.Length(-heights[i])}, t.mark+significant(t.last))
	}
}
