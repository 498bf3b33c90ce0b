package sound

import (
	"slices"

	"workbench/features/score"
)

// Note is a key that is struck and let go, in seconds.
type Note struct {
	Start, End float64
	Key        int     // MIDI key number, 0 to 127
	Loudness   float64 // 0 to 1
}

// Notes are the notes of a score in seconds, by its tempos.
func Notes(s *score.Score) []Note {
	seconds := clock(s)
	notes := make([]Note, len(s.Notes))
	for i, n := range s.Notes {
		notes[i] = Note{seconds(n.Start), seconds(n.End), int(n.Key), float64(n.Velocity) / 127}
	}
	return notes
}

// Seconds is how long a score lasts.
func Seconds(s *score.Score) float64 { return clock(s)(s.Length) }

// clock returns the function from ticks to seconds.
func clock(s *score.Score) func(tick int64) float64 {
	type mark struct {
		tick             int64
		seconds, perTick float64 // when it begins, and how long a tick is from there on
	}
	perTick := func(quartersPerMinute float64) float64 { return 60 / quartersPerMinute / float64(s.TicksPerQuarter) }
	marks := []mark{{0, 0, perTick(120)}}
	for _, t := range s.Tempos {
		last := marks[len(marks)-1]
		marks = append(marks, mark{t.Tick, last.seconds + float64(t.Tick-last.tick)*last.perTick, perTick(t.QuartersPerMinute)})
	}
	return func(tick int64) float64 {
		after, _ := slices.BinarySearchFunc(marks, tick, func(m mark, tick int64) int {
			if m.tick <= tick {
				return -1
			}
			return 1
		})
		if after == 0 {
			panic("sound: a tick before the beginning")
		}
		m := marks[after-1]
		return m.seconds + float64(tick-m.tick)*m.perTick
	}
}
