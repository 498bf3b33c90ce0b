package figure

// entry is one item of the legend of a roll: a swatch, and what it stands for.
type entry struct {
	name    string
	colours []role // from left to right
	thin    bool   // the swatch is a thin line
}

// legendOf lists what a figure of these rolls shows in any of them.
func legendOf(rolls ...*Roll) []entry {
	var articulated, frames, prompt bool
	lightest, softer := velocityLevels-1, ""
	for _, r := range rolls {
		if r.Velocity != nil {
			lightest, softer = 0, ", soft to loud"
		}
		articulated, frames, prompt = articulated || r.Articulated, frames || !r.Articulated, prompt || r.Prompt > 0
	}
	var entries []entry
	if articulated {
		onsets, holds := entry{name: "onset" + softer}, entry{name: "held"}
		for level := lightest; level < velocityLevels; level++ {
			onsets.colours, holds.colours = append(onsets.colours, onsetColour(level)), append(holds.colours, heldColour(level))
		}
		entries = append(entries, onsets, holds)
	}
	if frames {
		entries = append(entries, entry{name: "sounding", colours: []role{sounding}})
	}
	if prompt {
		entries = append(entries, entry{name: "prompt", colours: []role{promptRow, promptBlackRow}})
	}
	return entries
}

// head is the title and the legend of a roll: in one line where both fit, or else with the legend in lines of
// its own.
type head struct {
	title   string
	entries []entry
	lines   int
	x       []float64 // where the entries begin, from the left of the legend
	line    []int     // and their lines, from that of the title
}

const swatchWidth, swatchGap, entryGap = 12.0, 3.5, 10.0

func newHead(s *sheet, title string, entries []entry) head {
	h := head{title: title, entries: entries, lines: 1}
	total := -entryGap
	for _, e := range entries {
		total += e.width(s)
	}
	room := s.width - 2*edge
	if titleWidth := s.textWidth(titleFont(), title); title != "" && len(entries) > 0 && titleWidth+entryGap+total > room {
		h.lines = 2
	}
	x := room - total // at the right of the title
	if h.lines == 2 || total > room {
		x = 0
	}
	for _, e := range entries {
		if x > 0 && x+e.width(s)-entryGap > room+0.1 {
			x = 0
			h.lines++
		}
		h.x, h.line = append(h.x, edge+x), append(h.line, h.lines-1)
		x += e.width(s)
	}
	return h
}

// width is what an entry takes with the gap after it.
func (e *entry) width(s *sheet) float64 {
	return swatchWidth + swatchGap + s.textWidth(labelFont(), e.name) + entryGap
}

func (h *head) height() float64 { return float64(h.lines)*lineSkip + 4 }

func (h *head) draw(s *sheet) {
	baseline := edge + 8.0
	s.text(titleFont(), ink, alignLeft, edge, baseline, s.elide(titleFont(), h.title, s.width-2*edge))
	for i, e := range h.entries {
		x, baseline := h.x[i], baseline+float64(h.line[i])*lineSkip
		part := swatchWidth / float64(len(e.colours))
		for j, colour := range e.colours {
			b := box{x + float64(j)*part, baseline - labelRise, x + float64(j+1)*part, baseline + 0.5}
			if e.thin {
				b.top, b.bottom = b.top+2.2, b.bottom-2.2
			}
			s.fill(colour, b)
		}
		s.text(labelFont(), ink, alignLeft, x+swatchWidth+swatchGap, baseline, e.name)
	}
}
