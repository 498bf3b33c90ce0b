package figure

import "image"

// entry is a line of the legend: a swatch, and what it stands for.
type entry struct {
	name    string
	colours []uint8 // from left to right
}

// legendOf lists what a picture of these rolls shows in any of them.
func legendOf(rolls ...*Roll) []entry {
	articulated, frames, given := kinds(rolls)
	var entries []entry
	if articulated {
		entries = append(entries, entry{"struck", []uint8{struck}}, entry{"held", []uint8{held}})
	}
	if frames {
		entries = append(entries, entry{"sounding", []uint8{sounds}})
	}
	if given {
		entries = append(entries, entry{"given", []uint8{promptRow, promptBlackRow}})
	}
	return entries
}

// kinds tells whether any of the rolls tells struck from held, whether any does not, and whether any has steps that were given.
func kinds(rolls []*Roll) (articulated, frames, given bool) {
	for _, r := range rolls {
		articulated, frames, given = articulated || r.Articulated, frames || !r.Articulated, given || r.Prompt > 0
	}
	return articulated, frames, given
}

// drawHead writes the title at the left and the legend at the right of the first row.
func (c *canvas) drawHead(title string, entries []entry) {
	const swatch, gap, between = 26, 7, 22
	baseline := edge + 16
	left := c.Rect.Max.X - edge - rightMargin + between
	for _, e := range entries {
		left -= between + swatch + gap + c.label.width(e.name)
	}
	c.text(c.title, edge, baseline, c.title.elide(title, left-between-edge))
	for x, i := left, 0; i < len(entries); i++ {
		box := image.Rect(x, baseline-labelRise-1, x+swatch, baseline+1)
		part := swatch / len(entries[i].colours)
		for j, colour := range entries[i].colours {
			c.fill(image.Rect(x+j*part, box.Min.Y, x+(j+1)*part, box.Max.Y), colour)
		}
		c.text(c.label, box.Max.X+gap, baseline, entries[i].name)
		x = box.Max.X + gap + c.label.width(entries[i].name) + between
	}
}
