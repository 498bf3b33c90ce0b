package similar

import (
	"cmp"
	"math/bits"
	"slices"
)

// index finds the sets that have a member. Members of one set only, most of those of a large corpus, are left
// out.
type index struct {
	occurrences []occurrence // in order of member, then set
	places      [][]int32    // for each set, the indices of its occurrences
}

// occurrence is a member of a set.
type occurrence struct {
	member uint64
	set    int32
}

func newIndex(sets [][]uint64) *index {
	repeated := repeatedIn(sets)
	x := &index{places: make([][]int32, len(sets))}
	for i, set := range sets {
		for _, m := range set {
			if repeated(m) {
				x.occurrences = append(x.occurrences, occurrence{m, int32(i)})
			}
		}
	}
	slices.SortFunc(x.occurrences, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.member, b.member), cmp.Compare(a.set, b.set))
	})
	for place, o := range x.occurrences {
		x.places[o.set] = append(x.places[o.set], int32(place))
	}
	return x
}

// repeatedIn returns a function that is true for every member of two sets, and for a few others: those with the
// low bits of another member.
func repeatedIn(sets [][]uint64) func(member uint64) bool {
	total := 0
	for _, set := range sets {
		total += len(set)
	}
	mask := uint64(1)<<bits.Len(uint(8*total)) - 1 // of a table of which at most every eighth bit is set
	once, twice := make([]uint64, mask/64+1), make([]uint64, mask/64+1)
	for _, set := range sets {
		for _, m := range set {
			word, bit := m&mask/64, uint64(1)<<(m%64)
			twice[word] |= once[word] & bit
			once[word] |= bit
		}
	}
	return func(m uint64) bool { return twice[m&mask/64]&(1<<(m%64)) != 0 }
}

// count adds to shared, for each earlier set, the number of members that set i has in common with it. It returns
// the sets whose counts were zero before.
func (x *index) count(i int, shared []int32) (counted []int32) {
	for _, place := range x.places[i] {
		member := x.occurrences[place].member
		common := int(place) > Common && x.occurrences[place-Common-1].member == member
		for at := int(place) - 1; at >= 0 && x.occurrences[at].member == member; at-- {
			earlier := x.occurrences[at].set
			if shared[earlier] == 0 {
				counted = append(counted, earlier)
			}
			shared[earlier]++
			if common {
				break
			}
		}
	}
	return counted
}
