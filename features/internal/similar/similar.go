// Package similar finds the pairs of sets, out of many, that have at least half of their members in common. The
// members are hashes. The time grows with the number of members, not with that of pairs of sets.
package similar

import "workbench/internal/parallel"

// Common is the number of sets from which on a member is compared only between neighbours in the list. That
// bounds the time, and still finds any number of copies.
const Common = 100

// Pairs calls found for the indices i > j of any two sets of which the smaller has at least half of its members
// in common with the other. A set has each member once.
func Pairs(sets [][]uint64, found func(i, j int)) {
	x := newIndex(sets)
	similar := make([][]int32, len(sets)) // the earlier sets similar to each set
	parallel.Do((len(sets)+chunk-1)/chunk, func(k int) {
		shared := make([]int32, len(sets)) // members in common with each earlier set
		for i := k * chunk; i < min((k+1)*chunk, len(sets)); i++ {
			for _, j := range x.count(i, shared) {
				if 2*int(shared[j]) >= min(len(sets[i]), len(sets[j])) {
					similar[i] = append(similar[i], j)
				}
				shared[j] = 0
			}
		}
	})
	for i := range similar {
		for _, j := range similar[i] {
			found(i, int(j))
		}
	}
}

// chunk is the number of sets that one goroutine compares with all earlier ones at a time.
const chunk = 64
