package features

import (
	"slices"

	"workbench/features/internal/passages"
	"workbench/internal/setting"
)

// MatchOptions are the keys of the group match.
type MatchOptions struct {
	Lengths    []int `toml:"lengths"`    // numbers of recent steps that are compared with earlier ones, rising
	Transposed []int `toml:"transposed"` // the same for passages in other keys
	Reach      int   `toml:"reach"`      // how many steps before the last one a passage may end
}

// match is what followed the passage most like the recent steps, anywhere before them in the piece: the match model of
// data compression (Mahoney 2005), which predicts the literal repeats that the distances of the group lookback miss.
var match = Group{
	Name: "match",
	Help: "for each of some lengths: play and articulate of the note after the earlier passage most like the recent steps, and how alike they are",
	Section: func() setting.Section {
		return setting.Section{Name: "match", Values: &MatchOptions{Lengths: []int{4, 8, 16, 32}, Transposed: []int{6, 16}, Reach: 4096}, Rules: map[string]setting.Rule{
			"lengths":    matchLengths(1, "[4, 8, 16, 32]"),
			"transposed": matchLengths(0, "[6, 16]"),
			"reach":      setting.For("a whole number from 1 to 8192", func(n int) bool { return n >= 1 && n <= 8192 }),
		}}
	},
	New: func(values any) Encoding {
		o := values.(*MatchOptions)
		return Encoding{matchWidth * (len(o.Lengths) + len(o.Transposed)), o.encode}
	},
}

// MostSemitones is the largest number of semitones between the recent steps and a passage in another key.
const MostSemitones = passages.Octave

// matchLengths allows lists of lengths, of at least so many.
func matchLengths(least int, example string) setting.Rule {
	allowed := "a rising list of whole numbers from 1 to 64, 8 at most, such as " + example
	return setting.For(allowed, func(list []int) bool {
		return len(list) >= least && len(list) <= 8 && setting.Distinct(list) && slices.IsSorted(list) &&
			!slices.ContainsFunc(list, func(n int) bool { return n < 1 || n > 64 })
	})
}

// matchWidth is the number of attributes of a length.
const matchWidth = 3

// encode writes, for each length, play and articulate of the note in the step after the passage, moved as the passage,
// and their similarity; all are 0 where no passage is alike. Passages in other keys come last.
func (o *MatchOptions) encode(dst []float32, stride int, past Past, _ Place) {
	steps := make([]passages.Keys, o.Reach+slices.Max(slices.Concat(o.Lengths, o.Transposed)))
	for back := range steps {
		steps[back] = soundingKeys(past(back))
	}
	found := append(passages.Find(steps, o.Lengths, o.Reach), passages.FindTransposed(steps, o.Transposed, o.Reach)...)
	for i, p := range found {
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

func soundingKeys(f *Frame) (k passages.Keys) {
	for n := 0; n < 64; n += 8 {
		k.Low |= soundingOf8(f[n:][:8]) << (n & 63)
	}
	for n := 64; n < Keys; n += 8 {
		k.High |= soundingOf8(f[n:][:8]) << (n & 63)
	}
	return k
}

// soundingOf8 collects the lowest bits of eight cells: the product has that of cell i at bit 56 + i.
func soundingOf8(c []Cell) uint64 {
	_ = c[7]
	cells := uint64(c[0]) | uint64(c[1])<<8 | uint64(c[2])<<16 | uint64(c[3])<<24 | uint64(c[4])<<32 | uint64(c[5])<<40 | uint64(c[6])<<48 | uint64(c[7])<<56
	return cells & 0x0101010101010101 * 0x0102040810204080 >> 56
}
