package figure

import (
	"cmp"
	"fmt"
	"io"
	"math"
)

// Surprise is a piano roll that shows which notes a model did not expect: each note has the colour of its
// negative log-likelihood, a strip above sums it over the keys of each step, and bars at the right over the
// steps of each key.
type Surprise struct {
	Roll Roll
	// NLL is the negative log-likelihood of a cell in nats, 0 or more: of its playing and, where it plays, of
	// its onset. A large value of a silent cell is a note that the model expected and that is not played.
	NLL func(step, key int) float64
}

// heatBounds are the lower bounds of the heat scale in nats; a note that was expected with probability 1/2
// has 0.7.
var heatBounds = [heatLevels]float64{0, 0.25, 0.7, 1.5, 3, 5, 8}

// absent is the least surprise that a silent cell is drawn for.
const absent = 0.7

// Heights and widths in points.
const (
	stripHeight = 26
	barsWidth   = 34
)

// Write draws the roll in rows, as Roll.Write does.
func (u Surprise) Write(w io.Writer, f Format, s Style) error {
	s, err := s.check()
	if err != nil {
		return err
	}
	if err := u.Roll.check(); err != nil {
		return err
	}
	m := u.measure()
	more := extra{above: stripHeight + 4, beside: barsWidth, cells: m.drawCells, draw: m.drawSums}
	page, err := arrange(&u.Roll, s, heatLegend(), more)
	if err != nil {
		return err
	}
	return drawing{page.height, cmp.Or(u.Roll.Title, "Surprise along a piano roll"), page.draw}.write(w, f, s)
}

// heatLegend is the scale, from expected to surprising.
func heatLegend() (entries []entry) {
	for i, bound := range heatBounds {
		name := fmt.Sprintf("%g", bound)
		switch i {
		case 0:
			name = "nats: 0"
		case heatLevels - 1:
			name += " or more"
		}
		entries = append(entries, entry{name: name, colours: []role{heat + role(i)}})
	}
	return append(entries, entry{name: "expected, not played", colours: []role{heatColour(absent)}, thin: true})
}

func heatColour(nats float64) role {
	level := 0
	for level+1 < heatLevels && nats >= heatBounds[level+1] {
		level++
	}
	return heat + role(level)
}

// surprises is the figure with what all rows share.
type surprises struct {
	*Surprise
	steps   []float64 // nats of each step, all keys together
	highest float64   // of the steps
}

func (u *Surprise) measure() *surprises {
	m := &surprises{Surprise: u, highest: 1}
	for step := range u.Roll.Steps {
		sum := 0.0
		for key := range u.Roll.Keys {
			sum += u.nats(step, key)
		}
		m.steps = append(m.steps, sum)
		m.highest = max(m.highest, sum)
	}
	return m
}

// nats is the surprise of a cell; what is not finite is as large as the scale.
func (u *Surprise) nats(step, key int) float64 {
	v := u.NLL(step, key)
	if math.IsNaN(v) || v < 0 {
		return 0
	}
	return min(v, 100)
}

// drawCells draws each step of a note in its colour, and a thin line where the model expected a note that
// does not sound.
func (m *surprises) drawCells(s *sheet, r *row) {
	boxes := map[role][]box{}
	for key := r.keys.low; key <= min(r.keys.high, r.roll.Keys-1); key++ {
		for step := r.from; step < r.to; step++ {
			nats := m.nats(step, key)
			b := r.cell(key, step, step+1)
			if r.cellY > 4*s.pixel {
				b.bottom -= s.pixel
			}
			play, articulate := r.roll.Cell(step, key)
			switch {
			case play && articulate && step > r.from && r.roll.Articulated && r.cellX > 3*s.rule():
				b.left += s.rule() // a new note is set apart from what sounded before
			case !play && nats < absent:
				continue
			case !play:
				b.top, b.bottom = b.top+0.35*r.cellY, b.bottom-0.35*r.cellY
			}
			colour := heatColour(nats)
			boxes[colour] = append(boxes[colour], b)
		}
	}
	for colour := heat; colour < heat+heatLevels; colour++ {
		s.fill(colour, boxes[colour]...)
	}
}

// drawSums draws the strip above the grid and the bars at its right.
func (m *surprises) drawSums(s *sheet, r *row) {
	bottom := r.grid.top - 4
	var bars []box
	for step := r.from; step < r.to; step++ {
		bars = append(bars, box{r.x(step), bottom - stripHeight*m.steps[step]/m.highest, r.x(step + 1), bottom})
	}
	s.fill(run, bars...)
	s.horizontal(frame, r.grid.left, r.grid.right, bottom)
	s.horizontal(frame, r.grid.left-2.5, r.grid.left, bottom-stripHeight)
	s.text(labelFont(), ink, alignRight, r.grid.left-4, bottom-stripHeight+labelRise, significant(m.highest))
	s.text(labelFont(), faint, alignRight, r.grid.left-4, bottom, "nats")

	sums, most := map[int]float64{}, 1e-9
	for key := r.keys.low; key <= min(r.keys.high, r.roll.Keys-1); key++ {
		for step := r.from; step < r.to; step++ {
			sums[key] += m.nats(step, key)
		}
		most = max(most, sums[key])
	}
	bars = nil
	left, width := r.grid.right+4, barsWidth+gridRight(s)-edge-8
	for key := r.keys.low; key <= r.keys.high; key++ {
		if length := width * sums[key] / most; length >= s.pixel {
			bars = append(bars, box{left, r.y(key), left + length, r.y(key) + r.cellY - s.pixel})
		}
	}
	s.fill(run, bars...)
	s.vertical(frame, left-s.rule(), r.grid.top, r.grid.bottom)
	s.text(labelFont(), faint, alignRight, left+width, bottom, significant(most)+" nats")
}
