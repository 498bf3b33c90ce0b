package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
)

// svgTrace is one line of an SVG plot.
type svgTrace struct {
	name   string
	mark   string      // before the last value and the name, or empty
	colour string      // class
	dash   string      // class, or empty
	pale   plotter.XYs // drawn weakly behind it
	strong plotter.XYs
	many   bool // of them, so that the pale ones are still weaker
	dots   bool
}

// LossSVG is WriteLoss as SVG: the curves of one run.
func LossSVG(train, valid Curve, marginal float64, description string) string {
	var traces []svgTrace
	if points := train.points(); len(points) > 0 {
		traces = append(traces, smoothTrace(svgTrace{name: train.Name + " and its running median", colour: "colour0"}, points))
	}
	if points := valid.points(); len(points) > 0 {
		traces = append(traces, plainTrace(svgTrace{name: valid.Name, colour: "colour1"}, points))
	}
	return plotSVG(traces, marginal, lossLabel(train, valid), description)
}

// ColourClass is the class of SVGStyle that has the colour of curve i in CurvesSVG.
func ColourClass(i int) string { return fmt.Sprintf("colour%d", i%svgColours) }

const (
	svgColours = 6
	svgDashes  = 3
	manyDots   = 80 // of a curve, which could not be told apart
)

// curveDash is the number of the dashes of curve i, 0 for none.
func curveDash(i int) int { return i / svgColours % (svgDashes + 1) }

// curveMark is the number of curve i of n in legend and plot, which readers without colours go by.
func curveMark(i, n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("%d: ", i+1)
}

// curveNumber is the number in a mark.
func curveNumber(mark string) string { return strings.TrimSuffix(mark, ": ") }

// earlyEnd is the part of the axis before whose end a curve has its number beside it.
const earlyEnd = 0.97

// paleOpacity is that of the raw curves of n runs.
func paleOpacity(n int) float64 {
	if n > 4 {
		return 0.16
	}
	return 0.4
}

// CurvesSVG draws the same measure of several runs over one another, each in the colour of its ColourClass; from the seventh on they are dashed. The number
// of a curve stands in the legend and beside its last value. Noisy curves are pale, with their running median before them. NaN for marginal is no baseline.
//
// CurvesSVG panics where the X and Y of a curve differ in length.
func CurvesSVG(curves []Curve, noisy bool, marginal float64, description string) string {
	var traces []svgTrace
	for i, c := range curves {
		t := svgTrace{name: c.Name, mark: curveMark(i, len(curves)), colour: ColourClass(i), many: len(curves) > 4}
		if round := curveDash(i); round > 0 {
			t.dash = fmt.Sprintf(" dash%d", round)
		}
		points := c.points()
		switch {
		case len(points) == 0:
			continue
		case noisy:
			t = smoothTrace(t, points)
		default:
			t = plainTrace(t, points)
		}
		traces = append(traces, t)
	}
	return plotSVG(traces, marginal, lossLabel(curves...), description)
}

func smoothTrace(t svgTrace, points plotter.XYs) svgTrace {
	if len(points) <= fewPoints {
		t.name = strings.TrimSuffix(t.name, " and its running median")
		return plainTrace(t, points)
	}
	t.pale, t.strong = envelope(points), sample(smoothed(points))
	return t
}

func plainTrace(t svgTrace, points plotter.XYs) svgTrace {
	t.strong, t.dots = envelope(points), len(points) <= manyDots
	return t
}

// plotArea turns epochs and nats into places.
type plotArea struct {
	svg
	minX, maxX, minY, maxY   float64 // of the values
	left, right, top, bottom float64 // of the area
}

func (p *plotArea) x(v float64) float64 {
	return p.left + (v-p.minX)/(p.maxX-p.minX)*(p.right-p.left)
}

func (p *plotArea) y(v float64) float64 {
	return p.bottom - math.Log(v/p.minY)/math.Log(p.maxY/p.minY)*(p.bottom-p.top)
}

func plotSVG(traces []svgTrace, marginal float64, label, description string) string {
	if finite(marginal) && marginal > 0 && len(traces) > 0 {
		across := plotter.XYs{{X: math.Inf(-1), Y: marginal}, {X: math.Inf(1), Y: marginal}}
		traces = append(traces, svgTrace{name: "counting baseline", colour: "colour-baseline", dash: " dash1", strong: across})
	}
	b := newBounds()
	for _, t := range traces {
		if math.IsInf(t.strong[0].X, 0) {
			b.includeY(marginal)
			continue
		}
		b.include(t.strong)
		b.include(t.pale)
	}
	p := &plotArea{left: 46, right: svgWidth - 50, top: 26, bottom: 330}
	for _, t := range traces {
		p.right = min(p.right, svgWidth-46-textWidth(t.mark))
	}
	p.minX, p.maxX, p.minY, p.maxY = b.axes()
	p.axes(label)
	for _, t := range traces {
		p.pale(t)
	}
	for _, t := range traces {
		p.trace(t)
	}
	p.lastValues(traces)
	if len(traces) == 0 {
		p.text("faint", "middle", (p.left+p.right)/2, (p.top+p.bottom)/2, "no values yet")
	}
	return p.picture(p.legend(traces), description)
}

// axes draws the grid, the numbers and the names of the axes.
func (p *plotArea) axes(label string) {
	for _, tick := range logTicks(p.minY, p.maxY) {
		p.line("grid", p.left, p.y(tick.Value), p.right, p.y(tick.Value))
		if tick.Label != "" {
			p.text("", "end", p.left-6, p.y(tick.Value)+4, tick.Label)
		}
	}
	for _, tick := range wholeTicks(p.minX, p.maxX) {
		p.line("grid", p.x(tick.Value), p.top, p.x(tick.Value), p.bottom)
		p.text("", "middle", p.x(tick.Value), p.bottom+17, tick.Label)
	}
	p.line("frame", p.left, p.top, p.left, p.bottom)
	p.line("frame", p.left, p.bottom, p.right, p.bottom)
	p.text("faint", "start", 4, 14, label+", logarithmic")
	p.text("faint", "end", p.right, p.bottom+34, "epoch")
}

// pale draws what lies behind all traces.
func (p *plotArea) pale(t svgTrace) {
	if len(t.pale) == 0 {
		return
	}
	class := "pale"
	if t.many {
		class += " many"
	}
	fmt.Fprintf(p, `<g class="%s">`, t.colour)
	p.path(class, p.commands(t.pale))
	p.WriteString("</g>")
}

func (p *plotArea) trace(t svgTrace) {
	fmt.Fprintf(p, `<g class="%s">`, t.colour)
	p.path("strong"+t.dash, p.commands(t.strong))
	if t.dots {
		for _, point := range t.strong {
			fmt.Fprintf(p, `<circle class="dot" cx="%s" cy="%s" r="3"/>`, units(p.x(point.X)), units(p.y(point.Y)))
		}
	}
	p.WriteString("</g>")
}

// commands are those of a path along points; what lies beyond the area ends at its edge.
func (p *plotArea) commands(points plotter.XYs) string {
	var b strings.Builder
	for i, point := range points {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(units(p.x(min(max(point.X, p.minX), p.maxX))) + " " + units(p.y(point.Y)))
	}
	return b.String()
}

// lastValues writes the last value of each trace at its height, in its colour, and the number of a curve that ends early beside its end.
func (p *plotArea) lastValues(traces []svgTrace) {
	const apart, most = 13, 22
	if len(traces) > most {
		return
	}
	heights := make([]float64, len(traces))
	for i, t := range traces {
		heights[i] = p.y(t.strong[len(t.strong)-1].Y)
	}
	spread(heights, apart)
	keepAbove(heights, p.bottom-2, apart)
	for i, t := range traces {
		fmt.Fprintf(p, `<g class="%s">`, t.colour)
		end := t.strong[len(t.strong)-1]
		p.text("value", "start", p.right+6, heights[i]+4, t.mark+significant(end.Y))
		if t.mark != "" && end.X < earlyEnd*p.maxX {
			p.text("value halo", "start", p.x(end.X)+5, p.y(end.Y)+4, curveNumber(t.mark))
		}
		p.WriteString("</g>")
	}
}

// keepAbove moves heights up, where up is less, until none is below the floor and they are still as far apart.
func keepAbove(heights []float64, floor, apart float64) {
	order := make([]*float64, len(heights))
	for i := range heights {
		order[i] = &heights[i]
	}
	slices.SortStableFunc(order, func(a, b *float64) int { return cmp.Compare(*b, *a) })
	for _, h := range order {
		*h = min(*h, floor)
		floor = *h - apart
	}
}

// legend lists the traces in columns below the plot, and returns the height of the whole picture.
func (p *plotArea) legend(traces []svgTrace) float64 {
	const swatch, gap, row = 26, 24, 19
	widest := 0.0
	for _, t := range traces {
		widest = max(widest, min(swatch+gap+textWidth(t.mark+t.name), p.right-p.left))
	}
	top, columns := p.bottom+54, max(1, int((p.right-p.left)/max(widest, 1)))
	for i, t := range traces {
		x, y := p.left+float64(i%columns)*widest, top+float64(i/columns)*row
		fmt.Fprintf(p, `<g class="%s">`, t.colour)
		p.path("strong"+t.dash, fmt.Sprintf("M%s %sh%d", units(x), units(y), swatch-6))
		p.WriteString("</g>")
		p.text("", "start", x+swatch, y+4, ellipsis(t.mark+t.name, p.right-x-swatch+gap))
	}
	rows := (len(traces) + columns - 1) / columns
	return top + float64(rows)*row - 6
}
