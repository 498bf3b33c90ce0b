package config

// articulated tells whether the corpus knows struck keys from held ones.
func (c *Config) Articulated() bool { return c.Data.Frames == "" }

// source names the corpus.
func (c *Config) Source() string {
	switch {
	case c.Data.MIDI != "":
		return c.Data.MIDI
	case c.Data.Frames != "":
		return c.Data.Frames
	}
	return "the starter corpus"
}

// given is the number of steps that a sample begins with and that were not composed.
func (c *Config) Given() int {
	if c.Compose.Start == StartSilence {
		return 0
	}
	return c.Compose.Given
}
