package config

import (
	"strings"

	"github.com/BurntSushi/toml"
)

// header opens the text of TOML.
const header = "# Every key that this kind of model uses, with its value.\n"

// TOML returns the config as a file with every key that it uses. Parse reads it back as an equal Config.
func (c *Config) TOML() string {
	var b strings.Builder
	b.WriteString(header)
	current := ""
	keys := KeysOf(c)
	for _, path := range keys.Paths {
		section, name := SplitKey(path)
		if section != current {
			b.WriteString("\n[" + section + "]\n")
			current = section
		}
		b.WriteString(name + " = " + tomlValue(keys.Value(path)) + "\n")
	}
	return b.String()
}

// tomlValue is a value as TOML writes it.
func tomlValue(value any) string {
	text, err := toml.Marshal(map[string]any{"v": value})
	if err != nil {
		panic("config: " + err.Error()) // only types that TOML lacks fail
	}
	return strings.TrimSpace(strings.TrimPrefix(string(text), "v = "))
}
