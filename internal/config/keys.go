package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"workbench/internal/nearest"
	"workbench/internal/setting"
)

// Keys are the keys of a config, taken from the tags of its structs.
type Keys struct {
	Paths   []string       // dotted: shared keys in the order of Config, then those of the kinds and feature groups
	Targets map[string]any // by path: a pointer to the value

	sections  []string // names, in the same order
	rules     map[string]setting.Rule
	composing map[string]bool // those that the compose command may override
}

// KeysOf returns the keys that a config uses.
func KeysOf(c *Config) *Keys {
	k := allKeys(c)
	kind, _ := kindNamed(c.Model.Kind)
	k.Paths = slices.DeleteFunc(k.Paths, func(path string) bool { return !kind.uses(path, c.Features.Groups) })
	return k
}

// allKeys returns the keys that a config may have, used or not.
func allKeys(c *Config) *Keys {
	k := &Keys{Targets: map[string]any{}, rules: map[string]setting.Rule{}, composing: map[string]bool{}}
	k.add("", reflect.ValueOf(c).Elem())
	for path, rule := range sharedRules() {
		k.rules[path] = rule
	}
	for _, s := range ownSections() {
		k.sections = append(k.sections, s.Name)
		k.add(s.Name+".", reflect.ValueOf(c.values(s.Name)).Elem())
		for name, rule := range s.Rules {
			k.rules[s.Name+"."+name] = rule
		}
		for _, name := range s.Composing {
			k.composing[s.Name+"."+name] = true
		}
	}
	return k
}

func (k *Keys) add(prefix string, fields reflect.Value) {
	for i := range fields.NumField() {
		name, field := fields.Type().Field(i).Tag.Get("toml"), fields.Field(i)
		if name == "" || name == "-" {
			continue
		}
		if field.Kind() == reflect.Struct {
			k.sections = append(k.sections, name)
			k.add(name+".", field)
			continue
		}
		k.Paths = append(k.Paths, prefix+name)
		k.Targets[prefix+name] = field.Addr().Interface()
	}
}

// Value is the value of a key.
func (k *Keys) Value(path string) any { return reflect.ValueOf(k.Targets[path]).Elem().Interface() }

func (k *Keys) hasSection(name string) bool { return slices.Contains(k.sections, name) }

// in lists the keys of a section without its name, or those outside all sections.
func (k *Keys) in(section string) []string {
	var names []string
	for _, path := range k.Paths {
		if inside, name := SplitKey(path); inside == section {
			names = append(names, name)
		}
	}
	return names
}

// unknown describes the mistake of a path that is no key, and suggests the nearest key.
func (k *Keys) unknown(path string, isTable bool) string {
	section, _ := SplitKey(path)
	switch lower := strings.ToLower(path); {
	case k.hasSection(path):
		return fmt.Sprintf("a section; set one of its keys, such as %s.%s", path, k.in(path)[0])
	case k.Targets[lower] != nil || k.hasSection(lower):
		return fmt.Sprintf("names are in lower case; did you mean %q?", lower)
	case isTable && section == "":
		if near := nearest.Word(path, k.sections); near != "" {
			return fmt.Sprintf("no such section; did you mean [%s]?", near)
		}
		return fmt.Sprintf("no such section; there are [%s]", strings.Join(k.sections, "], ["))
	}
	if near := nearestKey(path, k.Paths); near != "" {
		return fmt.Sprintf("no such key; did you mean %q?", near)
	}
	if !k.hasSection(section) {
		return fmt.Sprintf("no such key; the sections are %s", strings.Join(k.sections, ", "))
	}
	return fmt.Sprintf("no such key; [%s] has %s", section, strings.Join(k.in(section), ", "))
}

// SplitKey splits a dotted path into section, empty at the top level, and name.
func SplitKey(path string) (section, name string) {
	if i := strings.IndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

// convert converts a value of the TOML decoder to the type that target points to. A whole number is accepted
// for a number.
func convert(value, target any) (any, bool) {
	switch target.(type) {
	case *string:
		text, ok := value.(string)
		return text, ok
	case *int:
		return wholeNumber(value)
	case *bool:
		truth, ok := value.(bool)
		return truth, ok
	case *float64:
		return anyNumber(value)
	case *[]int:
		return convertList(value, wholeNumber)
	case *[]float64:
		return convertList(value, anyNumber)
	case *[]string:
		return convertList(value, func(item any) (string, bool) {
			text, ok := item.(string)
			return text, ok
		})
	}
	panic(fmt.Sprintf("config: field of type %T", target))
}

func anyNumber(value any) (float64, bool) {
	if whole, ok := value.(int64); ok {
		return float64(whole), true
	}
	number, ok := value.(float64)
	return number, ok
}

func wholeNumber(value any) (int, bool) {
	whole, ok := value.(int64)
	return int(whole), ok && int64(int(whole)) == whole
}

func convertList[T any](value any, convert func(any) (T, bool)) ([]T, bool) {
	items, ok := value.([]any)
	if !ok {
		return nil, false
	}
	list := make([]T, len(items))
	for i, item := range items {
		if list[i], ok = convert(item); !ok {
			return nil, false
		}
	}
	return list, true
}

// Composing reports whether a key affects only composing, so that the compose command may override it.
func Composing(path string) bool {
	c := Default()
	section, _ := SplitKey(path)
	return section == "compose" || allKeys(&c).composing[path]
}

// Key is a key that a config may have, with the rule for its values.
type Key struct {
	Path string // dotted
	setting.Rule
}

// AllKeys lists the keys of all kinds of model and feature groups.
func AllKeys() (all []Key) {
	c := Default()
	keys := allKeys(&c)
	for _, path := range keys.Paths {
		all = append(all, Key{path, keys.rules[path]})
	}
	return all
}

// IsPath reports whether the value of a key, which may have its name of an earlier version, is a file or a directory.
func IsPath(path string) bool {
	return slices.ContainsFunc(AllKeys(), func(k Key) bool { return k.Path == CurrentKey(path) && k.IsPath })
}
