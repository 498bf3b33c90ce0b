package console

import (
	"path/filepath"
	"slices"
	"strings"
)

// ShortNames gives each path its shortest end that no other has, with slashes.
func ShortNames(paths []string) []string {
	parts := make([][]string, len(paths))
	for i, path := range paths {
		absolute, err := filepath.Abs(path)
		if err != nil {
			absolute = path
		}
		parts[i] = strings.Split(filepath.ToSlash(absolute), "/")
	}
	names := make([]string, len(paths))
	lengths := slices.Repeat([]int{1}, len(paths)) // of the names, in parts
	for ambiguous := true; ambiguous; {
		users := map[string]int{}
		for i := range paths {
			names[i] = strings.Join(parts[i][len(parts[i])-lengths[i]:], "/")
			users[names[i]]++
		}
		ambiguous = false
		for i := range paths {
			if users[names[i]] > 1 && lengths[i] < len(parts[i]) {
				lengths[i]++
				ambiguous = true
			}
		}
	}
	return names
}
