package figure

import (
	"fmt"
	"math"
)

// Sizes around the grid of a roll in points.
const (
	edge          = 4   // empty border of a figure
	keyboardWidth = 9   // keyboard at the left of the grid
	numberHeight  = 11  // measure numbers above the grid
	secondsHeight = 13  // time axis below it
	rowGap        = 7   // between two rows
	widestCell    = 9.0 // of a step
	lowestRow     = 0.4 // least height of a key
)

// cellWidths are the widths of a step that a roll of many steps tries, from the most legible to the narrowest.
var cellWidths = []float64{1.45, 1.1, 0.8, 0.6}

// extra is the space that a figure needs beside the grid of each row.
type extra struct {
	above, beside float64
	draw          func(*sheet, *row)
	cells         func(*sheet, *row) // in place of the notes
}

// row is one row of a roll, like a system of a score.
type row struct {
	roll *Roll
	span
	keys         keyRange
	grid         box
	cellX, cellY float64 // of a step and of a key
	seconds      bool    // it has a time axis
}

// x is the left edge of a step.
func (r *row) x(step int) float64 { return r.grid.left + float64(step-r.from)*r.cellX }

// y is the top edge of a key.
func (r *row) y(key int) float64 { return r.grid.top + float64(r.keys.high-key)*r.cellY }

// cell is the box of a key from one step to another.
func (r *row) cell(key, from, to int) box {
	return box{r.x(from), r.y(key), r.x(to), r.y(key) + r.cellY}
}

// place puts the grid of a row with its top left corner at a point.
func (r *row) place(x, y float64) {
	r.grid = box{x, y, x + float64(r.to-r.from)*r.cellX, y + float64(r.keys.count())*r.cellY}
}

// page is a roll that is laid out.
type page struct {
	head   head
	roll   *Roll
	rows   []*row
	extra  extra
	height float64
}

// gridLeft and gridRight are the space at both sides of the grids.
func gridLeft(s *sheet) float64 {
	names := max(s.textWidth(labelFont(), "measure")+4, s.textWidth(labelFont(), "seconds")+labelGap+s.textWidth(labelFont(), "0.0")/2)
	return edge + max(names, s.textWidth(labelFont(), "C4")+3+keyboardWidth)
}

func gridRight(s *sheet) float64 { return edge + s.textWidth(labelFont(), "G#4") + 7 }

// rowHeight is what a row takes beside the grid itself.
func rowHeight(r *Roll, more extra) float64 {
	h := numberHeight + more.above + rowGap
	if r.secondsPerStep() > 0 {
		h += secondsHeight
	}
	return h
}

// arrange lays out a single roll.
func arrange(r *Roll, style Style, entries []entry, more extra) (*page, error) {
	s := style.layout()
	keys := r.shown(r.sounding(0, r.Steps))
	p := &page{roll: r, head: newHead(s, r.Title, entries), extra: more}
	width := s.width - gridLeft(s) - gridRight(s) - more.beside
	room := style.maxHeight() - 2*edge + rowGap
	spans, cellY := fit(s, style, r, keys.count(), width, room-p.head.height(), rowHeight(r, more))
	rowTotal := rowHeight(r, more) + float64(keys.count())*cellY
	rows := len(spans)
	if r.MaxRows > 0 {
		rows = min(rows, r.MaxRows)
	}
	for p.head.height()+float64(rows)*rowTotal > room+0.01 || rows < len(spans) && p.roll == r {
		rows = min(rows, int((room-p.head.height())/rowTotal))
		if rows < 1 {
			return nil, fmt.Errorf("figure: height %.4g mm: this roll needs %.0f mm or more", style.Height,
				math.Ceil((rowTotal+p.head.height()+2*edge-rowGap)/pointsPerMM))
		}
		cut := *r
		cut.Title = fmt.Sprintf("The first %d of %d steps. %s", spans[rows-1].to, r.Steps, r.Title)
		p.roll, p.head = &cut, newHead(s, cut.Title, entries)
	}
	spans = spans[:rows]
	cellX := min(width/float64(longest(spans)), widestCell)
	top := edge + p.head.height()
	for _, one := range spans {
		next := &row{roll: p.roll, span: one, keys: keys, cellX: cellX, cellY: cellY, seconds: true}
		next.place(gridLeft(s), s.snap(top+numberHeight+more.above))
		p.rows = append(p.rows, next)
		top += rowTotal
	}
	p.height = top - rowGap + edge
	return p, nil
}

// fit breaks a roll into rows that fit a width and a height with keys of at least a point, or as many as there
// are at the narrowest steps. Fixed is the height of a row without its keys.
func fit(s *sheet, style Style, r *Roll, keys int, width, height, fixed float64) (spans []span, cellY float64) {
	for _, narrowest := range cellWidths {
		spans = []span{{0, r.Steps}}
		if capacity := int(width / narrowest); r.Steps > capacity {
			spans = wrap(r.Steps, r.Measures, capacity)
		}
		n := len(spans)
		if r.MaxRows > 0 {
			n = min(n, r.MaxRows)
		}
		fitting := (height - float64(n)*fixed) / float64(n*keys)
		if style.Height == 0 {
			fitting = min(fitting, keyHeight(s.width, keys, n))
		}
		if cellY = s.floor(fitting); cellY >= 1 {
			return spans, cellY
		}
	}
	return spans, max(cellY, s.floor(max(lowestRow, s.pixel)))
}

// keyHeight is the height of a key in points for a figure of a width: one row of a few octaves is about as
// high as a third of the width.
func keyHeight(width float64, keys, rows int) float64 {
	height := 60 + 0.235*width
	if rows > 1 {
		return min(max(0.5*height/float64(keys), 1.2), 2.6)
	}
	return min(max(height/float64(keys), 1.3), 4.2)
}

// floor makes a length a whole number of pixels, so that all keys are equally high.
func (s *sheet) floor(v float64) float64 { return math.Floor(v/s.pixel+1e-6) * s.pixel }

func (p *page) draw(s *sheet) {
	p.head.draw(s)
	for _, r := range p.rows {
		s.drawRow(r, p.extra)
	}
	if p.roll.sounding(0, p.roll.Steps).empty() {
		first, last := p.rows[0].grid, p.rows[len(p.rows)-1].grid
		s.drawSilent(box{gridLeft(s), first.top, s.width - gridRight(s), last.bottom})
	}
}

// drawSilent says that nothing is missing: there is nothing to be seen.
func (s *sheet) drawSilent(within box) {
	x, y := (within.left+within.right)/2, (within.top+within.bottom)/2
	half := s.textWidth(titleFont(), "silent")/2 + 4
	s.fill(paper, box{x - half, y - 9, x + half, y + 6})
	s.text(titleFont(), ink, alignCentre, x, y+3, "silent")
}

// span is a range of steps, to excluded.
type span struct{ from, to int }

// wrap breaks the steps into as few rows as a row of a given number of steps allows, at measure lines where
// there is one, and makes them about equally long.
func wrap(steps int, measures []int, capacity int) []span {
	best := breakLines(steps, measures, capacity)
	for capacity--; capacity > 0; capacity-- {
		narrower := breakLines(steps, measures, capacity)
		if len(narrower) > len(best) {
			break
		}
		best = narrower
	}
	return best
}

// breakLines fills one row after the other. A measure longer than a row is broken within.
func breakLines(steps int, measures []int, capacity int) []span {
	var rows []span
	next := 0
	for from := 0; from < steps; {
		to := min(from+capacity, steps)
		if to < steps {
			line := from
			for ; next < len(measures) && measures[next] <= to; next++ {
				line = max(line, measures[next])
			}
			if line > from {
				to = line
			}
		}
		rows = append(rows, span{from, to})
		from = to
	}
	return rows
}

// longest is the length of the longest span in steps, at least 1.
func longest(rows []span) int {
	n := 1
	for _, r := range rows {
		n = max(n, r.to-r.from)
	}
	return n
}
