package harmony

import (
	"strings"
	"testing"

	"workbench/baselines/sequence"
)

// The inputs have the place of a step in its bar and strain, and the step a strain before: ten bars of 2/16
// after a pickup of one sixteenth; the last two repeat the first two, but for the last note.
func TestPlacesInBarAndStrain(t *testing.T) {
	p := tune(t, `[M:2/16]"C"c|"F"d2|ef|`+strings.Repeat("gg|", 6)+`"F"d2|eg|`)
	in := New(Options{}).Encode(p).Inputs
	has := func(step, index int) bool {
		for _, x := range in[step] {
			if x == (sequence.Input{Index: int32(index), Value: 1}) {
				return true
			}
		}
		return false
	}
	F := classOfSymbol("F")
	for _, c := range []struct {
		what        string
		step, index int
		want        bool
	}{
		{"silence before the first step", 0, atMelody + rest, true},
		{"the pickup leads up to the line", 0, atBeat + 1, true},
		{"the pickup is the bar before the first", 0, atBar + 7, true},
		{"the pickup does not begin a bar", 0, atLine, false},
		{"no onset yet", 0, atAge, false},
		{"the beginning of the first bar", 1, atLine, true},
		{"the first bar", 1, atBar, true},
		{"the step before is an onset", 1, atMelody + onset + 72 - lowest, true},
		{"it still sounds", 1, atSound + 72 - lowest, true},
		{"one step ago", 1, atAge, true},
		{"held", 3, atMelody + hold, true},
		{"and sounds", 3, atSound + 74 - lowest, true},
		{"two steps ago", 3, atAge + 1, true},
		{"the chord before", 3, atHarmony + F, true},
		{"no strain before the first", 3, atStrain + atMelody + onset + 76 - lowest, false},
		{"the second strain's first bar", 17, atBar, true},
		{"what stood there", 17, atStrain + atMelody + onset + 74 - lowest, true},
		{"its chord", 17, atStrain + atHarmony + F, true},
		{"nothing to agree with yet", 17, atRepeat, true},
		{"a hold there", 18, atStrain + atMelody + hold, true},
		{"and its sound", 18, atStrain + atSound + 74 - lowest, true},
		{"agreed for one step", 18, atRepeat + 1, true},
		{"for three", 20, atRepeat + 2, true},
	} {
		if got := has(c.step, c.index); got != c.want {
			t.Errorf("%s: step %d has input %d: %v, want %v; inputs %v", c.what, c.step, c.index, got, c.want, in[c.step])
		}
	}
}
