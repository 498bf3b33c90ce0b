package passages

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// music is random steps, the last one first, as sets of keys and as a table. Every fifth step is silent. Three of four
// steps repeat the one 23 places before in the list, those of the later half two semitones higher, so that comparisons
// end early.
func music(n int) (steps []KeySet, table [][88]bool) {
	random := rand.New(rand.NewPCG(1, 2))
	steps, table = make([]KeySet, n), make([][88]bool, n)
	for i := range steps {
		up := 2 * (2 * i / n)
		for k := range 88 {
			sounds := random.IntN(12) == 0 && i%5 != 0
			if i >= 23 && i%4 != 0 {
				sounds = k >= up && table[i-23][k-up]
			}
			table[i][k] = sounds
			switch {
			case sounds && k < 64:
				steps[i].Low |= 1 << k
			case sounds:
				steps[i].High |= 1 << (k - 64)
			}
		}
	}
	return steps, table
}

// plain is the slow plain version: all transpositions for which choose is true, keys one by one.
func plain(table [][88]bool, lengths []int, reach int, choose func(distance, semitones int) bool) []Passage {
	best := make([]Passage, len(lengths))
	for i, length := range lengths {
		for distance := length; distance <= reach; distance++ {
			for semitones := -MaxSemitones; semitones <= MaxSemitones; semitones++ {
				if !choose(distance, semitones) {
					continue
				}
				both, either := 0, 0
				for back := range length {
					now, then := table[back], table[back+distance]
					for k := range 88 {
						a, b := k+semitones >= 0 && k+semitones < 88 && now[k+semitones], then[k]
						if a && b {
							both++
						}
						if a || b {
							either++
						}
					}
				}
				if alike := float32(both) / float32(max(either, 1)); alike > best[i].Similarity {
					best[i] = Passage{distance, semitones, alike}
				}
			}
		}
	}
	return best
}

func TestAgainstPlainVersion(t *testing.T) {
	lengths, reach := []int{1, 3, 8, 20}, 60
	all, table := music(200)
	highest := func(keys [88]bool) (n int) {
		for k, sounds := range keys {
			if sounds {
				n = k + 1
			}
		}
		return n
	}
	for from := range 120 {
		steps, table := all[from:][:reach+20], table[from:][:reach+20]
		want := plain(table, lengths, reach, func(_, semitones int) bool { return semitones == 0 })
		want = append(want, plain(table, lengths, reach, func(distance, semitones int) bool {
			now, then := highest(table[0]), highest(table[distance])
			return now > 0 && then > 0 && semitones != 0 && now-then == semitones
		})...)
		if got := Find(steps, lengths, lengths, reach); !slices.Equal(got, want) {
			t.Errorf("from %d: %v, want %v", from, got, want)
		}
	}
}

// A passage of a length above the reach would overlap with the last steps.
func TestLengthAboveReach(t *testing.T) {
	steps, _ := music(40)
	if got := Find(steps[1:], []int{2, 20}, nil, 10); len(got) != 2 || got[0].Similarity == 0 || got[1] != (Passage{}) {
		t.Errorf("passages of 2 and 20 steps that end at most 10 steps before: %v", got)
	}
}

func TestMovedKeys(t *testing.T) {
	k := KeySet{1 | 1<<63, 1 | 1<<23}
	for semitones, want := range map[int]KeySet{0: k, 1: {1 << 1, 1 | 1<<1}, -1: {1<<62 | 1<<63, 1 << 22}, 12: {1 << 12, 1<<11 | 1<<12}, -12: {1<<51 | 1<<52, 1 << 11}} {
		if got := k.moved(semitones); got != want {
			t.Errorf("moved by %d: %x, want %x", semitones, got, want)
		}
	}
}
