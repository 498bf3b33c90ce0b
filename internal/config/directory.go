package config

import (
	"os"
	"path/filepath"
)

// Locate returns the path of the data at path, which is data.midi, data.frames or data.styles. A relative path
// is looked up in Directory first, then in the working directory.
func (c *Config) Locate(path string) string {
	if c.Directory == "" || filepath.IsAbs(path) {
		return path
	}
	there := filepath.Join(c.Directory, path)
	if _, err := os.Stat(there); err != nil {
		return path
	}
	return there
}
