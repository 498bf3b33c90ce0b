package tokens

import (
	"cmp"
	"slices"

	"workbench/features"
)

const (
	// fewest is how often a chord must have been struck in the training pieces to be a token.
	fewest = 5
	// mostChords bounds the vocabulary; of more chords the commonest are taken.
	mostChords = 8192
)

// vocabulary is all tokens, V of them: every rest, every key with every duration, and chords.
type vocabulary struct {
	tokens []token
	number map[token]int
	chords [][]int // by lowest key and duration: the largest first
}

// newVocabulary is that with these chords, each given once.
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
			at := v.at(t.keys, nearestDuration(t.steps))
			v.chords[at] = append(v.chords[at], i)
		}
	}
	for _, chords := range v.chords {
		slices.SortStableFunc(chords, func(a, b int) int { return v.tokens[b].keys.size() - v.tokens[a].keys.size() })
	}
	return v
}

// at is where the chords with the lowest of these keys and a duration stand.
func (v *vocabulary) at(keys keySet, duration int) int {
	return keys.lowest()*len(durations) + duration
}

// learn is the vocabulary of training pieces: of their chords it has those that are struck often enough in one pass over them. A piece is counted in all its
// transpositions together as once.
func learn(pieces []*features.Piece, transpose []int) *vocabulary {
	count := map[token]float64{}
	for _, p := range pieces {
		fitting := p.Transpositions(transpose)
		for _, semitones := range fitting {
			for _, s := range strikes(p.Roll, semitones) {
				for d, keys := range s.keys {
					if n := keys.size(); n > 1 && n <= largest {
						count[token{keys, durations[d]}] += 1 / float64(len(fitting))
					}
				}
			}
		}
	}
	var chords []token
	for t, n := range count {
		if n > fewest-1e-6 { // sums of thirds and the like are not exact
			chords = append(chords, t)
		}
	}
	slices.SortFunc(chords, func(a, b token) int { return cmp.Or(cmp.Compare(count[b], count[a]), compare(a, b)) })
	return newVocabulary(chords[:min(len(chords), mostChords)])
}

// spell gives the tokens of keys that are struck together for one duration: their chord if it is known, or else, over and over, the largest known chord
// among those that are left, the lowest first, and at last single keys.
func (v *vocabulary) spell(keys keySet, duration int) (numbers []int) {
	for keys != (keySet{}) {
		best := v.number[token{keysOf(keys.lowest()), durations[duration]}]
		for n := range keys.keys() {
			for _, i := range v.chords[v.at(keysOf(n), duration)] {
				chord := v.tokens[i].keys
				if chord.size() <= v.tokens[best].keys.size() {
					break
				}
				if keys.holds(chord) {
					best = i
				}
			}
		}
		numbers = append(numbers, best)
		keys = keys.without(v.tokens[best].keys)
	}
	return numbers
}
