package figure

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// plotted is a panel with its traces and the place it is drawn in.
type plotted struct {
	*Panel
	traces []trace
	x, y   Range
	xLabel string // only the last panel has one
	box    box
}

// Heights in points.
const (
	panelGap    = 8
	labelLine   = labelSize + 3 // label of a vertical axis
	lowestPanel = 50
)

// arrange lays out the chart: the title, the panels, the legend.
func (c *Chart) arrange(style Style) (drawing, error) {
	s := style.layout()
	panels := make([]*plotted, len(c.Panels))
	x := newBounds()
	for i := range c.Panels {
		p := &plotted{Panel: &c.Panels[i]}
		for n := range p.Curves {
			if t := p.Curves[n].trace(n, c.X, p.Log); len(t.line) > 0 {
				p.traces = append(p.traces, t)
			}
		}
		if all := around(p.traces); all.left <= all.right {
			x.left, x.right = min(x.left, all.left), max(x.right, all.right)
		}
		p.y = p.yRange(p.traces)
		panels[i] = p
	}
	if len(panels) == 0 {
		panels = append(panels, &plotted{Panel: &Panel{}, y: Range{1, 10}})
	}
	panels[len(panels)-1].xLabel = cmp.Or(c.XLabel, "epoch")
	h := newHead(s, c.Title, nil)
	if c.Title == "" {
		h.lines = 0
	}
	legend := newChartLegend(s, panels)
	first, other := 34+0.42*s.width, 22+0.2*s.width
	if style.Height > 0 {
		room := style.height() - 2*edge - h.height() - legend.height() - panelGap*float64(len(panels)-1)
		other = room / (float64(len(panels)) + 1)
		first = 2 * other
		if len(panels) == 1 {
			first = room
		}
		if min(first, other) < lowestPanel/2 || first < lowestPanel {
			return drawing{}, fmt.Errorf("figure: height %.4g mm is too small for %d panels and a legend of %d lines", style.Height, len(panels), legend.lines())
		}
	}
	top := edge + h.height()
	for i, p := range panels {
		p.x = c.X
		if p.x.isZero() {
			p.x = x.xRange()
		}
		height := first
		if i > 0 {
			height = other
		}
		p.box = box{edge, top, s.width - edge, top + height}
		top += height + panelGap
	}
	return drawing{top - panelGap + legend.height() + edge, cmp.Or(c.Title, "Chart"), func(s *sheet) {
		h.draw(s)
		s.drawPanels(panels)
		legend.draw(s, top-panelGap)
	}}, nil
}

// drawPanels draws the panels with their data at the same place horizontally.
func (s *sheet) drawPanels(panels []*plotted) {
	right := 0.0
	for _, p := range panels {
		right = max(right, s.lastValueWidth(p))
	}
	charts, areas := make([]*plot.Plot, len(panels)), make([]draw.Canvas, len(panels))
	lefts := make([]vg.Length, len(panels)) // of the data
	for i, p := range panels {
		charts[i] = p.plot(s)
		areas[i] = s.region(box{p.box.left + labelLine, p.box.top, p.box.right - right, p.box.bottom})
		lefts[i] = charts[i].DataCanvas(areas[i]).Min.X
	}
	for i, chart := range charts {
		area := draw.Crop(areas[i], slices.Max(lefts)-lefts[i], 0, 0, 0)
		chart.Draw(area)
		s.annotate(panels[i], chart, chart.DataCanvas(area))
	}
}
