package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dashes of curves: a round through the colours has one of them, in print each curve.
var dashes = [][]vg.Length{nil, {4, 2}, {1.2, 1.6}, {6, 1.8, 1.2, 1.8}}

// lineStyle is the line of a curve with a colour number.
func (s *sheet) lineStyle(number int) draw.LineStyle {
	round := (number - 1) / runColours
	if s.theme == Print {
		round = number - 1
	}
	return draw.LineStyle{Color: s.colour(runColour(number)), Width: 1.1, Dashes: dashes[round%len(dashes)]}
}

func (s *sheet) baselineStyle() draw.LineStyle {
	return draw.LineStyle{Color: s.colour(baseline), Width: 0.6}
}

// plot is the panel for gonum: axes, grid and curves.
func (p *plotted) plot(s *sheet) *plot.Plot {
	chart := plot.New()
	chart.BackgroundColor = nil
	chart.TextHandler = s.handler
	width, height := p.box.right-p.box.left, p.box.bottom-p.box.top
	xTicks, yTicks := max(2, int(width/45)), max(2, int(height/24))
	for _, axis := range []*plot.Axis{&chart.X, &chart.Y} {
		axis.LineStyle = draw.LineStyle{Color: s.colour(frame), Width: 0.5}
		axis.Padding = 0
		axis.Tick.LineStyle, axis.Tick.Length = axis.LineStyle, 2.5
		for _, style := range []*text.Style{&axis.Tick.Label, &axis.Label.TextStyle} {
			style.Font, style.Handler, style.Color = labelFont(), s.handler, s.colour(ink)
		}
		axis.Label.TextStyle.Color = s.colour(faint)
		axis.Label.Padding = 2
	}
	chart.X.Label.Text = p.xLabel
	chart.X.Tick.Marker = plot.TickerFunc(func(low, high float64) []plot.Tick { return wholeTicks(low, high, xTicks) })
	chart.Y.Tick.Marker = plot.TickerFunc(func(low, high float64) []plot.Tick {
		return evenTicks(low, high, roundStep((high-low)/float64(yTicks)))
	})
	if p.Log {
		chart.Y.Scale = plot.LogScale{}
		chart.Y.Tick.Marker = plot.TickerFunc(func(low, high float64) []plot.Tick { return logTicks(low, high, yTicks) })
	}
	lines := plotter.NewGrid()
	lines.Horizontal = draw.LineStyle{Color: s.colour(grid), Width: 0.5}
	lines.Vertical = lines.Horizontal
	chart.Add(lines)
	chart.Add(p.layers(s)...)
	chart.X.Min, chart.X.Max, chart.Y.Min, chart.Y.Max = p.x.Low, p.x.High, p.y.Low, p.y.High // Add widens the axes
	return chart
}

// layers are the bands, then the raw values, then the lines, so that no line is hidden.
func (p *plotted) layers(s *sheet) []plot.Plotter {
	var bands, raw, lines []plot.Plotter
	for _, t := range p.traces {
		if len(t.low) > 1 && len(t.high) > 1 {
			bands = append(bands, p.band(s, t)...)
		}
		thin := draw.LineStyle{Color: s.colour(paleColour(t.colour)), Width: 0.5}
		for _, part := range chain(envelope(t.raw), s.boxesPerPath) {
			raw = append(raw, &plotter.Line{XYs: part, LineStyle: thin})
		}
		lines = append(lines, &plotter.Line{XYs: envelope(t.line), LineStyle: s.lineStyle(t.colour)})
		if p.dotted(t) {
			lines = append(lines, p.dots(s, t))
		}
	}
	if p.hasBaseline() {
		level := plotter.XYs{{X: p.x.Low, Y: p.Baseline}, {X: p.x.High, Y: p.Baseline}}
		bands = append(bands, &plotter.Line{XYs: level, LineStyle: s.baselineStyle()})
	}
	return append(append(bands, raw...), lines...)
}

// dotted is true of curves whose values can be distinguished.
func (p *plotted) dotted(t trace) bool {
	return len(t.raw) == 0 && t.low == nil && float64(len(t.line)) <= (p.box.right-p.box.left)/7
}

// dots marks the values within the panel.
func (p *plotted) dots(s *sheet, t trace) plot.Plotter {
	var within plotter.XYs
	for _, point := range t.line {
		if point.Y >= p.y.Low && point.Y <= p.y.High {
			within = append(within, point)
		}
	}
	return &plotter.Scatter{XYs: within, GlyphStyle: draw.GlyphStyle{Color: s.colour(runColour(t.colour)), Radius: 1.4, Shape: draw.CircleGlyph{}}}
}

// band is the area between two curves, with thin edges that show through where areas overlap.
func (p *plotted) band(s *sheet, t trace) []plot.Plotter {
	low, high := envelope(t.low), envelope(t.high)
	around := append(plotter.XYs{}, low...)
	for i := len(high) - 1; i >= 0; i-- {
		around = append(around, high[i])
	}
	edges := draw.LineStyle{Color: s.colour(runColour(t.colour)), Width: 0.3}
	return []plot.Plotter{area{around, s.colour(paleColour(t.colour))},
		&plotter.Line{XYs: low, LineStyle: edges}, &plotter.Line{XYs: high, LineStyle: edges}}
}

// area is a filled polygon, of which only the part within the panel is drawn; plotter.Polygon would leave the panel.
type area struct {
	points plotter.XYs
	colour color.Color
}

// Plot draws the area.
func (a area) Plot(c draw.Canvas, chart *plot.Plot) {
	x, y := chart.Transforms(&c)
	points := make([]vg.Point, len(a.points))
	for i, p := range a.points {
		points[i] = vg.Point{X: x(p.X), Y: y(p.Y)}
	}
	c.FillPolygon(a.colour, c.ClipPolygonXY(points))
}

// hasBaseline is true if the baseline lies within the panel.
func (p *plotted) hasBaseline() bool {
	return p.Baseline > 0 && p.Baseline >= p.y.Low && p.Baseline <= p.y.High
}

// chain cuts a curve of many points into parts that join: the time the rasterizer takes for one line
// grows with the square of its points.
func chain(points plotter.XYs, length int) (parts []plotter.XYs) {
	for start := 0; start < len(points)-1; {
		end := len(points)
		if length < end-start-1 {
			end = start + length + 1
		}
		parts = append(parts, points[start:end])
		start = end - 1
	}
	return parts
}
