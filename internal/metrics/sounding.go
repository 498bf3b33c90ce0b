package metrics

import (
	"math/bits"

	"workbench/features"
)

// keySet has one bit for each MIDI key number.
type keySet [2]uint64

func (s *keySet) add(key int) { s[key/64] |= 1 << (key % 64) }
func (s *keySet) count() int  { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

// below are the keys of the set below a key from 0 to 63.
func (s *keySet) below(key int) keySet { return keySet{s[0] & (1<<key - 1), 0} }

// soundingSets are the keys that sound in each step.
func soundingSets(notes []features.Note, steps int) []keySet {
	sets := make([]keySet, steps)
	for _, n := range notes {
		for t := n.Start; t < n.End; t++ {
			sets[t].add(n.Key)
		}
	}
	return sets
}

// soundingKeys counts the different keys that sound in each step.
func soundingKeys(notes []features.Note, steps int) []int {
	return countKeys(soundingSets(notes, steps))
}

func countKeys(sets []keySet) []int {
	counts := make([]int, len(sets))
	for t := range sets {
		counts[t] = sets[t].count()
	}
	return counts
}
