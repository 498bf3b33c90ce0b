package features

import (
	"slices"

	"workbench/internal/setting"
)

// LookbackOptions are the keys of the group lookback.
type LookbackOptions struct {
	Steps []int `toml:"steps"` // distances in steps, from the predicted step back
}

// lookback is the note's state a number of steps before the predicted one, which predicts repeats.
var lookback = Group{
	Name: "lookback",
	Help: "for each of some distances: play and articulate of the note that far back, and the similarity of the music now and then",
	Section: func() setting.Section {
		return setting.Section{Name: "lookback", Values: &LookbackOptions{Steps: []int{16, 32, 64, 128}}, Rules: map[string]setting.Rule{
			"steps": setting.For("a list of different whole numbers from 1 to 4096, 64 at most, such as [16, 128]", func(steps []int) bool {
				return len(steps) > 0 && len(steps) <= 64 && setting.Distinct(steps) &&
					!slices.ContainsFunc(steps, func(n int) bool { return n < 1 || n > 4096 })
			}),
		}}
	},
	New: func(values any) Encoding {
		steps := values.(*LookbackOptions).Steps
		return Encoding{lookbackWidth * len(steps), func(dst []float32, stride int, past Past, _ int) { encodeLookback(dst, stride, past, steps) }}
	},
}

const (
	lookbackWidth  = 3 // numbers a distance
	lookbackMemory = 8 // steps whose similarity says whether the music repeats itself
)

// encodeLookback writes, for each distance, play and articulate of the note that many steps before the
// predicted step, and how similar the last steps are to those the same distance before them: the keys that
// sound in both over the keys that sound in either.
func encodeLookback(dst []float32, stride int, past Past, steps []int) {
	var recent [lookbackMemory]*Frame
	for back := range recent {
		recent[back] = past(back)
	}
	for i, distance := range steps {
		alike := similarity(recent, past, distance)
		for n, cell := range past(distance - 1) {
			attributes := dst[n*stride+lookbackWidth*i:][:lookbackWidth]
			if cell.Play() {
				attributes[0] = 1
			}
			if cell.Articulate() {
				attributes[1] = 1
			}
			attributes[2] = alike
		}
	}
}

// similarity compares the recent steps, the last of past, with those the given distance before them, 0 to 1; it
// is 0 where no key sounds.
func similarity(recent [lookbackMemory]*Frame, past Past, distance int) float32 {
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
