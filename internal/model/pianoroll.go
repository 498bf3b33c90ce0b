package model

import (
	"workbench/baselines/pianoroll"
	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/setting"
)

// Values of pianoroll.voices.
const (
	voicesAll = "all"
	voicesTop = "top"
)

type pianorollOptions struct {
	Voices    string  `toml:"voices"`    // all keys, or the highest sounding one
	Threshold float64 `toml:"threshold"` // composing: keys above this probability play; 0 = they are sampled
}

func pianorollSection() setting.Section {
	return setting.Section{Name: "pianoroll", Values: &pianorollOptions{Voices: voicesAll}, Rules: map[string]setting.Rule{
		"voices":    setting.OneOf(voicesAll, voicesTop),
		"threshold": setting.Share(),
	}, Composing: []string{"threshold"}}
}

var pianorollKind = sequenceKind(system{
	name: "pianoroll", summary: "one LSTM stack along time; each key of the next step is predicted independently (Sonorous)",
	section: pianorollSection,
	fit: func(c *config.Config, _ []*features.Piece) sequence.Representation {
		o := config.Section[pianorollOptions](c, "pianoroll")
		return pianoroll.New(pianoroll.Options{Articulated: c.Articulated(), Top: o.Voices == voicesTop, Transpose: c.Data.Transpose, Threshold: o.Threshold})
	},
	references: func(c *config.Config, training []*features.Piece) []Reference {
		if config.Section[pianorollOptions](c, "pianoroll").Voices == voicesTop {
			return nil
		}
		return rollReferences(training, c.Articulated())
	},
})
