package config

import (
	"strings"

	"workbench/internal/nearest"
)

// nearestKey finds the key that a mistyped dotted path probably means, or "" when none is close. The right
// name in the wrong section counts as one difference. Of equally close keys, one of the same section comes first.
func nearestKey(typed string, paths []string) string {
	section, name := SplitKey(typed)
	closest, fewest := "", nearest.CloseEnough(name)+1
	for _, path := range paths {
		own, key := SplitKey(path)
		d := min(nameDistance(name, key)+1, nearest.EditDistance(typed, path))
		if d < fewest || closest != "" && d == fewest && own == section {
			closest, fewest = path, d
		}
	}
	return closest
}

// nameDistance is the edit distance, but 1 if one name is a prefix of the other, such as batch of batch_size.
func nameDistance(typed, key string) int {
	const enough = 4 // characters of a prefix that counts
	if strings.HasPrefix(typed, key) && len(key) >= enough || strings.HasPrefix(key, typed) && len(typed) >= enough {
		return min(1, nearest.EditDistance(typed, key))
	}
	return nearest.EditDistance(typed, key)
}
