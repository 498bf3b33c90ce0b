package searchfigure

import (
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Progress draws the losses, and the best so far, over time and over the epochs of all trials.
func Progress(r Results) *Figure {
	const height = 170
	f := &Figure{width: figureWidth, height: height + titleHeight}
	unit, minutes := "minutes", 1.0
	if n := len(r.Steps); n > 0 && r.Steps[n-1].At.Hours() > 3 {
		unit, minutes = "hours", 60
	}
	f.draw = func(c draw.Canvas) {
		title(c, r.Title)
		r.progress(part(c, 4, 4, f.width/2-2, height-4), unit+" since the search began", func(s Step) float64 { return s.At.Minutes() / minutes })
		r.progress(part(c, f.width/2+4, 4, f.width-6, height-4), "epochs of all trials", func(s Step) float64 { return float64(s.Epochs) })
	}
	return f
}

// progress draws one plot, with x as the horizontal axis.
func (r *Results) progress(c draw.Canvas, label string, x func(Step) float64) {
	p := r.lossPlot(label)
	m := marks{results: r}
	var line plotter.XYs
	low, right := math.Inf(1), 1e-9
	for _, s := range r.Steps {
		right = max(right, x(s))
		m.points = append(m.points, mark{s.Trial, x(s), s.Loss})
		if s.Loss >= low {
			continue
		}
		if len(line) > 0 {
			line = append(line, plotter.XY{X: x(s), Y: min(low, p.Y.Max)})
		}
		low = s.Loss
		line = append(line, plotter.XY{X: x(s), Y: min(low, p.Y.Max)})
	}
	if len(line) > 0 {
		line = append(line, plotter.XY{X: right, Y: min(low, p.Y.Max)})
		p.Add(&plotter.Line{XYs: line, LineStyle: draw.LineStyle{Color: best, Width: vg.Length(1.1)}})
		p.Y.Min, p.Y.Max = r.losses() // Add widens the axes
	}
	p.X.Min, p.X.Max = 0, right*1.02
	p.Add(m)
	p.Draw(c)
}
