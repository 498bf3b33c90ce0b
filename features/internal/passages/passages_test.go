package passages

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// music is random steps, the last one first: sets of keys, and the same as a table.
func music(n int) (steps []Keys, table [][88]bool) {
	random := rand.New(rand.NewPCG(1, 2))
	steps, table = make([]Keys, n), make([][88]bool, n)
	for i := range steps {
		for k := range 88 {
			if random.IntN(12) != 0 || i%5 == 0 {
				continue
			}
			table[i][k] = true
			if k < 64 {
				steps[i].Low |= 1 << k
			} else {
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
			for semitones := -Octave; semitones <= Octave; semitones++ {
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
	lengths, reach := []int{1, 3, 8}, 40
	all, table := music(100)
	highest := func(keys [88]bool) (n int) {
		for k, sounds := range keys {
			if sounds {
				n = k + 1
			}
		}
		return n
	}
	for from := range 50 {
		steps, table := all[from:][:reach+8], table[from:][:reach+8]
		same := plain(table, lengths, reach, func(_, semitones int) bool { return semitones == 0 })
		if got := Find(steps, lengths, reach); !slices.Equal(got, same) {
			t.Errorf("from %d: %v, want %v", from, got, same)
		}
		moved := plain(table, lengths, reach, func(distance, semitones int) bool {
			now, then := highest(table[0]), highest(table[distance])
			return now > 0 && then > 0 && semitones != 0 && now-then == semitones
		})
		if got := FindTransposed(steps, lengths, reach); !slices.Equal(got, moved) {
			t.Errorf("from %d, transposed: %v, want %v", from, got, moved)
		}
	}
}

func TestMovedKeys(t *testing.T) {
	k := Keys{1 | 1<<63, 1 | 1<<23}
	for semitones, want := range map[int]Keys{0: k, 1: {1 << 1, 1 | 1<<1}, -1: {1<<62 | 1<<63, 1 << 22}, 12: {1 << 12, 1<<11 | 1<<12}, -12: {1<<51 | 1<<52, 1 << 11}} {
		if got := k.moved(semitones); got != want {
			t.Errorf("moved by %d: %x, want %x", semitones, got, want)
		}
	}
}
