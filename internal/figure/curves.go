package figure

import (
	"fmt"
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// curveColours are the colours of SVGStyle on white paper.
var curveColours = [svgColours]color.NRGBA{
	{0x00, 0x72, 0xb2, 255}, {0xc9, 0x55, 0x00, 255}, {0x00, 0x87, 0x5f, 255},
	{0xb0, 0x50, 0x8f, 255}, {0xa8, 0x74, 0x00, 255}, {0x3a, 0x8f, 0xd0, 255},
}

// curveDashes are the dashes of SVGStyle: a round through the colours has one of them.
var curveDashes = [svgDashes + 1][]vg.Length{nil, {5, 3}, {1.5, 2.5}, {8, 2.5, 1.5, 2.5}}

// WriteCurves is CurvesSVG as a PNG of 1200 pixels' width, with a title. The height is 750 and what the legend takes.
//
// The error is what w returns. WriteCurves panics where the X and Y of a curve differ in length.
func WriteCurves(w io.Writer, curves []Curve, noisy bool, marginal float64, title string) error {
	var behind []plot.Plotter // the raw curves, which no median may be hidden by
	var traces []trace
	bounds := newBounds()
	for i, c := range curves {
		points := c.points()
		if len(points) == 0 {
			continue
		}
		bounds.include(points)
		t, raw := curveTrace(i, len(curves), points, noisy)
		t.name, t.mark, t.until = c.Name, curveMark(i, len(curves)), points[len(points)-1].X
		traces, behind = append(traces, t), append(behind, raw...)
	}
	if finite(marginal) && marginal > 0 && len(traces) > 0 {
		bounds.includeY(marginal)
		traces = append(traces, marginalTrace(marginal))
	}
	p := newLossPlot(title, lossLabel(curves...), bounds)
	p.Title.Padding = vg.Points(10)
	p.Add(behind...)
	for _, t := range traces {
		p.Add(t.layers...)
	}
	legend := newLegendGrid(p, traces)
	canvas := vgimg.NewWith(vgimg.UseWH(600, 375+legend.height()), vgimg.UseDPI(144))
	whole := draw.New(canvas)
	drawEarlyEnds(drawPlot(draw.Crop(whole, 0, 0, legend.height(), 0), p, traces), p, traces)
	legend.draw(whole)
	if _, err := (vgimg.PngCanvas{Canvas: canvas}).WriteTo(w); err != nil {
		return fmt.Errorf("figure: writing the picture: %w", err)
	}
	return nil
}

// drawEarlyEnds writes the number of a curve that ends before the others beside its end, far from its last value.
func drawEarlyEnds(data draw.Canvas, p *plot.Plot, traces []trace) {
	toX, toY := p.Transforms(&data)
	for _, t := range traces {
		if t.mark == "" || t.until >= earlyEnd*p.X.Max {
			continue
		}
		style, at := p.X.Tick.Label, vg.Point{X: toX(t.until) + 3, Y: toY(t.last)}
		style.Color, style.XAlign, style.YAlign = color.White, text.XLeft, text.YCenter
		for _, halo := range []vg.Point{{X: -1}, {X: 1}, {Y: -1}, {Y: 1}} { // before the curves that go on
			data.FillText(style, at.Add(halo), curveNumber(t.mark))
		}
		style.Color = t.colour
		data.FillText(style, at, curveNumber(t.mark))
	}
}

// curveTrace is curve i of n: its running median before its raw values if it is noisy, or its values with dots.
func curveTrace(i, n int, points plotter.XYs, noisy bool) (t trace, raw []plot.Plotter) {
	t.colour = curveColours[i%svgColours]
	style := func(points plotter.XYs) *plotter.Line {
		l := line(points, t.colour, 1.6)
		l.Dashes = curveDashes[curveDash(i)]
		return l
	}
	if noisy && len(points) > fewPoints {
		smooth := sample(smoothed(points))
		strong, pale := style(smooth), curveColours[i%svgColours]
		pale.A = uint8(math.Round(255 * paleOpacity(n)))
		t.layers, t.thumbs, t.last = []plot.Plotter{strong}, []plot.Thumbnailer{strong}, smooth[len(smooth)-1].Y
		return t, chain(envelope(points), pale, 0.75)
	}
	l := style(envelope(points))
	t.layers, t.thumbs, t.last = []plot.Plotter{l}, []plot.Thumbnailer{l}, points[len(points)-1].Y
	if len(points) <= manyDots {
		dots := &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{Color: t.colour, Radius: vg.Points(2), Shape: draw.CircleGlyph{}}}
		t.layers, t.thumbs = append(t.layers, dots), append(t.thumbs, dots)
	}
	return t, nil
}

// legendGrid is a legend in columns below a plot.
type legendGrid struct {
	traces  []trace
	style   text.Style
	columns int
	width   vg.Length // of a column
}

const legendRow, legendLeft, legendSwatch, legendGap = 14, 46, 24, 18

func newLegendGrid(p *plot.Plot, traces []trace) *legendGrid {
	const room = 600 - legendLeft - 8
	g := &legendGrid{traces: traces, style: p.X.Tick.Label}
	g.style.XAlign, g.style.YAlign = text.XLeft, text.YCenter
	for _, t := range traces {
		g.width = max(g.width, min(room, legendSwatch+legendGap+g.style.Rectangle(t.mark+t.name).Size().X))
	}
	g.columns = max(1, int(room/max(g.width, 1)))
	return g
}

func (g *legendGrid) height() vg.Length {
	rows := (len(g.traces) + g.columns - 1) / g.columns
	return vg.Length(rows) * legendRow
}

// draw fills the bottom of the canvas, row by row.
func (g *legendGrid) draw(c draw.Canvas) {
	for i, t := range g.traces {
		x := legendLeft + vg.Length(i%g.columns)*g.width
		y := g.height() - vg.Length(i/g.columns)*legendRow
		icon := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: vg.Point{X: x, Y: y - 4}, Max: vg.Point{X: x + legendSwatch - 4, Y: y + 4}}}
		for _, thumb := range t.thumbs {
			thumb.Thumbnail(&icon)
		}
		c.FillText(g.style, vg.Point{X: x + legendSwatch, Y: y}, g.fit(t.mark+t.name))
	}
}

// fit cuts a name to its column.
func (g *legendGrid) fit(name string) string {
	room, runes := g.width-legendSwatch-legendGap+1, []rune(name)
	for n := len(runes); g.style.Rectangle(name).Size().X > room && n > 0; n-- {
		name = string(runes[:n]) + "…"
	}
	return name
}
