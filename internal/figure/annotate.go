package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg/draw"
)

// lastValueWidth is the space at the right of a panel for the last values.
func (s *sheet) lastValueWidth(p *plotted) float64 {
	width := 8.0
	for _, t := range p.traces {
		width = max(width, 5+s.textWidth(labelFont(), t.mark()+p.value(t.last().Y)))
	}
	if p.hasBaseline() {
		width = max(width, 5+s.textWidth(labelFont(), p.value(p.Baseline)))
	}
	return width
}

// value writes a last value with three digits, or as many as tell two values apart that differ by a thirtieth
// of the axis.
func (p *plotted) value(v float64) string {
	text := significant(v)
	if p.Log || strings.Contains(text, "e") {
		return text
	}
	_, fraction, _ := strings.Cut(text, ".")
	needed := int(math.Ceil(-math.Log10((p.y.High - p.y.Low) / 30)))
	if needed > len(fraction) && needed <= 5 {
		return strconv.FormatFloat(v, 'f', needed, 64)
	}
	return text
}

// annotate writes the last values at the right, the numbers of curves that end early, and what the panel does
// not show.
func (s *sheet) annotate(p *plotted, chart *plot.Plot, data draw.Canvas) {
	toX, toY := chart.Transforms(&data)
	x, bottom := float64(data.Max.X)+3, s.height-float64(data.Min.Y)
	down := func(v float64) float64 { return s.height - float64(toY(v)) }
	if len(p.traces) == 0 {
		const note = "no values here"
		s.note(float64(data.Center().X)+s.textWidth(labelFont(), note)/2, s.height-float64(data.Center().Y), note)
	}
	s.drawLabel(p, s.height-float64(data.Max.Y), bottom)
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
	if note := p.hidden(); note != "" {
		s.note(float64(data.Max.X)-3, s.height-float64(data.Max.Y)+labelRise+2, note)
	}
}

// note writes a text that ends at right, with paper behind it to cover lines.
func (s *sheet) note(right, baselineY float64, text string) {
	s.fill(paper, box{right - s.textWidth(labelFont(), text) - 2, baselineY - labelRise - 1.5, right + 2, baselineY + 2.5})
	s.text(labelFont(), faint, alignRight, right, baselineY, text)
}

// hidden says which values lie beyond the axis.
func (p *plotted) hidden() string {
	var beyond []string
	all := around(p.traces)
	if len(p.traces) > 0 && all.high > p.y.High {
		beyond = append(beyond, "up to "+significant(all.high))
	}
	if len(p.traces) > 0 && all.low < p.y.Low {
		beyond = append(beyond, "down to "+significant(all.low))
	}
	if len(beyond) == 0 {
		return ""
	}
	return "values " + strings.Join(beyond, " and ") + " not shown"
}

// drawLabel writes the label of the vertical axis. That of gonum is misplaced on a logarithmic axis.
func (s *sheet) drawLabel(p *plotted, top, bottom float64) {
	style := s.textStyle(labelFont(), faint)
	style.Rotation, style.XAlign, style.YAlign = math.Pi/2, text.XCenter, text.YTop
	name := s.elide(labelFont(), cmp.Or(p.Label, unitLabel(p.Curves)), p.box.bottom-p.box.top)
	middle := max((top+bottom)/2, p.box.top+s.textWidth(labelFont(), name)/2)
	s.handler.Draw(s.Canvas.Canvas, name, style, s.point(p.box.left, middle))
}

// drawLastValues writes the last value of each curve at its height, in its colour, unless they are more than
// the height allows. Values beyond the panel stand at its edge.
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
		add(t.last().Y, t.mark()+p.value(t.last().Y), runColour(t.colour))
	}
	if p.hasBaseline() {
		add(p.Baseline, p.value(p.Baseline), baseline)
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

// spread moves heights apart until any two differ by at least the gap, and keeps their order and their centre.
func spread(heights []float64, gap float64) {
	order := make([]int, len(heights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(heights[a], heights[b]) })
	for range 100 {
		for k := 1; k < len(order); k++ {
			below, above := &heights[order[k-1]], &heights[order[k]]
			if lack := gap - (*above - *below); lack > 0 {
				*below -= lack / 2
				*above += lack / 2
			}
		}
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
