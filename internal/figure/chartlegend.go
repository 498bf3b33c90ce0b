package figure

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// chartLegend is a legend in columns below the panels.
type chartLegend struct {
	items   []legendItem
	columns int
	width   float64 // of a column
}

type legendItem struct {
	name   string
	colour int // 0: the baseline
	band   bool
	raw    bool
}

const legendLine, legendSwatch, legendIndent = 10.5, 20.0, 4.0

// newChartLegend lists each curve of the panels once.
func newChartLegend(s *sheet, panels []*plotted) *chartLegend {
	l := &chartLegend{}
	listed := map[string]bool{}
	add := func(item legendItem) {
		key := fmt.Sprint(item.colour, item.name)
		if !listed[key] {
			listed[key] = true
			l.items = append(l.items, item)
		}
	}
	for _, p := range panels {
		for _, t := range p.traces {
			if t.name == "" {
				continue
			}
			name := t.mark() + t.name
			if len(t.raw) > 0 && t.number == 0 {
				name += " and its running median"
			}
			add(legendItem{name, t.colour, t.low != nil, len(t.raw) > 0})
		}
	}
	for _, p := range panels {
		if p.Baseline > 0 && finite(p.Baseline) && len(p.traces) > 0 {
			name := "counting baseline"
			if !p.hasBaseline() {
				name += " " + significant(p.Baseline) + ", beyond the axis"
			}
			add(legendItem{name: name})
		}
	}
	room := s.width - 2*edge - legendIndent
	for _, item := range l.items {
		l.width = max(l.width, min(room, legendSwatch+s.textWidth(labelFont(), item.name)+10))
	}
	l.columns = max(1, int(room/max(l.width, 1)))
	return l
}

func (l *chartLegend) lines() int { return (len(l.items) + l.columns - 1) / l.columns }

func (l *chartLegend) height() float64 {
	if len(l.items) == 0 {
		return 0
	}
	return float64(l.lines())*legendLine + 3
}

// draw fills the columns line by line.
func (l *chartLegend) draw(s *sheet, top float64) {
	for i, item := range l.items {
		x := edge + legendIndent + float64(i%l.columns)*l.width
		y := top + 3 + (float64(i/l.columns)+0.5)*legendLine
		l.drawSwatch(s, item, x, y)
		name := s.elide(labelFont(), item.name, s.width-edge-x-legendSwatch)
		if l.columns > 1 {
			name = s.elide(labelFont(), item.name, l.width-legendSwatch-4)
		}
		s.text(labelFont(), ink, alignLeft, x+legendSwatch, y+labelRise/2, name)
	}
}

func (l *chartLegend) drawSwatch(s *sheet, item legendItem, x, y float64) {
	style := s.baselineStyle()
	if item.colour > 0 {
		style = s.lineStyle(item.colour)
		if item.band || item.raw {
			s.fill(paleColour(item.colour), box{x, y - 2.5, x + legendSwatch - 4, y + 2.5})
		}
	}
	s.Canvas.StrokeLines(draw.LineStyle(style), []vg.Point{s.point(x, y), s.point(x+legendSwatch-4, y)})
}
