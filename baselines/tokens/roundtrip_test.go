package tokens

import (
	"testing"

	"workbench/features"
)

// rollOf is the music of tokens, a given number of steps.
func rollOf(v *vocabulary, numbers []int, steps int) (roll features.Roll) {
	s := newState(v, &features.Piece{})
	for _, number := range append(numbers, rests(steps)...) { // rests at the end, for the notes that still sound
		for step := s.now; v.tokens[number].rest() && step < min(s.now+v.tokens[number].steps, steps); step++ {
			roll = append(roll, s.frame(step))
		}
		s.advance(number)
	}
	return roll
}

// rounded is a roll in which each note has the nearest of the durations, or ends at the next onset of its
// key, computed note by note.
func rounded(roll features.Roll) (out features.Roll, changed bool) {
	out = make(features.Roll, len(roll))
	for n := range features.Keys {
		for t := 0; t < len(roll); t++ {
			if !roll[t][n].Play() {
				continue
			}
			end := t + 1
			for end < len(roll) && roll[end][n] == features.Held {
				end++
			}
			best := durations[0]
			for _, d := range durations {
				if abs(d-(end-t)) <= abs(best-(end-t)) {
					best = d
				}
			}
			changed = changed || best != end-t
			out[t][n] = features.Onset
			for u := t + 1; u < min(t+best, len(roll)) && !roll[u][n].Articulate(); u++ {
				out[u][n] = features.Held
			}
			t = end - 1
		}
	}
	return out, changed
}

func abs(x int) int { return max(x, -x) }

// TestRoundTrip: every piece of the starter corpus is decoded with rounded durations, in any transposition,
// whatever chords are known; and exactly if it has no other durations.
func TestRoundTrip(t *testing.T) {
	corpus, err := features.Starter(features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	exact := 0
	for _, v := range []*vocabulary{newVocabulary(nil), learn(corpus.Pieces, nil), learn(corpus.Pieces[:3], []int{-1, 0, 1})} {
		for _, p := range corpus.Pieces {
			want, changed := rounded(p.Roll)
			if !changed {
				exact++
			}
			for _, semitones := range []int{0, 3, -4} {
				got := rollOf(v, v.tokenize(p.Roll, semitones), p.Steps())
				if len(got) != p.Steps() {
					t.Fatalf("%s: %d steps, want %d", p.Name, len(got), p.Steps())
				}
				for step := range got {
					if got[step] != *want[step].Transposed(semitones) || !changed && got[step] != *p.Roll[step].Transposed(semitones) {
						t.Fatalf("%s, transposed by %d: step %d differs", p.Name, semitones, step)
					}
				}
			}
		}
	}
	if exact < 10 {
		t.Errorf("%d pieces have no other durations", exact)
	}
}

// TestCanonical: the tokens of a step are in the order of their lowest keys and have none in common; two
// rests follow each other only after the longest.
func TestCanonical(t *testing.T) {
	corpus, err := features.Starter(features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	v := learn(corpus.Pieces, nil)
	if len(v.tokens) < 16+88*12+50 {
		t.Fatalf("%d tokens", len(v.tokens))
	}
	for _, p := range corpus.Pieces {
		numbers := v.tokenize(p.Roll, 0)
		for i := 1; i < len(numbers); i++ {
			a, b := v.tokens[numbers[i-1]], v.tokens[numbers[i]]
			if a.rest() && b.rest() && a.steps < longestRest || !a.rest() && !b.rest() && (a.keys.intersects(b.keys) || a.keys.lowest() > b.keys.lowest()) {
				t.Fatalf("%s: %v before %v", p.Name, a, b)
			}
		}
		if last := v.tokens[numbers[len(numbers)-1]]; last.rest() {
			t.Errorf("%s ends with %v", p.Name, last)
		}
	}
}
