package config

import (
	"workbench/features"
	"workbench/features/abc"
)

// Articulated reports whether the corpus distinguishes onsets from held notes.
func (c *Config) Articulated() bool {
	return c.Data.Frames == "" && c.Data.Sampling == SamplingOnsets
}

// Reading says how the music is read.
func (c *Config) Reading() features.ReadOptions {
	d := c.Data
	return features.ReadOptions{StepsPerQuarter: d.StepsPerQuarter, Drums: d.Drums, Pedal: d.Pedal, Velocity: d.Velocity, InferPickup: d.InferPickup, Accidentals: abc.Propagation(d.Accidentals),
		Sampling: features.Sampling{Sounding: d.Sampling == SamplingFrames}}
}

// Source names the corpus.
func (c *Config) Source() string {
	switch {
	case c.Data.MIDI != "":
		return c.Data.MIDI
	case c.Data.Frames != "":
		return c.Data.Frames
	}
	return "the starter corpus"
}

// PrimerSteps is the number of steps of the primer.
func (c *Config) PrimerSteps() int {
	if c.Compose.Primer == PrimerSilence {
		return 0
	}
	return c.Compose.PrimerSteps
}
