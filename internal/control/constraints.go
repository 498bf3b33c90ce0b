package control

import (
	"fmt"

	"workbench/features"
)

// Cells is the set of states that a cell may have: bit 1<<c is set if c is allowed.
type Cells uint8

// The demands on one cell.
const (
	MustBeSilent = Cells(1 << features.Silent)
	MustBegin    = Cells(1 << features.Onset)
	MustSound    = Cells(1<<features.Held | 1<<features.Onset)
	Free         = MustBeSilent | MustSound
)

// Only allows one state.
func Only(c features.Cell) Cells { return 1 << c.State() }

// Allows tells whether the cell may have a state.
func (s Cells) Allows(c features.Cell) bool { return s>>c.State()&1 == 1 }

// decided tells whether only one state is left.
func (s Cells) decided() bool { return s&(s-1) == 0 }

// Step is what a step must keep to.
type Step struct {
	Cells [features.Keys]Cells // by key, lowest first
	// Velocities are those of kept onsets; 0 leaves the velocity open.
	Velocities [features.Keys]features.Velocity
	// MinKeys and MaxKeys bound the number of keys that sound.
	MinKeys, MaxKeys int
	// Bass is the pitch class of the lowest key that sounds, C = 0, as a bit; 0 allows every class.
	Bass classes
}

// FreeStep is a step without demands.
func FreeStep() Step {
	s := Step{MaxKeys: features.Keys}
	for n := range s.Cells {
		s.Cells[n] = Free
	}
	return s
}

// Decided tells whether every cell has only one state left.
func (s *Step) Decided() bool {
	for _, allowed := range s.Cells {
		if !allowed.decided() {
			return false
		}
	}
	return true
}

// AllowsBass tells whether a MIDI key may be the lowest that sounds.
func (s *Step) AllowsBass(key int) bool { return s.Bass == 0 || s.Bass.has(key) }

// Constraints are demands on a piece, step by step from its first one.
type Constraints struct {
	Steps []Step

	transposed int // semitones by which the roll is higher than the music that the user speaks of
}

// New returns constraints on a number of steps; all cells are free.
func New(steps int) *Constraints {
	c := &Constraints{Steps: make([]Step, steps)}
	for t := range c.Steps {
		c.Steps[t] = FreeStep()
	}
	return c
}

// restrict takes states from those that key n may have. A cell that is decided already, or would have none
// left, stays as it is.
func (s *Step) restrict(n int, to Cells) {
	if !s.Cells[n].decided() && s.Cells[n]&to != 0 {
		s.Cells[n] &= to
	}
}

// KeepTo silences the free cells of all keys, as the user knows them, for which within is false.
func (c *Constraints) KeepTo(from, to int, within func(key int) bool) {
	for t := max(from, 0); t < min(to, len(c.Steps)); t++ {
		for n := range c.Steps[t].Cells {
			if !within(n + features.Lowest - c.transposed) {
				c.Steps[t].restrict(n, MustBeSilent)
			}
		}
	}
}

// EndOn makes the steps from a given one to the end sound nothing but a triad on a tonic, as a pitch class that
// the user knows, with the tonic in the bass.
func (c *Constraints) EndOn(tonic int, minor bool, from int) {
	third := 4
	if minor {
		third = 3
	}
	triad := above(tonic, []int{0, third, 7})
	c.KeepTo(from, len(c.Steps), triad.has)
	for t := from; t < len(c.Steps); t++ {
		c.Steps[t].MinKeys = max(c.Steps[t].MinKeys, 1)
	}
	c.setBass(from, len(c.Steps), tonic)
}

// setBass makes a pitch class, as the user knows it, that of the lowest key that sounds.
func (c *Constraints) setBass(from, to, class int) {
	for t := max(from, 0); t < min(to, len(c.Steps)); t++ {
		c.Steps[t].Bass = above(class+c.transposed, []int{0})
	}
}

// Bound bounds the number of keys that sound in each step of which anything is left to compose.
func (c *Constraints) Bound(minKeys, maxKeys int) {
	for t := range c.Steps {
		if !c.Steps[t].Decided() {
			c.Steps[t].MinKeys, c.Steps[t].MaxKeys = minKeys, maxKeys
		}
	}
}

// sound asks for a key in each step where one may sound. Silence is within every scale and chord, and where these are
// far from what the model would play, it is likelier than any music.
func (c *Constraints) sound() {
	for t := range c.Steps {
		s := &c.Steps[t]
		for n, allowed := range s.Cells {
			if allowed&MustSound != 0 && s.AllowsBass(n+features.Lowest) {
				s.MinKeys = 1
			}
		}
	}
}

// Check returns an error for a step that nothing can satisfy.
func (c *Constraints) Check() error {
	for t := range c.Steps {
		s, must, may := &c.Steps[t], 0, 0
		for n, allowed := range s.Cells {
			if allowed&MustBeSilent == 0 {
				must++
			}
			if allowed&MustSound != 0 && (may > 0 || s.AllowsBass(n+features.Lowest)) {
				may++
			}
		}
		if must > s.MaxKeys || may < s.MinKeys {
			return fmt.Errorf("step %d must have from %d to %d keys, and the other constraints ask for at least %d and allow at most %d", t, s.MinKeys, s.MaxKeys, must, may)
		}
	}
	return nil
}
