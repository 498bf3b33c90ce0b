package tokens

import (
	"cmp"
	"slices"

	"workbench/features"
)

const (
	minCount  = 5    // of a chord in the training pieces to be a token
	maxChords = 8192 // in the vocabulary; of more chords the most frequent are taken
)

// vocabulary is all tokens, V of them: every rest, every key with every duration, and chords.
type vocabulary struct {
	tokens []token
	number map[token]int
	chords [][]int // by lowest key and duration: the largest first
}

// newVocabulary has the given chords, which must differ.
func newVocabulary(chords []token) *vocabulary {
	v := &vocabulary{number: map[token]int{}, chords: make([][]int, features.Keys*len(durations))}
	for n := range longestRest {
		v.tokens = append(v.tokens, token{steps: n + 1})
	}
	for n := range features.Keys {
		for _, steps := range durations {
			v.tokens = append(v.tokens, token{keysOf(n), steps})
		}
	}
	v.tokens = append(v.tokens, slices.SortedFunc(slices.Values(chords), compare)...)
	for i, t := range v.tokens {
		v.number[t] = i
		if t.keys.size() > 1 {
			at := v.bucket(t.keys, nearestDuration(t.steps))
			v.chords[at] = append(v.chords[at], i)
		}
	}
	for _, chords := range v.chords {
		slices.SortStableFunc(chords, func(a, b int) int { return v.tokens[b].keys.size() - v.tokens[a].keys.size() })
	}
	return v
}

// bucket is the index in chords of those with the lowest of these keys and a duration.
func (v *vocabulary) bucket(keys keySet, duration int) int {
	return keys.lowest()*len(durations) + duration
}

// learn is the vocabulary of training pieces, with the chords that occur often enough in one pass over them.
// All transpositions of a piece together count as one.
func learn(pieces []*features.Piece, transpose []int) *vocabulary {
	count := map[token]float64{}
	for _, p := range pieces {
		fitting := p.Transpositions(transpose)
		for _, semitones := range fitting {
			for _, o := range onsets(p.Roll, semitones) {
				for d, keys := range o.keys {
					if n := keys.size(); n > 1 && n <= maxKeys {
						count[token{keys, durations[d]}] += 1 / float64(len(fitting))
					}
				}
			}
		}
	}
	var chords []token
	for t, n := range count {
		if n > minCount-1e-6 { // sums of fractions are inexact
			chords = append(chords, t)
		}
	}
	slices.SortFunc(chords, func(a, b token) int { return cmp.Or(cmp.Compare(count[b], count[a]), compare(a, b)) })
	return newVocabulary(chords[:min(len(chords), maxChords)])
}

// chordsOf returns the tokens of keys with an onset in one step and the same duration: repeatedly the largest
// known chord within the remaining keys, the lowest one of several, or a single key if there is none.
func (v *vocabulary) chordsOf(keys keySet, duration int) (numbers []int) {
	for keys != (keySet{}) {
		best := v.number[token{keysOf(keys.lowest()), durations[duration]}]
		for n := range keys.keys() {
			for _, i := range v.chords[v.bucket(keysOf(n), duration)] {
				chord := v.tokens[i].keys
				if chord.size() <= v.tokens[best].keys.size() {
					break
				}
				if keys.contains(chord) {
					best = i
				}
			}
		}
		numbers = append(numbers, best)
		keys = keys.without(v.tokens[best].keys)
	}
	return numbers
}
