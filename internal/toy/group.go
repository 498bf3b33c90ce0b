package toy

import (
	"workbench/features"
	"workbench/internal/setting"
)

// Group is a feature group with one attribute: the share of the last steps in which the note was articulated.
var Group = features.Group{
	Name: "recent-onsets",
	Help: "share of the last steps in which the note was articulated",
	Section: func() setting.Section {
		return setting.Section{Name: "recent-onsets", Values: &groupOptions{Steps: 4}, Rules: map[string]setting.Rule{"steps": setting.Whole(1, 64)}}
	},
	New: func(values any) features.Encoding {
		steps := values.(*groupOptions).Steps
		return features.Encoding{Width: 1, Encode: func(dst []float32, stride int, past features.Past, _ features.Place) {
			for back := range steps {
				for n, cell := range past(back) {
					if cell.Articulate() {
						dst[n*stride] += 1 / float32(steps)
					}
				}
			}
		}}
	},
}

// groupOptions are the keys of the section [recent-onsets].
type groupOptions struct {
	Steps int `toml:"steps"`
}
