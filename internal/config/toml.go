package config

import (
	"reflect"
	"strings"

	"github.com/BurntSushi/toml"
)

// header opens the text of TOML.
const header = "# Every key that this kind of model uses, with its value.\n"

// TOML returns the config as a file with every key that it uses. Parse reads it back as an equal Config.
func (c *Config) TOML() string { return c.toml(func(string) string { return "" }) }

// Explain is [Parse] and [Config.TOML] with a comment behind each value that is not the default: where it was
// set.
func Explain(path string, text []byte, overrides []string) (string, error) {
	r := newReader(path)
	c, err := r.read(path, text, overrides)
	if err != nil {
		return "", err
	}
	defaults := Default()
	keys, standard := KeysOf(c), allKeys(&defaults)
	return c.toml(func(key string) string {
		a, set := r.sources[key]
		if !set || reflect.DeepEqual(keys.Value(key), standard.Value(key)) {
			return ""
		}
		return " # " + a.origin
	}), nil
}

// toml is TOML with what note returns for a key at the end of its line.
func (c *Config) toml(note func(key string) string) string {
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
		b.WriteString(name + " = " + TOMLValue(keys.Value(path)) + note(path) + "\n")
	}
	return b.String()
}

// TOMLValue is a value of a key as TOML writes it.
func TOMLValue(value any) string {
	text, err := toml.Marshal(map[string]any{"v": value})
	if err != nil {
		panic("config: " + err.Error()) // only types that TOML lacks fail
	}
	return strings.TrimSpace(strings.TrimPrefix(string(text), "v = "))
}
