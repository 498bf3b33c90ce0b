package figure

import (
	"fmt"
	"image"
	"io"
)

// mostSamples is the number of rolls that a stack shows at most.
const mostSamples = 12

// Rolls draws several rolls as one PNG, stacked in their order and all on the same scale: what a network
// composed at one checkpoint after the other, each with its caption. Of more than 12 it shows 12, evenly
// spread, the first and the last among them. Every roll is one row; of rolls longer than some 470 steps it
// shows the beginning. The titles of the rolls are not drawn.
//
// The error is a roll that contradicts itself, or what w returns. Rolls panics where a roll lacks its caption.
func Rolls(w io.Writer, rolls []Roll, captions []string) error {
	return writeStack(w, rolls, captions, 0)
}

// Learning is Rolls for samples of a network that learns, from first to last. The later half decides which keys are shown, so that the
// noise of the first samples does not make the music of the last ones small; a caption says where keys sound beyond them.
func Learning(w io.Writer, rolls []Roll, captions []string) error {
	return writeStack(w, rolls, captions, min(len(rolls), mostSamples)/2)
}

// writeStack draws rolls under one another, with the keys that sound in those from `telling` on.
func writeStack(w io.Writer, rolls []Roll, captions []string, telling int) error {
	if err := checkStack(rolls, captions); err != nil {
		return err
	}
	return drawStack(rolls, captions, telling).encode(w)
}

// checkStack panics where a roll lacks its caption, and returns the error of the first roll that contradicts itself.
func checkStack(rolls []Roll, captions []string) error {
	if len(rolls) != len(captions) {
		panic(fmt.Sprintf("figure: %d rolls with %d captions", len(rolls), len(captions)))
	}
	for i := range rolls {
		if err := rolls[i].check(); err != nil {
			return fmt.Errorf("%s: %w", captions[i], err)
		}
	}
	return nil
}

// thin picks at most so many of n indices, evenly, with the first and the last.
func thin(n, most int) []int {
	if n <= most {
		most = n
	}
	picked := make([]int, most)
	for i := 1; i < most; i++ {
		picked[i] = (2*i*(n-1) + most - 1) / (2 * (most - 1))
	}
	return picked
}

// pick returns the rolls that a stack shows, with their captions.
func pick(rolls []Roll, captions []string) (shown []*Roll, names []string) {
	for _, i := range thin(len(rolls), mostSamples) {
		shown, names = append(shown, &rolls[i]), append(names, captions[i])
	}
	return shown, names
}

// stack is the scale that the rolls of a picture share.
type stack struct {
	keys   keyRange
	steps  int // of the longest row
	cell   image.Point
	clocks bool // each roll has its own axis of seconds, as their tempi differ
}

// newStack makes the cells as large as the width of the picture and the heights of a roll and of all allow.
func newStack(rolls []*Roll, telling int) stack {
	const shortest = 3 // pixels of a step
	var s stack
	for _, r := range rolls {
		s.steps = max(s.steps, min(r.Steps, widestGrid/shortest))
		s.clocks = s.clocks || r.secondsPerStep() != rolls[0].secondsPerStep()
	}
	s.keys = stackKeys(rolls, telling, s.steps)
	s.cell.X = min(widestGrid/max(s.steps, 1), largestWidth)
	room := (highestPicture-2*edge-headHeight-secondsHeight)/len(rolls) - s.height()
	s.cell.Y = min(min(room, stackedHeight)/s.keys.count(), largestHeight)
	return s
}

// stackKeys is the range of keys that rows of so many steps show: the octaves that sound in the rolls from `telling` on, or
// the whole keyboard where one of the rolls asks for it.
func stackKeys(rolls []*Roll, telling, steps int) keyRange {
	keyboard, used, all := 0, noKeys, false
	for i, r := range rolls {
		if i >= telling {
			used = used.union(r.sounding(0, min(r.Steps, steps)))
		}
		keyboard, all = max(keyboard, r.Keys), all || r.AllKeys
	}
	if all {
		return keyRange{0, keyboard - 1}
	}
	return octaves(used, keyboard)
}

// height is what a roll takes with its caption, its axes and the gap below it. As long as the cells have
// no size, the grid has none.
func (s *stack) height() int {
	h := captionHeight + numberHeight + s.keys.count()*s.cell.Y + systemGap
	if s.clocks {
		h += secondsHeight
	}
	return h
}

func drawStack(rolls []Roll, captions []string, telling int) *canvas {
	t := newTypefaces()
	shown, names := pick(rolls, captions)
	if len(shown) == 0 {
		c := newCanvas(narrowest, 200, t)
		c.text(c.title, edge, edge+16, "no samples yet")
		return c
	}
	scale := newStack(shown, telling)
	top := edge + headHeight
	width := max(narrowest, 2*edge+leftMargin+scale.steps*scale.cell.X+rightMargin)
	height := top + len(shown)*scale.height() - systemGap + edge
	if !scale.clocks && shown[0].secondsPerStep() > 0 {
		height += secondsHeight
	}
	c := newCanvas(width, height, t)

	title, entries := "", legendOf(shown...)
	if len(shown) < len(rolls) {
		title = fmt.Sprintf("%d of %d checkpoints", len(shown), len(rolls))
	}
	c.drawHead(title, entries)
	for i, r := range shown {
		s := &system{roll: r, span: span{0, min(r.Steps, scale.steps)}, keys: scale.keys, cell: scale.cell}
		s.place(top + i*scale.height() + captionHeight + numberHeight)
		c.drawCaption(s, names[i])
		c.drawSystem(s, scale.clocks || i == len(shown)-1)
	}
	return c
}

// drawCaption writes the caption of a roll above its measure numbers, and what it does not show.
func (c *canvas) drawCaption(s *system, caption string) {
	caption = s.roll.captioned(caption, s.span, s.keys)
	c.text(c.caption, s.grid.Min.X, s.grid.Min.Y-numberHeight-5, c.caption.elide(caption, c.Rect.Max.X-edge-s.grid.Min.X))
}

// captioned is the caption of a row of a stack, with what the row does not show.
func (r *Roll) captioned(caption string, row span, keys keyRange) string {
	if row.to < r.Steps {
		caption += fmt.Sprintf(" (the first %d of %d steps)", row.to, r.Steps)
	}
	used := r.sounding(row.from, row.to)
	if used.empty() {
		caption += ": silent"
	} else if used.low < keys.low || used.high > keys.high {
		caption += fmt.Sprintf(": keys sound from %s to %s, also beyond those shown", keyName(used.low), keyName(used.high))
	}
	return caption
}
