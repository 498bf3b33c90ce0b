package compare

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"workbench/internal/config"
	"workbench/internal/rundir"
)

// readConfig returns the values of a TOML file by dotted key, with the keys and defaults of today.
func readConfig(path string) (map[string]any, error) {
	text, err := rundir.ReadFile(path)
	if err != nil {
		return nil, err
	}
	values, err := config.Current(path, string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for key, value := range values {
		if _, err := json.Marshal(value); err != nil { // JSON has no nan and inf
			values[key] = ConfigText(value)
		}
	}
	return values, nil
}

// ConfigText formats a config value as in TOML, without quotes around strings. It is empty for nil.
func ConfigText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, ConfigText(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return fmt.Sprint(value)
}
