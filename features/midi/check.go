package midi

import (
	"errors"
	"fmt"
	"math"

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
		if err := n.Check(); err != nil {
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

var errBelowZero = errors.New("ticks start at zero")

func checkMetre(c score.MetreChange) error {
	if err := c.Metre.Check(); err != nil {
		return err
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
