package figure

import (
	"fmt"
	"image"
)

// drawSystem draws the rows, the lines, the notes and what is around them.
func (c *canvas) drawSystem(s *system, withSeconds bool) {
	c.drawRows(s)
	c.drawLines(s)
	for key := s.keys.low; key <= min(s.keys.high, s.roll.Keys-1); key++ {
		for step := s.from; step < s.to; step++ {
			c.drawCell(s, step, key)
		}
	}
	c.frame(s.grid)
	c.drawKeyboard(s)
	c.drawRange(s)
	c.drawAxes(s, withSeconds)
}

// drawRows shades the rows of black keys and the steps of the prompt.
func (c *canvas) drawRows(s *system) {
	prompt := s.column(min(max(s.roll.Prompt, s.from), s.to))
	for key := s.keys.low; key <= s.keys.high; key++ {
		given, composed := promptRow, paper
		if isBlack(key) {
			given, composed = promptBlackRow, blackRow
		}
		top, bottom := s.row(key)
		c.fill(image.Rect(s.grid.Min.X, top, prompt, bottom), given)
		c.fill(image.Rect(prompt, top, s.grid.Max.X, bottom), composed)
	}
}

// drawLines draws quarters (where there is room), octaves, measures and the end of the prompt.
func (c *canvas) drawLines(s *system) {
	const room = 24
	lines := s.roll.ruling().steps
	if quarter := s.roll.StepsPerQuarter; quarter > 0 && quarter*s.cell.X >= room {
		for i, start := range lines {
			end := s.to
			if i+1 < len(lines) {
				end = lines[i+1]
			}
			for step := start; step < end; step += quarter {
				c.drawLine(s, step, quarterLine)
			}
		}
	}
	for key := s.keys.low + 1; key <= s.keys.high; key++ {
		if pitchClass(key) == 0 {
			_, bottom := s.row(key)
			c.fill(image.Rect(s.grid.Min.X, bottom-1, s.grid.Max.X, bottom), octaveLine)
		}
	}
	for _, step := range lines {
		c.drawLine(s, step, measureLine)
	}
	if s.roll.Prompt > 0 {
		c.drawLine(s, s.roll.Prompt, promptEdge)
	}
}

// drawLine draws a vertical line before a step that lies within the system; its left edge is the frame.
func (c *canvas) drawLine(s *system, step int, colour uint8) {
	if step > s.from && step < s.to {
		x := s.column(step)
		c.fill(image.Rect(x, s.grid.Min.Y, x+1, s.grid.Max.Y), colour)
	}
}

// drawCell draws what a key does in a step. A note keeps clear of the row below, and of its own repetition.
func (c *canvas) drawCell(s *system, step, key int) {
	play, articulate := s.roll.Cell(step, key)
	if !play {
		return
	}
	top, bottom := s.row(key)
	bar := image.Rect(s.column(step), top, s.column(step+1), bottom)
	if s.cell.Y > 2 {
		bar.Max.Y--
	}
	if !s.roll.Articulated {
		c.fill(bar, sounds)
		return
	}
	if step+1 < s.roll.Steps {
		if again, strike := s.roll.Cell(step+1, key); again && strike {
			bar.Max.X--
		}
	}
	if articulate {
		c.fill(bar, struck)
	} else {
		c.fill(bar, held)
	}
}

// draw draws a single roll.
func (r *Roll) draw() *canvas {
	systems, size := r.layout()
	c := newCanvas(size.X, size.Y, newTypefaces())
	title := r.Title
	if shown := systems[len(systems)-1].to; shown < r.Steps {
		title = fmt.Sprintf("The first %d of %d steps. %s", shown, r.Steps, title)
	}
	c.drawHead(title, legendOf(r))
	for _, s := range systems {
		c.drawSystem(s, true)
	}
	if r.sounding(0, r.Steps).empty() {
		top := systems[0].grid.Min.Y
		c.drawSilent(image.Rect(edge+leftMargin, top, size.X-edge-rightMargin, systems[0].grid.Max.Y))
	}
	return c
}

// drawSilent says that nothing is missing: there is nothing to be seen.
func (c *canvas) drawSilent(within image.Rectangle) {
	const text = "silent"
	w := c.title.width(text)
	at := image.Pt((within.Min.X+within.Max.X-w)/2, (within.Min.Y+within.Max.Y)/2)
	c.fill(image.Rect(at.X-10, at.Y-22, at.X+w+10, at.Y+12), paper)
	c.text(c.title, at.X, at.Y, text)
}
