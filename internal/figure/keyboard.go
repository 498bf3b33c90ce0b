package figure

import (
	"fmt"
	"image"
)

// pitchClass counts semitones from C, 0 to 11.
func pitchClass(key int) int { return (key + lowestKey) % 12 }

func isBlack(key int) bool {
	switch pitchClass(key) {
	case 1, 3, 6, 8, 10:
		return true
	}
	return false
}

// keyName is the name in scientific pitch notation: middle C, MIDI number 60, is C4.
func keyName(key int) string {
	names := [12]string{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"}
	return fmt.Sprintf("%s%d", names[pitchClass(key)], (key+lowestKey)/12-1)
}

// drawKeyboard draws the keys to the left of the grid, a row each, black ones short, and the names of the Cs.
func (c *canvas) drawKeyboard(s *system) {
	strip := image.Rect(s.grid.Min.X-1-keyboardWidth, s.grid.Min.Y, s.grid.Min.X-1, s.grid.Max.Y)
	for key := s.keys.low; key <= s.keys.high; key++ {
		row := strip
		row.Min.Y, row.Max.Y = s.row(key)
		c.drawKey(row, key)
		if pitchClass(key) == 0 {
			middle := (row.Min.Y + row.Max.Y) / 2
			c.text(c.label, strip.Min.X-5-c.label.width(keyName(key)), middle+labelRise/2, keyName(key))
		}
	}
	c.frame(strip)
}

// drawKey draws one key. Two white keys meet below the E and the B, and in the middle of a black key.
func (c *canvas) drawKey(row image.Rectangle, key int) {
	const blackLength = keyboardWidth * 3 / 5
	if isBlack(key) {
		seam := (row.Min.Y + row.Max.Y) / 2
		c.fill(image.Rect(row.Min.X, seam, row.Max.X, seam+1), keySeam)
		c.fill(image.Rect(row.Min.X, row.Min.Y, row.Min.X+blackLength, row.Max.Y), keyBlack)
		return
	}
	if class := pitchClass(key); class == 0 || class == 5 {
		c.fill(image.Rect(row.Min.X, row.Max.Y-1, row.Max.X, row.Max.Y), keySeam)
	}
}

// drawRange names the lowest and the highest key that the system shows sounding, at its right edge.
func (c *canvas) drawRange(s *system) {
	used := s.roll.sounding(s.from, s.to)
	used = keyRange{max(used.low, s.keys.low), min(used.high, s.keys.high)}
	if used.empty() {
		return
	}
	middle := func(key int) int {
		top, bottom := s.row(key)
		return (top + bottom) / 2
	}
	x, high, low := s.grid.Max.X+1, middle(used.high), middle(used.low)
	c.fill(image.Rect(x, high, x+4, high+1), ink)
	c.fill(image.Rect(x, low, x+4, low+1), ink)
	lowText := max(low, high+labelRise+4)
	if used.low == used.high {
		lowText = high
	}
	c.text(c.label, x+7, high+labelRise/2, keyName(used.high))
	c.text(c.label, x+7, lowText+labelRise/2, keyName(used.low))
}
