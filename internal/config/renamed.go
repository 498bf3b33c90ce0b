package config

import (
	"fmt"
	"slices"
	"strings"
)

// renamed maps keys of earlier versions to their current names.
var renamed = map[string]string{
	"data.stretch":          "performance.stretch",
	"features.lags":         "lookback.steps",
	"features.below":        "features.lower_notes",
	"model.input_dropout":   "sequence.input_dropout",
	"model.embedding":       "sequence.embedding",
	"model.fresh_dropout":   "sequence.per_step_dropout",
	"model.residual":        "sequence.residual",
	"model.dense":           "sequence.dense",
	"model.batch_norm":      "sequence.batch_norm",
	"model.voices":          "pianoroll.voices",
	"model.joint":           "melody-harmony.joint",
	"model.dynamics":        "performance.dynamics",
	"model.conditions":      "performance.controls",
	"loss.harmony_weight":   "melody-harmony.harmony_weight",
	"train.average":         "train.ema_decay",
	"compose.start":         "compose.primer",
	"compose.given":         "compose.primer_steps",
	"compose.threshold":     "pianoroll.threshold",
	"compose.density":       "performance.density",
	"compose.pitch_classes": "performance.pitch_classes",
}

// renamedGroups maps feature groups of earlier versions to their current names.
var renamedGroups = map[string]string{"echo": "lookback"}

// earlierHeader is the first line of every config.toml that an earlier version wrote into a run directory. Such
// a file has all keys, with their earlier names, whether its kind uses them or not.
const earlierHeader = "# Every key with its value in this run.\n"

// Current returns the values of a run's config by dotted key as the TOML decoder gives them. If an earlier version
// wrote it and it can be read, they are those that this version would write.
func Current(path, text string) (map[string]any, error) {
	if isEarlier(text) {
		if c, err := Parse(path, []byte(text), nil); err == nil {
			keys, values := KeysOf(c), map[string]any{}
			for _, path := range keys.Paths {
				values[path] = decoded(keys.Value(path))
			}
			return values, nil
		}
	}
	tree, err := DecodeTOML(text)
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	flatten("", tree, values)
	return values, nil
}

// decoded is the value of a key as the TOML decoder gives it; convert is the way back.
func decoded(value any) any {
	switch v := value.(type) {
	case int:
		return int64(v)
	case []int:
		return decodedList(v)
	case []float64:
		return decodedList(v)
	case []string:
		return decodedList(v)
	}
	return value
}

func decodedList[T any](list []T) []any {
	items := make([]any, len(list))
	for i, item := range list {
		items[i] = decoded(item)
	}
	return items
}

// flatten puts the values of a tree of sections into flat by dotted key.
func flatten(prefix string, tree, flat map[string]any) {
	for key, value := range tree {
		if section, ok := value.(map[string]any); ok {
			flatten(prefix+key+".", section, flat)
		} else {
			flat[prefix+key] = value
		}
	}
}

// isEarlier reports whether an earlier version wrote a config.
func isEarlier(text string) bool {
	return strings.HasPrefix(strings.ReplaceAll(text, "\r\n", "\n"), earlierHeader)
}

// today translates a setting of an earlier version.
func (s assignment) today() assignment {
	if name, ok := renamed[s.path]; ok {
		s.path = name
	}
	if groups, ok := s.value.([]any); ok && s.path == "features.groups" {
		s.value = slices.Clone(groups)
		for i, g := range groups {
			if name, ok := g.(string); ok && renamedGroups[name] != "" {
				s.value.([]any)[i] = renamedGroups[name]
			}
		}
	}
	return s
}

// isRenamedSection reports whether a key of an earlier version had this section, which may no longer exist.
func isRenamedSection(name string) bool {
	for path := range renamed {
		if section, _ := SplitKey(path); section == name {
			return true
		}
	}
	return false
}

// renamedIn names the current name of a renamed feature group in a wrong value; "" if there is none.
func renamedIn(a assignment) string {
	groups, _ := a.value.([]any)
	for _, g := range groups {
		if name, _ := g.(string); a.path == "features.groups" && renamedGroups[name] != "" {
			return fmt.Sprintf("; %q is now called %q", name, renamedGroups[name])
		}
	}
	return ""
}

// CurrentKey returns the current name of a key, which may be that of an earlier version.
func CurrentKey(path string) string {
	if name, ok := renamed[strings.ToLower(path)]; ok {
		return name
	}
	return path
}
