// Package control says what a composition must keep to: the range of keys, the temperature, and which cells
// of the roll must sound, begin or be silent. It reads these demands from the flags of the compose
// command, from a piece of which a part is kept, and from JSON. The models carry them out.
package control

import "workbench/features"

// Controls are the demands on a composition.
type Controls struct {
	// Temperature is above 0; 1 is the model's own distribution.
	Temperature float64
	// Parallels is the weight, for each pair of voices that moves in parallel fifths or octaves, of a step that
	// brings them about: above 0 and up to 1, which changes nothing, as 0 does.
	Parallels float64
	// Keys are the lowest and the highest MIDI key that may be played; the zero value allows all.
	Keys Range
	// Guards makes the model compose a passage again that falls silent, stands still or fills up with keys.
	Guards bool
	// Constraints bind single cells; nil for none.
	Constraints *Constraints
	// Stop is asked before each step of a piece under constraints whether to give up; nil never does.
	Stop func() bool
	// Particles is the number of pieces that are composed side by side to meet the constraints; at least 1
	// where there are any.
	Particles int
}

// WeighsParallels tells whether parallel fifths and octaves are less likely than the model has them.
func (o *Controls) WeighsParallels() bool { return o.Parallels != 0 && o.Parallels != 1 }

// Composed is a piece with a report on how it was composed.
type Composed struct {
	Piece   *features.Piece
	Rewinds []Rewind // passages that were composed again
	// Of a piece under constraints: the effective number of particles, 1/Σw² for normalized weights w before
	// resampling: its mean over the composed steps, and its lowest value. Both are 0 for a piece without
	// constraints.
	MeanEffective, LowestEffective float64
	// LogEvidence estimates the log-probability, in nats, that the model meets the constraints by itself.
	LogEvidence float64
}

// Rewind is a passage that was composed again, or that could not be improved.
type Rewind struct {
	Why      string // such as "silent for 32 steps"
	From, To int    // the steps that were dropped, To not included; an empty passage was kept after too many attempts
}

// Range is a range of MIDI keys, both ends included. The zero value stands for the whole keyboard.
type Range struct{ Lowest, Highest int }

// Has tells whether a MIDI key lies in the range.
func (r Range) Has(key int) bool { return r == Range{} || r.Lowest <= key && key <= r.Highest }
