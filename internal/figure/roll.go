package figure

import (
	"cmp"
	"fmt"
	"io"
	"math"
)

// lowestKey is the MIDI number of key 0, the A0 at the left end of a piano.
const lowestKey = 21

// Roll is a piano roll: T steps along the horizontal axis, keys along the vertical one.
type Roll struct {
	Steps int // T, 0 or more
	Keys  int // 1 to 88; key 0 is A0, MIDI number 21

	// Cell tells whether a key sounds during a step, and whether a note begins (articulate) in it.
	// Articulate without play is drawn as silence.
	Cell func(step, key int) (play, articulate bool)

	// Velocity is how hard the onset of a key in a step is struck, above 0 to 1, or 0 where it is not known. Nil: no
	// velocities are known. Softer notes are drawn paler.
	Velocity func(step, key int) float64

	// Articulated is false for music without onsets: all notes have one colour.
	Articulated bool

	// Measures are the steps at which measures begin, in increasing order. Steps before the first are a pickup
	// without a number. Without measures, the axis counts steps.
	Measures     []int
	FirstMeasure int // number of the first of Measures; 0: 1
	FirstStep    int // position of step 0 in the piece, for the axes of an excerpt

	StepsPerQuarter   int     // 0: unknown
	QuartersPerMinute float64 // 0: unknown, and the figure has no time axis

	// Prompt is the number of steps that were given and not composed. They are shaded.
	Prompt int

	AllKeys bool   // show every key instead of the octaves that sound
	MaxRows int    // show the beginning of a roll that takes more rows; 0: as many as fit
	Title   string // drawn above; cut with an ellipsis where it is too long
}

// Write draws the roll. A roll of up to about 130 steps at a width of 85 mm, or 300 at 170 mm, is one row; a
// longer one wraps at measure lines into several rows, like a score. If the rows do not fit the height, which
// is at most 3.2 times the width unless s.Height says otherwise, the figure shows the beginning and says so.
func (r Roll) Write(w io.Writer, f Format, s Style) error {
	s, err := s.check()
	if err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	page, err := arrange(&r, s, legendOf(&r), extra{})
	if err != nil {
		return err
	}
	return drawing{page.height, cmp.Or(r.Title, "Piano roll"), page.draw}.write(w, f, s)
}

// check finds what cannot be drawn.
func (r *Roll) check() error {
	if r.Keys < 1 || r.Keys > 88 {
		return fmt.Errorf("figure: a roll has 1 to 88 keys, not %d", r.Keys)
	}
	if r.Steps < 0 {
		return fmt.Errorf("figure: a roll has 0 or more steps, not %d", r.Steps)
	}
	for i := 1; i < len(r.Measures); i++ {
		if r.Measures[i] <= r.Measures[i-1] {
			return fmt.Errorf("figure: measure %d begins at step %d, not after measure %d at step %d",
				i+1, r.Measures[i], i, r.Measures[i-1])
		}
	}
	if q := r.QuartersPerMinute; math.IsNaN(q) || math.IsInf(q, 0) || q < 0 {
		return fmt.Errorf("figure: a tempo of %v quarters per minute", q)
	}
	return nil
}

// secondsPerStep is 0 where the tempo or the grid is unknown.
func (r *Roll) secondsPerStep() float64 {
	if r.StepsPerQuarter <= 0 || r.QuartersPerMinute <= 0 {
		return 0
	}
	return 60 / (r.QuartersPerMinute * float64(r.StepsPerQuarter))
}
