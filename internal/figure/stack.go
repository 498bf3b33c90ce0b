package figure

import (
	"cmp"
	"fmt"
	"io"
)

// MostRolls is the number of rolls that a stack shows at most.
const MostRolls = 12

// Stack is several rolls below one another on the same scale, each with a caption: samples of checkpoints or
// of runs. The titles of the rolls are not drawn. Of more than 12 rolls it shows 12, evenly spread, the first
// and the last among them.
type Stack struct {
	Title    string
	Rolls    []Roll
	Captions []string // one for each roll

	// Learning is for samples of the checkpoints of one run. Then the later half decides which keys are
	// shown, so that the noise of the first samples does not shrink the music of the last ones; a caption
	// says where keys sound beyond them.
	Learning bool
}

// Write draws the stack. Every roll is one row; of rolls of more than about 150 steps at a width of 85 mm, or
// 370 at 170 mm, it shows the beginning.
//
// Write panics if a roll lacks its caption.
func (k Stack) Write(w io.Writer, f Format, s Style) error {
	s, err := s.check()
	if err != nil {
		return err
	}
	if len(k.Rolls) != len(k.Captions) {
		panic(fmt.Sprintf("figure: %d rolls with %d captions", len(k.Rolls), len(k.Captions)))
	}
	for i := range k.Rolls {
		if err := k.Rolls[i].check(); err != nil {
			return fmt.Errorf("%s: %w", k.Captions[i], err)
		}
	}
	d, err := k.arrange(s)
	if err != nil {
		return err
	}
	return d.write(w, f, s)
}

// captionedRow is a row of a stack.
type captionedRow struct {
	row
	caption string
}

const captionHeight = 11 // caption of a roll in points

// arrange lays out the stack.
func (k *Stack) arrange(style Style) (drawing, error) {
	s := style.layout()
	shown := thin(len(k.Rolls), MostRolls)
	title := k.Title
	if len(shown) < len(k.Rolls) {
		title = fmt.Sprintf("%d of %d samples. %s", len(shown), len(k.Rolls), title)
	}
	if len(shown) == 0 {
		h := newHead(s, k.Title, nil)
		return drawing{h.height() + 30, cmp.Or(k.Title, "no samples yet"), func(s *sheet) {
			h.draw(s)
			s.text(labelFont(), faint, alignLeft, edge, edge+h.height()+8, "no samples yet")
		}}, nil
	}
	var rolls []*Roll
	for _, i := range shown {
		rolls = append(rolls, &k.Rolls[i])
	}
	h := newHead(s, title, legendOf(rolls...))
	scale := k.scale(s, style, rolls, h.height())
	if scale.cellY < s.pixel {
		return drawing{}, fmt.Errorf("figure: height %.4g mm is too small for %d rolls", style.Height, len(rolls))
	}
	var rows []*captionedRow
	top := edge + h.height()
	for n, i := range shown {
		r := &k.Rolls[i]
		one := &captionedRow{row: row{roll: r, span: span{0, min(r.Steps, scale.steps)}, keys: scale.keys, cellX: scale.cellX, cellY: scale.cellY,
			seconds: scale.clocks || n == len(shown)-1}}
		one.caption = r.captioned(k.Captions[i], one.span, scale.keys)
		one.place(gridLeft(s), s.snap(top+captionHeight+numberHeight))
		rows = append(rows, one)
		top = one.grid.bottom + rowGap
		if one.seconds && r.secondsPerStep() > 0 {
			top += secondsHeight
		}
	}
	return drawing{top - rowGap + edge, cmp.Or(title, "Piano rolls"), func(s *sheet) {
		h.draw(s)
		for _, r := range rows {
			x := gridLeft(s) - keyboardWidth
			caption := s.elide(boldFont(), r.caption, s.width-edge-x)
			s.text(boldFont(), ink, alignLeft, x, r.grid.top-numberHeight-3, caption)
			s.drawRow(&r.row, extra{})
		}
	}}, nil
}

// stackScale is what the rolls of a stack share.
type stackScale struct {
	keys         keyRange
	steps        int // of the longest row
	cellX, cellY float64
	clocks       bool // each roll has its own time axis, since their tempos differ
}

func (k *Stack) scale(s *sheet, style Style, rolls []*Roll, headHeight float64) stackScale {
	const narrowest, highest = 1.15, 130 // points of a step, and of the grid of a roll
	width := s.width - gridLeft(s) - gridRight(s)
	scale := stackScale{steps: 1}
	for _, r := range rolls {
		scale.steps = max(scale.steps, min(r.Steps, int(width/narrowest)))
		scale.clocks = scale.clocks || r.secondsPerStep() != rolls[0].secondsPerStep()
	}
	first := 0
	if k.Learning {
		first = len(rolls) / 2
	}
	scale.keys = stackKeys(rolls, first, scale.steps)
	scale.cellX = min(width/float64(scale.steps), widestCell)
	fixed := captionHeight + numberHeight + rowGap + 0.0
	axes := secondsHeight + 0.0
	if scale.clocks {
		fixed, axes = fixed+secondsHeight, 0
	}
	room := (style.maxHeight()-2*edge-headHeight-axes)/float64(len(rolls)) - fixed
	if style.Height == 0 {
		room = min(room, highest, 40+0.12*s.width)
	}
	scale.cellY = s.floor(min(room/float64(scale.keys.count()), 4.2))
	if style.Height == 0 {
		scale.cellY = max(scale.cellY, s.floor(max(lowestRow, s.pixel)))
	}
	return scale
}

// stackKeys is the range of keys that rows of a given number of steps show: the octaves that sound in the
// rolls from number first on, or the whole keyboard where one of the rolls asks for it.
func stackKeys(rolls []*Roll, first, steps int) keyRange {
	keyboard, used, all := 0, noKeys, false
	for i, r := range rolls {
		if i >= first {
			used = used.union(r.sounding(0, min(r.Steps, steps)))
		}
		keyboard, all = max(keyboard, r.Keys), all || r.AllKeys
	}
	if all {
		return keyRange{0, keyboard - 1}
	}
	return octaves(used, keyboard)
}

// captioned is the caption of a row of a stack, with what the row does not show.
func (r *Roll) captioned(caption string, shown span, keys keyRange) string {
	if shown.to < r.Steps {
		caption += fmt.Sprintf(" (the first %d of %d steps)", shown.to, r.Steps)
	}
	used := r.sounding(shown.from, shown.to)
	if used.empty() {
		caption += ": silent"
	} else if used.low < keys.low || used.high > keys.high {
		caption += fmt.Sprintf(" (%s to %s, not all shown)", keyName(used.low), keyName(used.high))
	}
	return caption
}

// thin picks at most a given number of of n indices, evenly, with the first and the last.
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
