package searchfigure

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Parallel draws parallel coordinates: a vertical axis for each parameter and one for the losses, and a line for
// each trial. Lines are darker the lower the loss, and the best is orange.
func Parallel(r Results) *Figure {
	f := &Figure{width: figureWidth, height: 210}
	f.draw = func(c draw.Canvas) {
		title(c, r.Title)
		const side, bottom = 50, 14
		area := part(c, side, bottom, f.width-side, f.height-titleHeight-16)
		low, high := r.losses()
		axes := len(r.Space) + 1
		x := func(axis int) vg.Length {
			return area.Min.X + (area.Max.X-area.Min.X)*vg.Length(axis)/vg.Length(axes-1)
		}
		y := func(place float64) vg.Length { return area.Min.Y + (area.Max.Y-area.Min.Y)*vg.Length(place) }

		order := make([]int, 0, len(r.Trials))
		for i := range r.Trials {
			if r.Trials[i].Failed || !math.IsInf(r.Trials[i].Loss, 1) {
				order = append(order, i)
			}
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.Trials[b].Loss, r.Trials[a].Loss) }) // the best last
		for n, i := range order {
			t := r.Trials[i]
			line := draw.LineStyle{Color: shade(float64(n+1) / float64(len(order))), Width: 0.7}
			switch {
			case i == r.best():
				line = draw.LineStyle{Color: best, Width: 1.5}
			case t.Failed:
				line.Color, line.Dashes = failed, []vg.Length{1.5, 2}
			}
			var points []vg.Point
			for k := range r.Space {
				points = append(points, vg.Point{X: x(k), Y: y(place(&r.Space[k], t.Point[k]))})
			}
			loss := (min(t.Loss, high) - low) / (high - low)
			c.StrokeLines(line, append(points, vg.Point{X: x(axes - 1), Y: y(loss)}))
		}
		for k := range r.Space {
			drawAxis(c, x(k), y, ticks(&r.Space[k]), r.Space[k].Key)
		}
		losses := lossTicks(low, high)
		for i := range losses {
			losses[i].Value = (losses[i].Value - low) / (high - low)
		}
		drawAxis(c, x(axes-1), y, losses, r.Metric)
	}
	return f
}

// shade is the colour of a line, from 0 for the worst to 1 for the best.
func shade(quality float64) color.Color {
	mix := func(pale, dark uint8) uint8 {
		return uint8(float64(pale) + quality*quality*(float64(dark)-float64(pale)) + 0.5)
	}
	return color.RGBA{mix(0xdd, complete.R), mix(0xe4, complete.G), mix(0xea, complete.B), 0xff}
}

// drawAxis draws a vertical axis with its labels at the left, and its name above.
func drawAxis(c draw.Canvas, x vg.Length, y func(float64) vg.Length, ticks []plot.Tick, name string) {
	line := draw.LineStyle{Color: faint, Width: 0.6}
	c.StrokeLine2(line, x, y(0), x, y(1))
	label := style(labelSize-1, ink)
	label.XAlign, label.YAlign = draw.XRight, draw.YCenter
	for _, t := range ticks {
		c.StrokeLine2(line, x-2.5, y(t.Value), x, y(t.Value))
		c.FillText(label, vg.Point{X: x - 4, Y: y(t.Value)}, t.Label)
	}
	heading := style(labelSize, ink)
	heading.XAlign = draw.XCenter
	c.FillText(heading, vg.Point{X: x, Y: y(1) + 6}, name)
}
