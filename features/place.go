package features

import (
	"slices"

	"workbench/internal/setting"
)

// Place is where in the bars of its piece a step and the next one lie.
type Place struct {
	Sixteenth int // of its bar, 0 to 15
	NextBar   int // length in steps, by its metre, of the bar in which the next step lies; at least 1
	InBar     int // place of the next step in that bar, in steps; 0 is the downbeat
	Bar       int // number of the bar in which the next step lies: 0 for the first full bar, −1 for a pickup
	BarsLeft  int // bars after that one up to the end of the piece; at least 0
}

// place is that of step t, which is −1 or above, and the next one.
func (p *Piece) place(t int) Place {
	next, in := p.MeasureAt(t + 1)
	bar := p.bar(t + 1)
	return Place{Sixteenth: p.Beat(t), NextBar: next.Steps, InBar: in, Bar: bar, BarsLeft: max(p.bar(max(p.Ends, p.Steps())-1)-bar, 0)}
}

// beat is the place of the step in its bar (Deep Jammer report, section 3.1).
var beat = Group{
	Name: "beat",
	Help: "one-hot of the sixteenth of the measure, with the downbeat as reference",
	New:  fixed(15, encodeBeat),
}

// encodeBeat writes the sixteenth of the bar as a one-hot of 16 without the downbeat, which is all zero.
func encodeBeat(dst []float32, stride int, _ Past, at Place) {
	beat := at.Sixteenth
	if beat == 0 {
		return
	}
	for n := range Keys {
		dst[n*stride+beat-1] = 1
	}
}

// FormOptions are the keys of the group form.
type FormOptions struct {
	Phrases []int `toml:"phrases"` // lengths of phrases in bars
}

// form is the place of the predicted step in its bar, and of the bar in its phrase and in the piece. It makes a
// piece end as the training pieces do, where its length is reached.
var form = Group{
	Name: "form",
	Help: "place of the predicted step in its measure, of the measure in phrases of some lengths, and the measures left until the end of the piece",
	Section: func() setting.Section {
		return setting.Section{Name: "form", Values: &FormOptions{Phrases: []int{4, 8}}, Rules: map[string]setting.Rule{
			"phrases": setting.For("a list of different whole numbers from 2 to 64, 8 at most, such as [4, 8]", func(list []int) bool {
				return len(list) <= 8 && setting.Distinct(list) && !slices.ContainsFunc(list, func(n int) bool { return n < 2 || n > 64 })
			}),
		}}
	},
	New: func(values any) Encoding {
		phrases := values.(*FormOptions).Phrases
		width := 3 + len(BarsLeft) + 1
		for _, bars := range phrases {
			width += bars
		}
		return Encoding{width, func(dst []float32, stride int, _ Past, at Place) {
			row := make([]float32, width)
			encodeForm(row, phrases, at)
			for n := range Keys {
				copy(dst[n*stride:], row)
			}
		}}
	},
}

// BarsLeft are the lower limits of the classes of the number of bars left in the group form, in rising order.
var BarsLeft = [...]int{0, 1, 2, 3, 4, 8}

// BarsLeftClass is the class of a number of bars left, from 0: an index of BarsLeft.
func BarsLeftClass(bars int) int {
	class, found := slices.BinarySearch(BarsLeft[:], bars)
	if !found {
		class--
	}
	return class
}

// encodeForm writes whether the step is the first of its bar, whether it is in the middle, and the share of the bar
// before it; a one-hot of the bar's number modulo each length of a phrase; and a one-hot of the class of the number
// of bars left, and the share of the piece's bars that are left.
func encodeForm(row []float32, phrases []int, at Place) {
	switch at.InBar {
	case 0:
		row[0] = 1
	case at.NextBar - at.InBar:
		row[1] = 1
	}
	row[2] = float32(at.InBar) / float32(max(at.NextBar, 1))
	row = row[3:]
	for _, bars := range phrases {
		row[(at.Bar+bars)%bars] = 1
		row = row[bars:]
	}
	row[BarsLeftClass(at.BarsLeft)] = 1
	row[len(BarsLeft)] = float32(at.BarsLeft) / float32(max(at.Bar+1+at.BarsLeft, 1))
}
