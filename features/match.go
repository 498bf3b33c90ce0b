package features

import (
	"slices"
	"sort"

	"workbench/features/internal/passages"
	"workbench/internal/setting"
)

// MatchOptions are the keys of the group match.
type MatchOptions struct {
	Lengths    []int `toml:"lengths"`    // numbers of recent steps that are compared with earlier ones, rising
	Transposed []int `toml:"transposed"` // the same for passages in other keys
	Reach      int   `toml:"reach"`      // largest distance in steps from the last step back to the end of a passage
}

// match gives what followed the earlier passage most similar to the recent steps, as the match model of data compression
// predicts what followed the longest match (M. Mahoney, Adaptive Weighing of Context Models for Lossless Data
// Compression, 2005). It predicts repeats at distances that the group lookback does not have.
var match = Group{
	Name: "match",
	Help: "for each length: play and articulate of the note in the step that followed the most similar earlier passage, and that similarity, 0 to 1; first in the same key, then in other keys",
	Section: func() setting.Section {
		return setting.Section{Name: "match", Values: &MatchOptions{Lengths: []int{4, 8, 16, 32}, Transposed: []int{6, 16}, Reach: 4096}, Rules: map[string]setting.Rule{
			"lengths":    matchLengths(1, "a list of 1 to 8 rising whole numbers from 1 to 64, such as [4, 8, 16, 32]"),
			"transposed": matchLengths(0, "a list of up to 8 rising whole numbers from 1 to 64, such as [6, 16]"),
			"reach":      setting.Whole(1, 8192),
		}}
	},
	New: func(values any) Encoding {
		o := values.(*MatchOptions)
		return Encoding{matchWidth * (len(o.Lengths) + len(o.Transposed)), o.encode}
	},
}

// MaxMatchSemitones is the largest number of semitones between the recent steps and a passage in another key.
const MaxMatchSemitones = passages.MaxSemitones

func matchLengths(least int, allowed string) setting.Rule {
	return setting.For(allowed, func(list []int) bool {
		return len(list) >= least && len(list) <= 8 && setting.Distinct(list) && slices.IsSorted(list) &&
			!slices.ContainsFunc(list, func(n int) bool { return n < 1 || n > 64 })
	})
}

// matchWidth is the number of attributes of a length.
const matchWidth = 3

// encode writes, for each of Lengths and then of Transposed, play and articulate of the note in the step after the passage,
// transposed with it, and the similarity of the passage and the recent steps. All three are 0 where there is none.
func (o *MatchOptions) encode(dst []float32, stride int, past Past, _ Place) {
	longest := slices.Max(slices.Concat(o.Lengths, o.Transposed))
	begin := sort.Search(o.Reach+longest, func(back int) bool { return past(back) == &silence }) // steps before the piece need not be read
	steps := make([]passages.KeySet, begin+longest)
	for back := range begin {
		steps[back] = soundingKeys(past(back))
	}
	for i, p := range passages.Find(steps, o.Lengths, o.Transposed, min(o.Reach, begin)) {
		if p.Similarity == 0 {
			continue
		}
		for n, cell := range past(p.Distance - 1).Transposed(p.Semitones) {
			attributes := dst[n*stride+matchWidth*i:][:matchWidth]
			if cell.Play() {
				attributes[0] = 1
			}
			if cell.Articulate() {
				attributes[1] = 1
			}
			attributes[2] = p.Similarity
		}
	}
}

// soundingKeys is the set of the keys that sound. It takes eight cells at a time, since encode reads thousands of steps.
func soundingKeys(f *Frame) (k passages.KeySet) {
	for n := 0; n < 64; n += 8 {
		k.Low |= soundingOf8((*[8]Cell)(f[n:])) << n
	}
	for n := 64; n < Keys; n += 8 {
		k.High |= soundingOf8((*[8]Cell)(f[n:])) << (n - 64)
	}
	return k
}

// soundingOf8 collects the lowest bits of eight cells: the product has that of cell i at bit 56 + i.
func soundingOf8(c *[8]Cell) uint64 {
	cells := uint64(c[0]) | uint64(c[1])<<8 | uint64(c[2])<<16 | uint64(c[3])<<24 | uint64(c[4])<<32 | uint64(c[5])<<40 | uint64(c[6])<<48 | uint64(c[7])<<56
	return cells & 0x0101010101010101 * 0x0102040810204080 >> 56
}
