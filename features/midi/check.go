package midi

import (
	"errors"
	"fmt"
	"math"
	"math/bits"

	"workbench/features/score"
)

// maxTick is the last tick that Write accepts: 36 years of music at 480 ticks per quarter and 120 quarters
// per minute. A silence takes bytes for each maxDelta ticks, so a wrong tick without bound would fill the
// memory.
const maxTick = 4096 * maxDelta

// check returns the tick at which the piece ends, or an error if a file cannot hold the piece.
func check(s *score.Score) (end int64, err error) {
	if s.TicksPerQuarter < 1 || s.TicksPerQuarter > 0x7FFF {
		return 0, fmt.Errorf("midi: %d ticks per quarter: a file can have 1 to 32767", s.TicksPerQuarter)
	}
	end = s.Length
	for i, n := range s.Notes {
		if err := checkNote(n); err != nil {
			return 0, fmt.Errorf("midi: note %d of %d: %w", i+1, len(s.Notes), err)
		}
		end = max(end, n.End)
	}
	for _, c := range s.Metres {
		if err := checkMetre(c); err != nil {
			return 0, fmt.Errorf("midi: metre %d/%d at tick %d: %w", c.Beats, c.Unit, c.Tick, err)
		}
		end = max(end, c.Tick)
	}
	for _, c := range s.Tempos {
		if err := checkTempo(c); err != nil {
			return 0, fmt.Errorf("midi: tempo of %v quarters per minute at tick %d: %w", c.QuartersPerMinute, c.Tick, err)
		}
		end = max(end, c.Tick)
	}
	for _, c := range s.Keys {
		if err := checkKey(c); err != nil {
			return 0, fmt.Errorf("midi: key signature of %d sharps at tick %d: %w", c.Fifths, c.Tick, err)
		}
		end = max(end, c.Tick)
	}
	if end < 0 || end > maxTick {
		return 0, fmt.Errorf("midi: the piece ends at tick %d: a file goes from 0 to %d", end, int64(maxTick))
	}
	return end, nil
}

func checkNote(n score.Note) error {
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

var errBelowZero = errors.New("ticks start at zero")

func checkMetre(c score.MetreChange) error {
	if c.Beats < 1 || c.Beats > 255 || c.Unit < 1 || c.Unit > 64 || bits.OnesCount(uint(c.Unit)) != 1 {
		return errors.New("a file can have 1 to 255 beats of a unit of 1, 2, 4, … 64")
	}
	if c.Tick < 0 {
		return errBelowZero
	}
	return nil
}

func checkTempo(c score.TempoChange) error {
	// The comparison is this way round so that it catches NaN.
	if us := math.Round(60e6 / c.QuartersPerMinute); !(us >= 1 && us <= 0xFFFFFF) {
		return errors.New("a file can have 3.5763 to 60000000")
	}
	if c.Tick < 0 {
		return errBelowZero
	}
	return nil
}

func checkKey(c score.KeyChange) error {
	if c.Fifths < -7 || c.Fifths > 7 {
		return errors.New("a file can have 7 flats (-7) to 7 sharps")
	}
	if c.Tick < 0 {
		return errBelowZero
	}
	return nil
}
