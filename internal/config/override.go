package config

import (
	"slices"
	"strings"
)

// OverriddenKey is the key of a KEY=VALUE of the -set flag, by its current name.
func OverriddenKey(override string) string {
	key, _, _ := strings.Cut(override, "=")
	return CurrentKey(strings.TrimSpace(key))
}

// Overridden reports whether one of the overrides, each KEY=VALUE, is of one of the keys.
func Overridden(overrides []string, keys ...string) bool {
	return slices.ContainsFunc(overrides, func(o string) bool { return slices.Contains(keys, OverriddenKey(o)) })
}

// readOverride adds one KEY=VALUE of the -set flag. The value is TOML, but text needs no quotes:
// -set optimizer.name=adam.
func (r *reader) readOverride(override string) {
	path, text, found := strings.Cut(override, "=")
	path = strings.TrimSpace(path)
	source := "-set " + shorten(override)
	if !found || path == "" {
		r.problems = append(r.problems, source+": must be KEY=VALUE, such as -set train.epochs=200")
		return
	}
	a := assignment{path: path, origin: "-set", source: source, atKey: source, layer: r.layer}
	if _, isText := r.keys.Targets[path].(*string); isText && !startsWithQuote(text) {
		a.value = strings.TrimSpace(text)
	} else {
		a.value = overrideValue(text)
	}
	r.assignments = append(r.assignments, a)
}

func startsWithQuote(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, `"`) || strings.HasPrefix(text, `'`)
}

// overrideValue decodes one TOML value; nil, which fits no key, if the text is none.
func overrideValue(text string) any {
	table, err := DecodeTOML("value = " + text)
	if err != nil || len(table) != 1 {
		return nil
	}
	return table["value"]
}
