package features

import (
	"fmt"
	"slices"

	"workbench/internal/setting"
)

// LookbackOptions are the keys of the group lookback.
type LookbackOptions struct {
	Steps []int `toml:"steps"` // distances in steps, from the predicted step back
	Bars  []int `toml:"bars"`  // distances in bars as long as that of the predicted step
}

// lookback is the note's state a number of steps before the predicted one, which predicts repeats.
var lookback = Group{
	Name: "lookback",
	Help: "for each of some distances: play and articulate of the note that far back, and the similarity of the music now and then",
	Section: func() setting.Section {
		return setting.Section{Name: "lookback", Values: &LookbackOptions{Steps: []int{16, 32, 64, 128}, Bars: []int{}}, Rules: map[string]setting.Rule{
			"steps": distances("[16, 128]", 4096),
			"bars":  distances("[1, 2, 4]", 64),
		}}
	},
	New: func(values any) Encoding {
		o := values.(*LookbackOptions)
		return Encoding{lookbackWidth * (len(o.Steps) + len(o.Bars)), func(dst []float32, stride int, past Past, at Place) {
			var recent [LookbackMemory]*Frame
			for back := range recent {
				recent[back] = past(back)
			}
			for i, steps := range o.Steps {
				encodeLookback(dst[lookbackWidth*i:], stride, recent, past, steps)
			}
			for i, bars := range o.Bars {
				encodeLookback(dst[lookbackWidth*(len(o.Steps)+i):], stride, recent, past, bars*at.NextBar)
			}
		}}
	},
}

// distances allows lists of distances, which may be empty.
func distances(example string, most int) setting.Rule {
	allowed := fmt.Sprintf("a list of different whole numbers from 1 to %d, 64 at most, such as %s", most, example)
	return setting.For(allowed, func(list []int) bool {
		return len(list) <= 64 && setting.Distinct(list) && !slices.ContainsFunc(list, func(n int) bool { return n < 1 || n > most })
	})
}

// LookbackMemory is the number of recent steps that the group lookback compares with earlier ones: their similarity
// says whether the music repeats itself.
const LookbackMemory = 8

// lookbackWidth is the number of attributes of a distance.
const lookbackWidth = 3

// encodeLookback writes, for a distance in steps, play and articulate of the note that many steps before the
// predicted step, and how similar the recent steps are to those the same distance before them: the keys that
// sound in both over the keys that sound in either.
func encodeLookback(dst []float32, stride int, recent [LookbackMemory]*Frame, past Past, distance int) {
	alike := similarity(recent, past, distance)
	for n, cell := range past(distance - 1) {
		attributes := dst[n*stride:][:lookbackWidth]
		if cell.Play() {
			attributes[0] = 1
		}
		if cell.Articulate() {
			attributes[1] = 1
		}
		attributes[2] = alike
	}
}

// similarity compares the recent steps, the last of past, with those the given distance before them, 0 to 1; it
// is 0 where no key sounds.
func similarity(recent [LookbackMemory]*Frame, past Past, distance int) float32 {
	both, either := 0, 0
	for back, now := range recent {
		then := past(back + distance)
		for n, cell := range now {
			a, b := cell.Play(), then[n].Play()
			if a && b {
				both++
			}
			if a || b {
				either++
			}
		}
	}
	return float32(both) / float32(max(either, 1))
}
