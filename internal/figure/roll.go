package figure

import (
	"fmt"
	"io"
	"math"
)

// lowestKey is the MIDI number of key 0, the A0 at the left end of a piano.
const lowestKey = 21

// Roll is a piano roll as it is drawn: T steps along the horizontal axis, keys along the vertical one.
type Roll struct {
	Steps int // T, 0 or more
	Keys  int // 1 to 88; key 0 is A0, MIDI number 21

	// Cell tells whether a key sounds during a step, and whether it was struck in it.
	// Articulate without play is drawn as silence.
	Cell func(step, key int) (play, articulate bool)

	// Articulated is false for a corpus that does not tell struck from held: all notes have one tone.
	Articulated bool

	// Measures are the steps at which measures begin, rising. Steps before the first are a pickup
	// without a number. Without any, the axis counts steps.
	Measures []int

	StepsPerQuarter   int     // 0: unknown
	QuartersPerMinute float64 // 0: unknown, and the picture has no axis of seconds

	// Prompt is the number of steps that were given, not composed. They are shaded.
	Prompt int

	AllKeys bool   // show every key instead of the octaves that sound
	Title   string // drawn above; cut with an ellipsis where it is too long
}

// WriteRoll draws one roll as a PNG. A roll of 128 steps is one row of about 1500 × 600 pixels; a long
// one wraps at measure lines into several rows, like a score. The picture is never higher than 4800
// pixels: of a piece that needs more (13,000 steps where all octaves sound), it shows the beginning and says so.
//
// The error is a roll that contradicts itself, or what w returns.
func WriteRoll(w io.Writer, roll Roll) error {
	if err := roll.check(); err != nil {
		return err
	}
	return roll.draw().encode(w)
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
		return fmt.Errorf("figure: a tempo of %v quarters a minute", q)
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

// keyRange is a range of keys, both ends included. Without a key it is empty: low > high.
type keyRange struct{ low, high int }

var noKeys = keyRange{low: 88, high: -1}

func (k keyRange) empty() bool { return k.low > k.high }
func (k keyRange) count() int  { return k.high - k.low + 1 }

func (k keyRange) union(other keyRange) keyRange {
	return keyRange{min(k.low, other.low), max(k.high, other.high)}
}

// sounding is the range of the keys that sound in steps from to to-1.
func (r *Roll) sounding(from, to int) keyRange {
	used := noKeys
	for step := from; step < to; step++ {
		for key := range r.Keys {
			if play, _ := r.Cell(step, key); play {
				used = used.union(keyRange{key, key})
			}
		}
	}
	return used
}

// octaves widens what sounds to whole octaves, C to B, and to at least three of them, within a
// keyboard of so many keys. Silence gives the three octaves from C3.
func octaves(used keyRange, keys int) keyRange {
	const fewest = 36
	if used.empty() {
		used = keyRange{60 - lowestKey, 60 - lowestKey}
	}
	low := used.low - pitchClass(used.low)
	high := used.high + 11 - pitchClass(used.high)
	for min(high, keys-1)-max(low, 0)+1 < min(fewest, keys) {
		if low > 0 && (used.low-low <= high-used.high || high >= keys-1) {
			low -= 12
		} else {
			high += 12
		}
	}
	return keyRange{max(low, 0), min(high, keys-1)}
}

// shown is the range of keys in the picture of a roll whose notes span used.
func (r *Roll) shown(used keyRange) keyRange {
	if r.AllKeys {
		return keyRange{0, r.Keys - 1}
	}
	return octaves(used, r.Keys)
}
