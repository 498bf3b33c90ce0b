package config

import (
	"slices"

	"workbench/internal/setting"
)

// Kind describes the config keys of a kind of model.
type Kind struct {
	Name    string // the value of model.kind
	Summary string // half a line for lists of kinds

	// Uses lists the shared keys, such as "model.dropout", and whole shared sections, such as "optimizer", that
	// not every kind uses but this one does. A shared key that no kind lists is used by all.
	Uses []string
	// Sections returns the kind's own sections with their defaults, new ones on each call; nil for none. Kinds
	// may share a section: it then has the same name, keys and defaults.
	Sections func() []setting.Section
	// Check returns what is wrong with a config of this kind beyond its single keys; nil for no such check.
	Check func(c *Config) []Problem

	sectionNames []string // of Sections, which takes long to call
}

// Problem is a mistake that concerns several keys.
type Problem struct {
	Keys []string // the first of them that the user has set is named
	Text string   // what is wrong and what is allowed
}

// kinds are the registered kinds, in the order of their registration.
var kinds []Kind

// Register adds a kind. It panics if the name is taken.
func Register(k Kind) {
	if slices.Contains(KindNames(), k.Name) {
		panic("config: two kinds of model are called " + k.Name)
	}
	if k.Sections == nil {
		k.Sections = func() []setting.Section { return nil }
	}
	for _, s := range k.Sections() {
		k.sectionNames = append(k.sectionNames, s.Name)
	}
	kinds = append(kinds, k)
}

// KindNames lists the registered kinds.
func KindNames() (names []string) {
	for _, k := range kinds {
		names = append(names, k.Name)
	}
	return names
}

// kindNamed is the kind of this name.
func kindNamed(name string) (k Kind, ok bool) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// lists reports whether Uses has a shared key or its section.
func (k Kind) lists(path string) bool {
	section, _ := SplitKey(path)
	return slices.Contains(k.Uses, path) || section != "" && slices.Contains(k.Uses, section)
}

// owns reports whether a section is the kind's own.
func (k Kind) owns(section string) bool { return slices.Contains(k.sectionNames, section) }

// uses reports whether a config of this kind, with these feature groups, uses a key.
func (k Kind) uses(path string, groups []string) bool {
	section, _ := SplitKey(path)
	switch {
	case groupOf(section) != "":
		return k.lists("features.groups") && slices.Contains(groups, groupOf(section))
	case slices.ContainsFunc(kinds, func(other Kind) bool { return other.owns(section) }):
		return k.owns(section)
	case slices.ContainsFunc(kinds, func(other Kind) bool { return other.lists(path) }):
		return k.lists(path)
	}
	return true
}

// users lists the kinds that use a key, for messages.
func users(path string) string {
	section, _ := SplitKey(path)
	if group := groupOf(section); group != "" {
		return `a config with "` + group + `" among features.groups`
	}
	var names []string
	for _, k := range kinds {
		if k.uses(path, nil) {
			names = append(names, k.Name)
		}
	}
	return "model.kind = " + setting.Quoted(names)
}
