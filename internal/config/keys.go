package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"workbench/internal/nearest"
)

// configKeys are the keys that a config may have, taken from the struct's tags.
type keys struct {
	Paths    []string       // dotted, in the order of the struct
	sections []string       // in the order of the struct
	Targets  map[string]any // by path: a pointer to the field
}

func KeysOf(c *Config) keys {
	keys := keys{Targets: map[string]any{}}
	keys.add("", reflect.ValueOf(c).Elem())
	return keys
}

func (k *keys) add(prefix string, fields reflect.Value) {
	for i := range fields.NumField() {
		name, field := fields.Type().Field(i).Tag.Get("toml"), fields.Field(i)
		if field.Kind() == reflect.Struct {
			k.sections = append(k.sections, name)
			k.add(name+".", field)
			continue
		}
		k.Paths = append(k.Paths, prefix+name)
		k.Targets[prefix+name] = field.Addr().Interface()
	}
}

func (k keys) hasSection(name string) bool { return slices.Contains(k.sections, name) }

// in lists the keys of a section without its name, or those outside all sections.
func (k keys) in(section string) []string {
	var names []string
	for _, path := range k.Paths {
		if inside, name := SplitKey(path); inside == section {
			names = append(names, name)
		}
	}
	return names
}

// unknown says what is wrong with a path that is no key, and what was probably meant.
func (k keys) unknown(path string, isTable bool) string {
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

// splitKey parts a dotted path into section, empty at the top, and name.
func SplitKey(path string) (section, name string) {
	if i := strings.IndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

// convertConfig turns a value of the TOML decoder into what target points to. A whole number may stand for a number.
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
	panic(fmt.Sprintf("experiments: config field of type %T", target))
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

// distinct tells whether no item of a list comes twice.
func distinct[T comparable](list []T) bool {
	seen := map[T]bool{}
	for _, item := range list {
		seen[item] = true
	}
	return len(seen) == len(list)
}
