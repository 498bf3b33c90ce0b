package main

import "strings"

// nearestWord finds the word with the fewest differences from a mistyped one, or "" when none is close.
func nearestWord(typed string, words []string) string {
	nearest, fewest := "", closeEnough(typed)+1
	for _, word := range words {
		if d := editDistance(typed, word); d < fewest {
			nearest, fewest = word, d
		}
	}
	return nearest
}

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

// closeEnough is the number of differences up to which a word still looks like a slip.
func closeEnough(word string) int { return 1 + len(word)/4 }

// editDistance counts the characters to insert, delete or replace to turn a into b (Levenshtein 1966).
func editDistance(a, b string) int {
	target := []rune(b)
	row := make([]int, len(target)+1) // distances from what was read of a to each prefix of b
	for j := range row {
		row[j] = j
	}
	for i, c := range []rune(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j, t := range target {
			replace := diagonal
			if c != t {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(target)]
}
