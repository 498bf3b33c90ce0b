package score

import (
	"errors"
	"fmt"
	"math/bits"
)

// MaxBeats is the largest number of beats of a metre, and MaxUnit its largest unit.
const (
	MaxBeats = 255 // what a MIDI file can hold
	MaxUnit  = 64
)

// Check returns an error for a note that is not as described at [Note].
func (n Note) Check() error {
	switch {
	case n.Key > 127:
		return fmt.Errorf("key %d at tick %d: keys go from 0 to 127", n.Key, n.Start)
	case n.Velocity < 1 || n.Velocity > 127:
		return fmt.Errorf("velocity %d of key %d at tick %d: velocities go from 1 to 127", n.Velocity, n.Key, n.Start)
	case n.Start < 0:
		return fmt.Errorf("key %d starts at tick %d, which is below zero", n.Key, n.Start)
	case n.End < n.Start:
		return fmt.Errorf("key %d ends at tick %d, before its start at tick %d", n.Key, n.End, n.Start)
	}
	return nil
}

// Check returns an error for a metre that a file cannot have.
func (m Metre) Check() error {
	if m.Beats < 1 || m.Beats > MaxBeats || m.Unit < 1 || m.Unit > MaxUnit || bits.OnesCount(uint(m.Unit)) != 1 {
		return errors.New("a file can have 1 to 255 beats of a unit of 1, 2, 4, … 64")
	}
	return nil
}

// OfLength returns the metre with the unit of m, or a finer one, whose bar has the given length in ticks; m if
// there is none.
func (m Metre) OfLength(ticks, ticksPerQuarter int64) Metre {
	for unit := m.Unit; unit <= MaxUnit; unit *= 2 {
		beats := ticks * int64(unit) / (4 * ticksPerQuarter)
		if beats*4*ticksPerQuarter == ticks*int64(unit) && beats >= 1 && beats <= MaxBeats {
			return Metre{Beats: int(beats), Unit: unit}
		}
	}
	return m
}
