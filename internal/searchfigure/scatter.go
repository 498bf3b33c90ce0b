package searchfigure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// marks draws a mark at each point, in a plot with the losses as vertical axis.
type marks struct {
	results *Results
	points  []mark
}

// mark is a result of a trial.
type mark struct {
	trial   int
	x, loss float64
}

// Plot implements plot.Plotter. The best trial is drawn last.
func (m marks) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	best := m.results.best()
	for _, ofBest := range []bool{false, true} {
		for _, point := range m.points {
			if (point.trial == best) == ofBest {
				c.DrawGlyph(m.results.glyph(point.trial), vg.Point{X: toX(point.x), Y: toY(min(point.loss, p.Y.Max))})
			}
		}
	}
}

// lossPlot is a plot with the losses as vertical axis.
func (r *Results) lossPlot(xLabel string) *plot.Plot {
	p := newPlot(xLabel, r.Metric)
	grid := plotter.NewGrid()
	grid.Horizontal = draw.LineStyle{Color: gridLine, Width: 0.5}
	grid.Vertical = grid.Horizontal
	p.Add(grid)
	p.Y.Min, p.Y.Max = r.losses()
	p.Y.Tick.Marker = plot.TickerFunc(lossTicks)
	return p
}

// Parameters draws the losses against each parameter.
func Parameters(r Results) *Figure {
	const perRow, height = 3, 120
	n := len(r.Space)
	rows := (n + perRow - 1) / perRow
	f := &Figure{width: figureWidth, height: vg.Length(rows*height + titleHeight)}
	f.draw = func(c draw.Canvas) {
		title(c, r.Title)
		for k := range r.Space {
			parameter := &r.Space[k]
			p := r.lossPlot(parameter.Key)
			if k%perRow > 0 {
				p.Y.Label.Text = ""
			}
			p.X.Min, p.X.Max = 0, 1
			p.X.Tick.Marker = plot.ConstantTicks(ticks(parameter))
			m := marks{results: &r}
			for i, t := range r.Trials {
				x := place(parameter, t.Point[k])
				if n := len(parameter.Choices); n > 0 { // side by side
					x += (math.Mod(float64(i)*math.Phi, 1) - 0.5) * 0.4 / float64(n)
				}
				if t.Failed || !math.IsInf(t.Loss, 1) {
					m.points = append(m.points, mark{i, x, t.Loss})
				}
			}
			p.Add(m)
			p.X.Min, p.X.Max = -0.03, 1.03
			column, row := k%perRow, k/perRow
			width := f.width / perRow
			p.Draw(part(c, vg.Length(column)*width+4, vg.Length((rows-1-row)*height)+4, vg.Length(column+1)*width-4, vg.Length((rows-row)*height)-4))
		}
	}
	return f
}
