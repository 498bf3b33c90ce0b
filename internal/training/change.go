package training

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/config"
	"workbench/internal/rundir"
)

// changesOf lists the keys whose values differ between two configs in TOML, in the order of their names. A key
// that only one of them has belongs to another version of the program and is no change.
func changesOf(before, after string) ([]rundir.Change, error) {
	from, err := valuesOf(before)
	if err != nil {
		return nil, err
	}
	to, err := valuesOf(after)
	if err != nil {
		return nil, err
	}
	var changes []rundir.Change
	for _, key := range slices.Sorted(maps.Keys(to)) {
		if old, known := from[key]; known && !reflect.DeepEqual(old, to[key]) {
			changes = append(changes, rundir.Change{Key: key, From: tomlText(old), To: tomlText(to[key])})
		}
	}
	return changes, nil
}

// valuesOf returns the values of a config in TOML by dotted key.
func valuesOf(text string) (map[string]any, error) {
	sections, err := config.DecodeTOML(text)
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	for name, value := range sections {
		section, ok := value.(map[string]any)
		if !ok {
			values[name] = value
			continue
		}
		for key, value := range section {
			values[name+"."+key] = value
		}
	}
	return values, nil
}

// tomlText is a value as in TOML.
func tomlText(value any) string {
	switch v := value.(type) {
	case string:
		return strconv.Quote(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = tomlText(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return fmt.Sprint(value)
}

// mayChange reports whether a run can be resumed with another value of a key. The shape of the model and of its
// input, the music and the random numbers cannot change. Folders of music and tables of styles can be moved:
// that it is the same music in the same styles is checked.
func mayChange(key string) bool {
	switch key {
	case "name", "data.midi", "data.frames", "data.styles":
		return true
	case "optimizer.name", "train.init_from", "train.reinit":
		return false
	}
	section, name, _ := strings.Cut(key, ".")
	return slices.Contains([]string{"loss", "optimizer", "train", "compose"}, section) || strings.Contains(name, "dropout")
}

// changesBatches reports whether a key decides how an epoch is divided into batches.
func changesBatches(key string) bool {
	return slices.Contains([]string{"train.batch", "train.segment", "train.input_noise", "train.updates_per_epoch"}, key)
}
