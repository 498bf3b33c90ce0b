package metrics

import (
	"math/bits"

	"workbench/features"
)

// keySet has one bit for each MIDI key number.
type keySet [2]uint64

func (s *keySet) add(key int) { s[key/64] |= 1 << (key % 64) }
func (s *keySet) count() int  { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

// soundingKeys counts the different keys that sound in each step.
func soundingKeys(notes []features.Note, steps int) []int {
	sets := make([]keySet, steps)
	for _, n := range notes {
		for t := n.Start; t < n.End; t++ {
			sets[t].add(n.Key)
		}
	}
	counts := make([]int, steps)
	for t := range sets {
		counts[t] = sets[t].count()
	}
	return counts
}
