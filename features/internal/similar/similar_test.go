package similar

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// pairsSlowly is Pairs by counting the common members of every set with each earlier one.
func pairsSlowly(sets [][]uint64) map[[2]int]bool {
	pairs := map[[2]int]bool{}
	holders := map[uint64][]int{} // earlier sets that have the member
	for i, set := range sets {
		shared := map[int]int{}
		for _, m := range set {
			earlier := holders[m]
			if len(earlier) > Common {
				earlier = earlier[len(earlier)-1:]
			}
			for _, j := range earlier {
				shared[j]++
			}
			holders[m] = append(holders[m], i)
		}
		for j, n := range shared {
			if 2*n >= min(len(set), len(sets[j])) {
				pairs[[2]int{i, j}] = true
			}
		}
	}
	return pairs
}

// randomSets are sets of which some are changed copies of earlier ones, with members that many have.
func randomSets(n int, random *rand.Rand) [][]uint64 {
	sets := make([][]uint64, n)
	for i := range sets {
		if i > 0 && random.IntN(2) == 0 {
			sets[i] = slices.Clone(sets[random.IntN(i)])
		}
		for range random.IntN(20) {
			sets[i] = append(sets[i], random.Uint64())
		}
		for range random.IntN(8) {
			sets[i] = append(sets[i], random.Uint64N(8))
		}
		random.Shuffle(len(sets[i]), func(a, b int) { sets[i][a], sets[i][b] = sets[i][b], sets[i][a] })
		sets[i] = sets[i][:random.IntN(len(sets[i])+1)]
		slices.Sort(sets[i])
		sets[i] = slices.Compact(sets[i])
	}
	return sets
}

func TestPairs(t *testing.T) {
	for _, n := range []int{0, 1, 2, 50, 700} {
		sets := randomSets(n, rand.New(rand.NewPCG(uint64(n), 1)))
		want, got := pairsSlowly(sets), map[[2]int]bool{}
		Pairs(sets, func(i, j int) {
			if got[[2]int{i, j}] {
				t.Errorf("%d and %d are found twice", i, j)
			}
			got[[2]int{i, j}] = true
		})
		if !maps.Equal(got, want) {
			t.Errorf("%d sets: %d pairs, want %d", n, len(got), len(want))
		}
		if n >= 50 && len(want) < n/10 {
			t.Errorf("%d sets: only %d pairs, so this test tests little", n, len(want))
		}
	}
}

// BenchmarkPairs has sets of 500 members. Of ten sets in a row, five are copies of one.
func BenchmarkPairs(b *testing.B) {
	for _, n := range []int{2500, 5000, 10000} {
		random := rand.New(rand.NewPCG(1, 1))
		sets := make([][]uint64, n)
		for i := range sets {
			if i%10 > 0 && i%10 < 5 {
				sets[i] = sets[i-1]
				continue
			}
			for range 500 {
				sets[i] = append(sets[i], random.Uint64())
			}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Pairs(sets, func(int, int) {})
			}
		})
	}
}
