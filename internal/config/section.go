package config

import (
	"fmt"
	"slices"

	"workbench/features"
	"workbench/internal/setting"
)

// sections are those of the kinds of model and of the feature groups, each once.
type sections []setting.Section

// newSections collects the sections, with their defaults.
func newSections() (all sections) {
	add := func(s setting.Section) {
		if all.find(s.Name) == nil {
			all = append(all, s)
		}
	}
	for _, k := range kinds {
		for _, s := range k.Sections() {
			add(s)
		}
	}
	for _, g := range features.Groups() {
		if g.Section != nil {
			add(g.Section())
		}
	}
	return all
}

func (s sections) find(name string) *setting.Section {
	if i := slices.IndexFunc(s, func(s setting.Section) bool { return s.Name == name }); i >= 0 {
		return &s[i]
	}
	return nil
}

// Section returns the values of the section of a kind or of a feature group. It panics unless there is one of this name and type.
func Section[T any](c *Config, name string) *T {
	if s := c.sections.find(name); s != nil {
		if values, ok := s.Values.(*T); ok {
			return values
		}
	}
	panic(fmt.Sprintf("config: no section %q of type %T", name, new(T)))
}

// GroupValues are the values of the sections of the feature groups, by group, for features.NewEncoder.
func (c *Config) GroupValues() map[string]any {
	values := map[string]any{}
	for _, g := range features.Groups() {
		if g.Section != nil {
			values[g.Name] = c.sections.find(g.Section().Name).Values
		}
	}
	return values
}

// groupOf is the feature group that a section belongs to, "" for none.
func groupOf(section string) string {
	for _, g := range features.Groups() {
		if g.Section != nil && g.Section().Name == section {
			return g.Name
		}
	}
	return ""
}
