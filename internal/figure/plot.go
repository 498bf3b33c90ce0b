package figure

import (
	"cmp"
	"fmt"

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
	chart.X.Label.Text, chart.Y.Label.Text = p.xLabel, cmp.Or(p.Label, unitLabel(p.Curves))
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
	area := append(plotter.XYs{}, low...)
	for i := len(high) - 1; i >= 0; i-- {
		area = append(area, high[i])
	}
	for i := range area {
		area[i].Y = min(max(area[i].Y, p.y.Low), p.y.High)
	}
	edges := draw.LineStyle{Color: s.colour(runColour(t.colour)), Width: 0.3}
	return []plot.Plotter{&plotter.Polygon{XYs: []plotter.XYs{area}, Color: s.colour(paleColour(t.colour))},
		&plotter.Line{XYs: low, LineStyle: edges}, &plotter.Line{XYs: high, LineStyle: edges}}
}

// hasBaseline is true if the baseline lies within the panel.
func (p *plotted) hasBaseline() bool { return p.Baseline >= p.y.Low && p.Baseline <= p.y.High }

// chain cuts a curve of many points into parts that join: the time the rasteriser takes for one line
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

// lastValueWidth is the space at the right of a panel for the last values.
func (s *sheet) lastValueWidth(p *plotted) float64 {
	width := 8.0
	for _, t := range p.traces {
		width = max(width, 5+s.textWidth(labelFont(), t.mark()+significant(t.last().Y)))
	}
	if p.hasBaseline() {
		width = max(width, 5+s.textWidth(labelFont(), significant(p.Baseline)))
	}
	return width
}

// annotate writes the last values at the right, the numbers of curves that end early, and what the panel does not show.
func (s *sheet) annotate(p *plotted, chart *plot.Plot, data draw.Canvas) {
	toX, toY := chart.Transforms(&data)
	x, bottom := float64(data.Max.X)+3, s.height-float64(data.Min.Y)
	down := func(v float64) float64 { return s.height - float64(toY(v)) }
	if len(p.traces) == 0 {
		s.text(labelFont(), faint, alignCentre, float64(data.Center().X), s.height-float64(data.Center().Y), "no values yet")
	}
	s.drawLastValues(p, x, s.height-float64(data.Max.Y), bottom, down)
	for _, t := range p.traces {
		last := t.last()
		if t.number == 0 || last.X >= p.x.Low+0.97*(p.x.High-p.x.Low) || last.Y < p.y.Low || last.Y > p.y.High {
			continue
		}
		number := fmt.Sprint(t.number)
		left, baselineY := float64(toX(last.X))+2, down(last.Y)+labelRise/2
		s.fill(paper, box{left - 0.5, baselineY - labelRise - 0.8, left + s.textWidth(labelFont(), number) + 0.5, baselineY + 0.8})
		s.text(labelFont(), runColour(t.colour), alignLeft, left, baselineY, number)
	}
	if hidden := around(p.traces); hidden.high > p.y.High && len(p.traces) > 0 {
		note := "values up to " + significant(hidden.high) + " not shown"
		right, baselineY := float64(data.Max.X)-3, s.height-float64(data.Max.Y)+labelRise+2
		s.fill(paper, box{right - s.textWidth(labelFont(), note) - 2, baselineY - labelRise - 1.5, right + 2, baselineY + 2.5})
		s.text(labelFont(), faint, alignRight, right, baselineY, note)
	}
}

// drawLastValues writes the last value of each curve at its height, in its colour, unless they are more than the height allows. Values
// beyond the panel stand at its edge.
func (s *sheet) drawLastValues(p *plotted, x, top, bottom float64, down func(float64) float64) {
	const apart = labelSize + 0.8
	var heights []float64
	var labels []string
	var colours []role
	add := func(v float64, label string, colour role) {
		heights = append(heights, min(max(down(min(max(v, p.y.Low), p.y.High)), top), bottom))
		labels, colours = append(labels, label), append(colours, colour)
	}
	for _, t := range p.traces {
		add(t.last().Y, t.mark()+significant(t.last().Y), runColour(t.colour))
	}
	if p.hasBaseline() {
		add(p.Baseline, significant(p.Baseline), baseline)
	}
	if float64(len(heights)) > (bottom-top)/apart+1 {
		return
	}
	spread(heights, apart)
	keepAbove(heights, bottom-1, apart)
	for i, h := range heights {
		s.text(labelFont(), colours[i], alignLeft, x, h+labelRise/2, labels[i])
	}
}
