// Package nearest finds the word that was probably meant by a mistyped one.
package nearest

// Word finds the word with the fewest differences from a mistyped one, or "" when none is close.
func Word(typed string, words []string) string {
	nearest, fewest := "", CloseEnough(typed)+1
	for _, word := range words {
		if d := EditDistance(typed, word); d < fewest {
			nearest, fewest = word, d
		}
	}
	return nearest
}

// CloseEnough is the number of differences up to which a word still looks like a slip.
func CloseEnough(word string) int { return 1 + len(word)/4 }

// EditDistance counts the characters to insert, delete or replace to turn a into b (Levenshtein 1966).
func EditDistance(a, b string) int {
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
