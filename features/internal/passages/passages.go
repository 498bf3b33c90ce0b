// Package passages finds the earlier passage of a piece that is most like its last steps. Two passages are as similar as
// the number of keys that sound in the same step of both, divided by the number of those that sound in either: 0 to 1.
package passages

// Passage is an earlier passage like the last steps.
type Passage struct {
	Distance   int     // steps from the last step back to the last one of the passage
	Semitones  int     // by which the passage has to move up to be most like the last steps
	Similarity float32 // above 0; 0 if there is no passage
}

// Octave is the largest number of semitones between a passage and the last steps.
const Octave = 12

// Find returns, for each of the lengths, which rise, the passage of so many steps that is most like the last steps: in
// the same key, at most reach steps before, and without an overlap. Of equal ones it is the latest. steps are those of
// the piece, the last one first: reach and the longest length.
func Find(steps []Keys, lengths []int, reach int) []Passage {
	s := newSearch(steps, lengths)
	for distance := lengths[0]; distance <= reach && s.earlier.counts[distance] < s.keys(); distance++ {
		s.compare(&s.earlier, distance, 0)
	}
	return s.best
}

// FindTransposed is Find for passages in another key, an octave away at most. Only the transposition is tried in which
// the highest keys of the last step and of the passage's last step are the same.
func FindTransposed(steps []Keys, lengths []int, reach int) []Passage {
	s := newSearch(steps, lengths)
	highest, ok := steps[0].highest()
	if !ok || len(lengths) == 0 {
		return s.best
	}
	var recent [2*Octave + 1]run
	for distance := lengths[0]; distance <= reach && s.earlier.counts[distance] < s.keys(); distance++ {
		then, ok := steps[distance].highest()
		semitones := highest - then
		if !ok || semitones == 0 || semitones < -Octave || semitones > Octave {
			continue
		}
		moved := &recent[semitones+Octave]
		if moved.steps == nil {
			*moved = newRun(steps[:lengths[len(lengths)-1]], -semitones)
		}
		s.compare(moved, distance, semitones)
	}
	return s.best
}

// search looks for the best passage of each length.
type search struct {
	lengths []int
	earlier run
	best    []Passage // of each length
}

func newSearch(steps []Keys, lengths []int) *search {
	return &search{lengths, newRun(steps, 0), make([]Passage, len(lengths))}
}

// keys is the number of keys that sound in all steps.
func (s *search) keys() int { return s.earlier.counts[len(s.earlier.steps)] }

// run is a number of steps, the last one first.
type run struct {
	steps  []Keys
	counts []int // counts[i]: keys that sound in the first i
}

// newRun moves steps up by a number of semitones.
func newRun(steps []Keys, semitones int) run {
	r := run{steps, make([]int, len(steps)+1)}
	if semitones != 0 {
		r.steps = make([]Keys, len(steps))
	}
	for i, k := range steps {
		if semitones != 0 {
			r.steps[i] = k.moved(semitones)
		}
		r.counts[i+1] = r.counts[i] + r.steps[i].count()
	}
	return r
}

// compare compares the recent steps with those a distance before them, as long as this can give a better passage.
func (s *search) compare(recent *run, distance, semitones int) {
	both, from := 0, 0
	for i, length := range s.lengths {
		if length > distance {
			return
		}
		then := s.earlier.steps[distance:][:length]
		for k := from; k < length; k++ {
			both += recent.steps[k].common(then[k])
		}
		from = length
		if alike := s.similarity(recent, both, length, distance); alike > s.best[i].Similarity {
			s.best[i] = Passage{distance, semitones, alike}
		}
		if !s.promises(recent, both, length, distance, i+1) {
			return
		}
	}
}

// promises reports whether a passage with so many common keys up to a length could be a better one of the lengths from
// next on: if its further steps were as like the recent ones as their numbers of keys allow.
func (s *search) promises(recent *run, both, length, distance, next int) bool {
	for i := next; i < len(s.lengths); i++ {
		full := s.lengths[i]
		now, then := recent.counts[full]-recent.counts[length], s.earlier.counts[distance+full]-s.earlier.counts[distance+length]
		if s.similarity(recent, both+min(now, then), full, distance) > s.best[i].Similarity {
			return true
		}
	}
	return false
}

// similarity is that of two passages of a length with so many common keys.
func (s *search) similarity(recent *run, both, length, distance int) float32 {
	either := recent.counts[length] + s.earlier.counts[distance+length] - s.earlier.counts[distance] - both
	return float32(both) / float32(max(either, 1))
}
