package figure

import "image"

// Measures of a picture in pixels.
const (
	edge          = 14 // empty border of the picture
	headHeight    = 34 // title and legend
	keyboardWidth = 28
	leftMargin    = 94 // names of the axes, names of the keys, the keyboard
	rightMargin   = 44 // lowest and highest key
	numberHeight  = 24 // measure numbers above the grid
	secondsHeight = 28 // axis of seconds below it
	systemGap     = 12 // between two systems
	captionHeight = 22 // caption of a roll in a stack

	widestGrid     = 1430
	gridHeight     = 560 // of a roll that fits into one system
	stackedHeight  = 440 // of a grid in a stack
	largestWidth   = 20  // of a cell
	largestHeight  = 12
	smallestOfOne  = 5 // narrowest cell of a roll that is not wrapped
	smallestCell   = 2
	narrowest      = 640  // width of the smallest picture: title and legend fit
	highestPicture = 4800 // longer rolls are cut
)

// span is a range of steps, to excluded.
type span struct{ from, to int }

// system is one row of cells, like a system of a score.
type system struct {
	roll *Roll
	span
	keys keyRange        // rows of the grid, from the bottom
	cell image.Point     // size of a cell
	grid image.Rectangle // where the cells lie
}

// row is the top and bottom (excluded) of a key's row.
func (s *system) row(key int) (top, bottom int) {
	bottom = s.grid.Max.Y - (key-s.keys.low)*s.cell.Y
	return bottom - s.cell.Y, bottom
}

// column is the left edge of a step.
func (s *system) column(step int) int { return s.grid.Min.X + (step-s.from)*s.cell.X }

// place puts the grid with its top at the given height.
func (s *system) place(top int) {
	size := image.Pt((s.to-s.from)*s.cell.X, s.keys.count()*s.cell.Y)
	corner := image.Pt(edge+leftMargin, top)
	s.grid = image.Rectangle{Min: corner, Max: corner.Add(size)}
}

// systemHeight is what a system takes with its axes and the gap below it.
func systemHeight(r *Roll, gridHeight int) int {
	h := numberHeight + gridHeight + systemGap
	if r.secondsPerStep() > 0 {
		h += secondsHeight
	}
	return h
}

// layout places the systems of a single roll. There is at least one, and size is that of the picture.
func (r *Roll) layout() (systems []*system, size image.Point) {
	keys := r.shown(r.sounding(0, r.Steps))
	cell, rows := fit(r, keys.count())
	top := edge + headHeight
	for _, row := range rows {
		s := &system{roll: r, span: row, keys: keys, cell: cell}
		s.place(top + numberHeight)
		systems = append(systems, s)
		top += systemHeight(r, keys.count()*cell.Y)
	}
	width := 2*edge + leftMargin + longest(rows)*cell.X + rightMargin
	return systems, image.Pt(max(narrowest, width), top-systemGap+edge)
}

// wrap breaks the steps into as few systems as a row of so many steps allows, at measure lines where
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

// fit chooses the size of the cells and the breaks of a single roll. A roll that fits at five pixels a
// step or more stays in one row. A longer one is wrapped, with the largest cells that keep the picture within
// its height; where the smallest do not, the rows end before the roll does.
func fit(r *Roll, keys int) (cell image.Point, rows []span) {
	if r.Steps*smallestOfOne <= widestGrid {
		cell.X = min(widestGrid/max(r.Steps, 1), largestWidth)
		cell.Y = min(gridHeight/keys, largestHeight)
		return cell, []span{{0, r.Steps}}
	}
	room := highestPicture - 2*edge - headHeight
	for size := smallestOfOne; size >= smallestCell; size-- {
		rows = wrap(r.Steps, r.Measures, widestGrid/size)
		cell.Y = size
		if len(rows)*systemHeight(r, keys*size) <= room {
			break
		}
	}
	rows = rows[:min(len(rows), room/systemHeight(r, keys*cell.Y))]
	cell.X = min(widestGrid/longest(rows), 2*cell.Y)
	return cell, rows
}
