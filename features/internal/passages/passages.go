// Package passages finds the earlier passage of a piece that is most similar to its last steps. The similarity of two
// passages is the Jaccard index of their sounding keys: the number of pairs of step and key that sound in both, divided
// by the number that sound in at least one, 0 to 1; 0 for silence.
package passages

// Passage is an earlier passage that is similar to the last steps.
type Passage struct {
	Distance   int     // steps from the last step back to the last one of the passage
	Semitones  int     // moves the passage up into the key of the last steps; 0 in the same key
	Similarity float32 // above 0 to 1; 0 if there is no such passage, and then the others are 0, too
}

// MaxSemitones is the largest number of semitones between the last steps and a passage in another key: an octave.
const MaxSemitones = 12

// Find returns, for each of the lengths (rising), the most similar passage of that many steps in the same key, and then
// for each of the lengths transposed that in another key. A passage ends at most reach steps before the last step and
// does not overlap with the last steps. Of equally similar ones it is the latest. A passage in another key is transposed,
// by at most an octave, so that the highest key of its last step becomes that of the piece's last step; where either of
// these two steps is silent, the passage is not considered. Keys of the last steps that the inverse transposition moves
// off the keyboard do not count.
//
// steps are the piece's steps, the last one first, at least reach plus the longest length; beyond the beginning of the
// piece they are silent.
func Find(steps []KeySet, lengths, transposed []int, reach int) []Passage {
	all := newStretch(steps)
	return append(inTheSameKey(all, lengths, reach), inOtherKeys(all, transposed, reach)...)
}

func inTheSameKey(all stretch, lengths []int, reach int) []Passage {
	s := search{lengths, all, make([]Passage, len(lengths))}
	for distance := 1; distance <= reach && !all.silentBefore(distance); distance++ {
		s.compare(&all, distance, 0)
	}
	return s.best
}

func inOtherKeys(all stretch, lengths []int, reach int) []Passage {
	s := search{lengths, all, make([]Passage, len(lengths))}
	highest, ok := all.steps[0].highest()
	if !ok || len(lengths) == 0 {
		return s.best
	}
	var moved [2*MaxSemitones + 1]stretch // the last steps
	for distance := 1; distance <= reach && !all.silentBefore(distance); distance++ {
		top, ok := all.steps[distance].highest()
		semitones := highest - top
		if !ok || semitones == 0 || semitones < -MaxSemitones || semitones > MaxSemitones {
			continue
		}
		recent := &moved[semitones+MaxSemitones]
		if recent.steps == nil {
			*recent = newStretch(transposeAll(all.steps[:lengths[len(lengths)-1]], -semitones))
		}
		s.compare(recent, distance, semitones)
	}
	return s.best
}

// transposeAll moves steps up.
func transposeAll(steps []KeySet, semitones int) []KeySet {
	moved := make([]KeySet, len(steps))
	for i, k := range steps {
		moved[i] = k.moved(semitones)
	}
	return moved
}

// stretch is consecutive steps, the last one first.
type stretch struct {
	steps  []KeySet
	totals []int // totals[i]: the numbers of keys of the first i steps, added up
}

func newStretch(steps []KeySet) stretch {
	s := stretch{steps, make([]int, len(steps)+1)}
	for i, k := range steps {
		s.totals[i+1] = s.totals[i] + k.count()
	}
	return s
}

// silentBefore reports whether nothing sounds the distance before the last step, or earlier: no passage there is similar.
func (s *stretch) silentBefore(distance int) bool {
	return s.totals[distance] == s.totals[len(s.steps)]
}

// search looks for the best passage of each length.
type search struct {
	lengths []int
	all     stretch
	best    []Passage
}

// compare updates the best passages with those at a distance. recent is the last steps, moved down by the semitones. It
// returns as soon as no greater length can give a better passage at this distance.
func (s *search) compare(recent *stretch, distance, semitones int) {
	both, from := 0, 0
	for i, length := range s.lengths {
		if length > distance {
			return
		}
		earlier := s.all.steps[distance:][:length]
		for k := from; k < length; k++ {
			both += recent.steps[k].common(earlier[k])
		}
		from = length
		if alike := s.similarity(recent, both, length, distance); alike > s.best[i].Similarity {
			s.best[i] = Passage{distance, semitones, alike}
		}
		if !s.canImprove(recent, both, length, distance, i+1) {
			return
		}
	}
}

// canImprove reports whether the passage at a distance, with the number both of common keys in its first length steps, can
// still become the best of one of the lengths from number next on. The bound assumes that in the further steps the passage and
// the last steps share as many keys as the smaller of their two numbers.
func (s *search) canImprove(recent *stretch, both, length, distance, next int) bool {
	for i := next; i < len(s.lengths); i++ {
		full := s.lengths[i]
		recentRest, earlierRest := recent.totals[full]-recent.totals[length], s.all.totals[distance+full]-s.all.totals[distance+length]
		if s.similarity(recent, both+min(recentRest, earlierRest), full, distance) > s.best[i].Similarity {
			return true
		}
	}
	return false
}

// similarity is that of the last steps and the passage of a length at a distance, with the number both of common keys.
func (s *search) similarity(recent *stretch, both, length, distance int) float32 {
	either := recent.totals[length] + s.all.totals[distance+length] - s.all.totals[distance] - both
	return float32(both) / float32(max(either, 1))
}
