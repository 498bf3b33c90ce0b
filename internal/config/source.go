package config

// Articulated says whether the corpus tells onsets from held notes.
func (c *Config) Articulated() bool { return c.Data.Frames == "" }

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

// PrimerSteps is the number of steps that a sample begins with and that were not composed.
func (c *Config) PrimerSteps() int {
	if c.Compose.Primer == PrimerSilence {
		return 0
	}
	return c.Compose.PrimerSteps
}
