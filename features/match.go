package features

import (
	"math/bits"
	"slices"

	"workbench/internal/setting"
)

// MatchOptions are the keys of the group match.
type MatchOptions struct {
	Lengths []int `toml:"lengths"` // numbers of recent steps that are compared with earlier ones, rising
	Reach   int   `toml:"reach"`   // how many steps before the last one a match may end
}

// match is what followed the passage most like the recent steps, anywhere before them in the piece: the match model of
// data compression (Mahoney 2005), which predicts the literal repeats that the distances of the group lookback miss.
var match = Group{
	Name: "match",
	Help: "for each of some lengths: play and articulate of the note after the earlier passage most like the recent steps, and how alike they are",
	Section: func() setting.Section {
		return setting.Section{Name: "match", Values: &MatchOptions{Lengths: []int{4, 8, 16, 32}, Reach: 4096}, Rules: map[string]setting.Rule{
			"lengths": setting.For("a rising list of 1 to 8 whole numbers from 1 to 64, such as [4, 8, 16, 32]", func(list []int) bool {
				return len(list) >= 1 && len(list) <= 8 && setting.Distinct(list) && slices.IsSorted(list) && list[0] >= 1 && list[len(list)-1] <= 64
			}),
			"reach": setting.For("a whole number from 1 to 8192", func(n int) bool { return n >= 1 && n <= 8192 }),
		}}
	},
	New: func(values any) Encoding {
		o := values.(*MatchOptions)
		return Encoding{matchWidth * len(o.Lengths), o.encode}
	},
}

// matchWidth is the number of attributes of a length.
const matchWidth = 3

// encode writes, for each length, play and articulate of the note in the step after the best match, and its
// similarity: that of the group lookback, over so many steps. All are 0 where nothing is alike. Of equal matches the latest counts.
func (o *MatchOptions) encode(dst []float32, stride int, past Past, _ Place) {
	for i, m := range o.matches(past) {
		if m.similarity == 0 {
			continue
		}
		for n, cell := range past(m.distance - 1) {
			attributes := dst[n*stride+matchWidth*i:][:matchWidth]
			if cell.Play() {
				attributes[0] = 1
			}
			if cell.Articulate() {
				attributes[1] = 1
			}
			attributes[2] = m.similarity
		}
	}
}

// passage is an earlier passage like the recent steps.
type passage struct {
	distance   int // steps from the recent steps back to it
	similarity float32
}

// search looks for the best match of each length.
type search struct {
	lengths []int
	steps   []keySet  // the recent steps, the last one first, and those before them
	counts  []int     // counts[i]: keys that sound in the last i steps
	best    []passage // of each length
}

// matches finds the best match of each length.
func (o *MatchOptions) matches(past Past) []passage {
	longest := o.Lengths[len(o.Lengths)-1]
	s := search{o.Lengths, make([]keySet, longest+o.Reach), make([]int, longest+o.Reach+1), make([]passage, len(o.Lengths))}
	for back := range s.steps {
		s.steps[back] = soundingKeys(past(back))
		s.counts[back+1] = s.counts[back] + s.steps[back].count()
	}
	for distance := 1; distance <= o.Reach && s.counts[distance] < s.counts[len(s.steps)]; distance++ {
		s.compare(distance)
	}
	return s.best
}

// compare compares the recent steps with those a distance before them, as long as this can give a better match. The two
// passages do not overlap, or held chords would be most like themselves a step ago.
func (s *search) compare(distance int) {
	both, from := 0, 0
	for i, length := range s.lengths {
		if length > distance {
			return
		}
		then := s.steps[distance:][:length]
		for k := from; k < length; k++ {
			both += s.steps[k].common(then[k])
		}
		from = length
		if alike := s.similarity(both, length, distance); alike > s.best[i].similarity {
			s.best[i] = passage{distance, alike}
		}
		if !s.promises(both, length, distance, i+1) {
			return
		}
	}
}

// promises reports whether a passage with so many common keys up to a length could be a better match of one of the
// lengths from next on: if its further steps were as like the recent ones as their numbers of keys allow.
func (s *search) promises(both, length, distance, next int) bool {
	for i := next; i < len(s.lengths); i++ {
		full := s.lengths[i]
		now, then := s.counts[full]-s.counts[length], s.counts[distance+full]-s.counts[distance+length]
		if s.similarity(both+min(now, then), full, distance) > s.best[i].similarity {
			return true
		}
	}
	return false
}

// similarity is the number of keys that sound in both of two passages, which is given, over that of keys that sound in
// either.
func (s *search) similarity(both, length, distance int) float32 {
	either := s.counts[length] + s.counts[distance+length] - s.counts[distance] - both
	return float32(both) / float32(max(either, 1))
}

// keySet is the set of the keys that sound in a step.
type keySet struct{ low, high uint64 }

func soundingKeys(f *Frame) (s keySet) {
	for n := 0; n < 64; n += 8 {
		s.low |= soundingOf8(f[n:][:8]) << (n & 63)
	}
	for n := 64; n < Keys; n += 8 {
		s.high |= soundingOf8(f[n:][:8]) << (n & 63)
	}
	return s
}

// soundingOf8 collects the lowest bits of eight cells: the product has that of cell i at bit 56 + i.
func soundingOf8(c []Cell) uint64 {
	_ = c[7]
	cells := uint64(c[0]) | uint64(c[1])<<8 | uint64(c[2])<<16 | uint64(c[3])<<24 | uint64(c[4])<<32 | uint64(c[5])<<40 | uint64(c[6])<<48 | uint64(c[7])<<56
	return cells & 0x0101010101010101 * 0x0102040810204080 >> 56
}

func (s keySet) count() int { return bits.OnesCount64(s.low) + bits.OnesCount64(s.high) }

// common is the number of keys in both sets.
func (s keySet) common(t keySet) int {
	return bits.OnesCount64(s.low&t.low) + bits.OnesCount64(s.high&t.high)
}
