package model

import (
	"workbench/baselines/harmony"
	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/setting"
)

type melodyHarmonyOptions struct {
	Joint         bool    `toml:"joint"`          // the melody is conditioned on the harmony of its step
	HarmonyWeight float64 `toml:"harmony_weight"` // of the harmony in the training loss; the melody has the rest
}

func melodyHarmonySection() setting.Section {
	return setting.Section{Name: "melody-harmony", Values: &melodyHarmonyOptions{Joint: true, HarmonyWeight: 0.5}, Rules: map[string]setting.Rule{
		"joint":          setting.Bool(),
		"harmony_weight": setting.For("a number above 0 and below 1", func(x float64) bool { return float32(x) > 0 && setting.IsShare(x) }),
	}}
}

var melodyHarmonyKind = sequenceKind(system{
	name: "melody-harmony", summary: "a tune and its chords, step by step (the Nottingham system)",
	section:   melodyHarmonySection,
	notesOnly: true,
	fit: func(c *config.Config, _ []*features.Piece) sequence.Representation {
		o := config.Section[melodyHarmonyOptions](c, "melody-harmony")
		return harmony.New(harmony.Options{MelodyGivenHarmony: o.Joint, HarmonyWeight: o.HarmonyWeight, Transpose: c.Data.Transpose})
	},
})
