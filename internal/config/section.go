package config

import (
	"fmt"
	"slices"

	"workbench/features"
	"workbench/internal/setting"
)

// section holds the values of a section of a kind of model or of a feature group.
type section struct {
	name   string
	values any // a pointer to a struct
}

// newSections returns the values of all such sections, with their defaults.
func newSections() (all []section) {
	for _, s := range ownSections() {
		all = append(all, section{s.Name, s.Values})
	}
	return all
}

// ownSections describes the sections of the kinds of model and of the feature groups, each once.
func ownSections() (all []setting.Section) {
	add := func(s setting.Section) {
		if !slices.ContainsFunc(all, func(other setting.Section) bool { return other.Name == s.Name }) {
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

// values are those of a section, nil if there is none of this name.
func (c *Config) values(name string) any {
	for _, s := range c.sections {
		if s.name == name {
			return s.values
		}
	}
	return nil
}

// Section returns the values of the section of a kind or of a feature group. It panics unless there is one of
// this name and type.
func Section[T any](c *Config, name string) *T {
	if values, ok := c.values(name).(*T); ok {
		return values
	}
	panic(fmt.Sprintf("config: no section %q of type %T", name, new(T)))
}

// GroupValues are the values of the sections of the feature groups, by group, for features.NewEncoder.
func (c *Config) GroupValues() map[string]any {
	values := map[string]any{}
	for _, g := range features.Groups() {
		if g.Section != nil {
			values[g.Name] = c.values(g.Section().Name)
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
