package main

import "strings"

// nearestKey finds the key that a mistyped dotted path probably means, or "" when none is close. The right name in
// the wrong section counts as one difference.
func nearestKey(typed string, paths []string) string {
	_, name := splitKey(typed)
	nearest, fewest := "", closeEnough(name)+1
	for _, path := range paths {
		_, key := splitKey(path)
		if d := min(nameDistance(name, key)+1, editDistance(typed, path)); d < fewest {
			nearest, fewest = path, d
		}
	}
	return nearest
}

// nameDistance is the edit distance, but 1 for a name that goes on or breaks off, such as batch_size for batch.
func nameDistance(typed, key string) int {
	const enough = 4 // characters that make a name recognisable
	if strings.HasPrefix(typed, key) && len(key) >= enough || strings.HasPrefix(key, typed) && len(typed) >= enough {
		return min(1, editDistance(typed, key))
	}
	return editDistance(typed, key)
}
