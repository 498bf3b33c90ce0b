package figure

import "math"

// drawRow draws the rows of the keys, the lines, the notes and what is around them.
func (s *sheet) drawRow(r *row, more extra) {
	s.drawKeyRows(r)
	s.drawLines(r)
	if more.cells != nil {
		more.cells(s, r)
	} else {
		s.drawNotes(r)
	}
	s.outline(frame, r.grid)
	s.drawKeyboard(r)
	if more.draw != nil {
		more.draw(s, r)
	} else {
		s.drawRange(r)
	}
	s.drawAxes(r, more.above)
}

// drawKeyRows shades the rows of black keys and the steps of the prompt.
func (s *sheet) drawKeyRows(r *row) {
	prompt := min(max(r.roll.Prompt, r.from), r.to)
	if prompt > r.from {
		s.fill(promptRow, box{r.grid.left, r.grid.top, r.x(prompt), r.grid.bottom})
	}
	var given, composed []box
	for key := r.keys.low; key <= r.keys.high; key++ {
		if !isBlack(key) {
			continue
		}
		if prompt > r.from {
			given = append(given, r.cell(key, r.from, prompt))
		}
		if prompt < r.to {
			composed = append(composed, r.cell(key, prompt, r.to))
		}
	}
	s.fill(promptBlackRow, given...)
	s.fill(blackRow, composed...)
}

// drawLines draws quarters (where there is room), octaves, measures and the end of the prompt.
func (s *sheet) drawLines(r *row) {
	const room = 7
	lines := r.roll.ruling().steps
	vertical := func(colour role, step int) {
		if step > r.from && step < r.to { // the left edge is the frame
			s.vertical(colour, r.x(step), r.grid.top, r.grid.bottom)
		}
	}
	if quarter := r.roll.StepsPerQuarter; quarter > 0 && float64(quarter)*r.cellX >= room {
		for i, start := range lines {
			end := r.to
			if i+1 < len(lines) {
				end = lines[i+1]
			}
			for step := start; step < end; step += quarter {
				vertical(quarterLine, step)
			}
		}
	}
	for key := r.keys.low + 1; key <= r.keys.high; key++ {
		if pitchClass(key) == 0 {
			bottom := r.y(key) + r.cellY
			s.fill(octaveLine, box{r.grid.left, bottom - s.rule(), r.grid.right, bottom})
		}
	}
	for _, step := range lines {
		vertical(measureLine, step)
	}
	if r.roll.Prompt > 0 {
		vertical(promptEdge, r.roll.Prompt)
	}
}

// note is a key that sounds from one step to another within a row.
type note struct {
	key, from, to int
	onset         bool // it begins in the row
	repeated      bool // the next note of the key begins where it ends
	level         int  // how hard it is struck, up to velocityLevels−1
}

// notes lists what sounds in a row.
func (r *row) notes() (all []note) {
	for key := r.keys.low; key <= min(r.keys.high, r.roll.Keys-1); key++ {
		for step := r.from; step < r.to; {
			play, articulate := r.roll.Cell(step, key)
			if !play {
				step++
				continue
			}
			n := note{key: key, from: step, onset: articulate && r.roll.Articulated, level: r.level(step, key)}
			for step++; step < r.to; step++ {
				sounds, again := r.roll.Cell(step, key)
				if n.repeated = sounds && again && r.roll.Articulated; !sounds || n.repeated {
					break
				}
			}
			n.to = step
			all = append(all, n)
		}
	}
	return all
}

// level is that of the note to which a cell belongs.
func (r *row) level(step, key int) int {
	if r.roll.Velocity == nil {
		return velocityLevels - 1
	}
	for step > 0 {
		if _, articulate := r.roll.Cell(step, key); articulate {
			break
		}
		if before, _ := r.roll.Cell(step-1, key); !before {
			break
		}
		step--
	}
	return strength(r.roll.Velocity(step, key))
}

// drawNotes draws a dark box for each onset and a lighter one for as long as the key is held, both paler for
// softer notes. A note keeps clear of the row below and of its own repetition.
func (s *sheet) drawNotes(r *row) {
	gap := s.rule()
	var onsets, holds [velocityLevels][]box
	for _, n := range r.notes() {
		b := r.cell(n.key, n.from, n.to)
		if r.cellY > 4*s.pixel {
			b.bottom -= s.pixel
		}
		if n.repeated && r.cellX > 2*gap {
			b.right -= gap
		}
		if !n.onset {
			holds[n.level] = append(holds[n.level], b)
			continue
		}
		begin := b
		begin.right = min(b.right, r.x(n.from+1))
		onsets[n.level] = append(onsets[n.level], begin)
		if n.to > n.from+1 {
			b.left = begin.right
			holds[n.level] = append(holds[n.level], b)
		}
	}
	for level, boxes := range holds {
		colour := heldColour(level)
		if !r.roll.Articulated {
			colour = sounding
		}
		s.fill(colour, boxes...)
	}
	for level, boxes := range onsets {
		s.fill(onsetColour(level), boxes...)
	}
}

// drawKeyboard draws the keys to the left of the grid, a row each, black ones short, and the names of the Cs.
func (s *sheet) drawKeyboard(r *row) {
	const blackLength = keyboardWidth * 0.6
	keyboard := box{r.grid.left - s.rule() - keyboardWidth, r.grid.top, r.grid.left - s.rule(), r.grid.bottom}
	s.fill(keyWhite, keyboard)
	var seams, blacks []box
	octavesPerName := int(math.Ceil((labelSize + 0.5) / (12 * r.cellY)))
	for key := r.keys.low; key <= r.keys.high; key++ {
		top := r.y(key)
		switch class := pitchClass(key); {
		case isBlack(key):
			middle := top + r.cellY/2 // white keys meet in the middle of a black one, and below E and B
			seams = append(seams, box{keyboard.left, middle, keyboard.right, middle + s.rule()})
			blacks = append(blacks, box{keyboard.left, top, keyboard.left + blackLength, top + r.cellY})
		case class == 0 || class == 5:
			seams = append(seams, box{keyboard.left, top + r.cellY - s.rule(), keyboard.right, top + r.cellY})
		}
		if octave := (key + lowestKey) / 12; pitchClass(key) == 0 && octave%octavesPerName == 0 {
			s.text(labelFont(), ink, alignRight, keyboard.left-3, top+r.cellY/2+labelRise/2, keyName(key))
		}
	}
	if r.cellY > 2.5*s.rule() {
		s.fill(keySeam, seams...)
	}
	s.fill(keyBlack, blacks...)
	s.outline(frame, keyboard)
}

// drawRange names the lowest and the highest key that sound in the row, at its right edge.
func (s *sheet) drawRange(r *row) {
	used := r.roll.sounding(r.from, r.to)
	used = keyRange{max(used.low, r.keys.low), min(used.high, r.keys.high)}
	if used.empty() {
		return
	}
	x, high, low := r.grid.right+s.rule(), r.y(used.high)+r.cellY/2, r.y(used.low)+r.cellY/2
	s.horizontal(frame, x, x+2.5, high)
	s.horizontal(frame, x, x+2.5, low)
	lowText := max(low, high+labelRise+2)
	if used.low == used.high {
		lowText = high
	}
	s.text(labelFont(), ink, alignLeft, x+4, high+labelRise/2, keyName(used.high))
	s.text(labelFont(), ink, alignLeft, x+4, lowText+labelRise/2, keyName(used.low))
}
