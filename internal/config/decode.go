package config

import (
	"errors"
	"strings"

	"github.com/BurntSushi/toml"
)

// maxNesting is the largest number of dots in a line of a config, and of braces in all of it. The time of the
// decoder grows faster than the square of the depth: it takes minutes for thirty kilobytes of dots.
const maxNesting = 100

// DecodeTOML reads a config into untyped values. It returns an error for text that is not TOML or is nested too
// deeply.
func DecodeTOML(text string) (map[string]any, error) {
	braces := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		braces += strings.Count(line, "{")
		if braces > maxNesting || strings.Count(line, ".") > maxNesting {
			return nil, errors.New("nested too deeply: a config has no hundred dots in a line, and no hundred braces")
		}
	}
	table := map[string]any{}
	_, err := toml.Decode(text, &table)
	return table, err
}
