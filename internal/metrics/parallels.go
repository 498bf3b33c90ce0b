package metrics

import "slices"

// The intervals, modulo the octave, that voice leading keeps from moving in parallel.
const (
	octave = 0
	fifth  = 7
)

// parallels is the share of the moves of two voices that go in parallel at an interval, modulo the octave.
//
// Chords are the keys that sound together where a note begins. In two successive chords of equal size, voices
// are the keys in order of pitch. A move of two voices counts if both change; it is parallel if they keep the
// interval and go in one direction.
func (s *sound) parallels(interval int) float64 {
	parallel, moves := 0, 0
	var before []int
	for _, chord := range s.onsetChords() {
		p, m := parallelMoves(before, chord, interval)
		parallel, moves = parallel+p, moves+m
		before = chord
	}
	return float64(parallel) / float64(moves)
}

// parallelTransitions is the share of the moves from one chord to the next, of equal size and not the same, in which
// some pair of voices moves in parallel fifths or octaves.
func (s *sound) parallelTransitions() float64 {
	parallel, moves := 0, 0
	var before []int
	for _, chord := range s.onsetChords() {
		if len(chord) == len(before) && !slices.Equal(chord, before) {
			moves++
			if Parallels(before, chord) > 0 {
				parallel++
			}
		}
		before = chord
	}
	return float64(parallel) / float64(moves)
}

// Parallels counts the pairs of voices that move in parallel fifths or octaves from one chord to the next. The
// keys of a chord are in order of pitch; chords of different size have no such pairs.
func Parallels(before, chord []int) int {
	fifths, _ := parallelMoves(before, chord, fifth)
	octaves, _ := parallelMoves(before, chord, octave)
	return fifths + octaves
}

// parallelMoves counts the moves of two voices from one chord to the next, and those in parallel at an interval.
func parallelMoves(before, chord []int, interval int) (parallel, moves int) {
	if len(chord) != len(before) {
		return 0, 0
	}
	for high := range chord {
		for low := range high {
			up, down := chord[high]-before[high], chord[low]-before[low]
			if up == 0 || down == 0 {
				continue
			}
			moves++
			kept := (chord[high]-chord[low])%12 == interval && (before[high]-before[low])%12 == interval
			if kept && (up > 0) == (down > 0) {
				parallel++
			}
		}
	}
	return parallel, moves
}

// onsetChords lists the keys that sound in each step in which a note begins, lowest first.
func (s *sound) onsetChords() [][]int {
	var chords [][]int
	var open []int // indices of the notes that may still sound
	for i := 0; i < len(s.notes); {
		start := s.notes[i].Start
		for ; i < len(s.notes) && s.notes[i].Start == start; i++ {
			open = append(open, i)
		}
		open = slices.DeleteFunc(open, func(j int) bool { return s.notes[j].End <= start })
		var keys []int
		for _, j := range open {
			keys = append(keys, s.notes[j].Key)
		}
		slices.Sort(keys)
		chords = append(chords, slices.Compact(keys))
	}
	return chords
}
