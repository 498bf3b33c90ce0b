package tokens

import (
	"testing"

	"workbench/features"
)

// sound plays tokens into a roll of so many steps.
func sound(v *vocabulary, numbers []int, steps int) (roll features.Roll) {
	h := newHand(v, &features.Piece{})
	for _, number := range append(numbers, rests(steps)...) { // rests at last, for what sounds on
		for step := h.now; v.tokens[number].rest() && step < min(h.now+v.tokens[number].steps, steps); step++ {
			roll = append(roll, h.frame(step))
		}
		h.play(number)
	}
	return roll
}

// rounded is a roll in which each note has the nearest of the durations, or ends where its key is struck again; it is worked out note by note.
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
			out[t][n] = features.Struck
			for u := t + 1; u < min(t+best, len(roll)) && !roll[u][n].Articulate(); u++ {
				out[u][n] = features.Held
			}
			t = end - 1
		}
	}
	return out, changed
}

func abs(x int) int { return max(x, -x) }

// TestRoundTrip: every piece of the starter corpus comes back, up to its durations, in any transposition, whatever chords are known; and those come back
// exactly whose durations there are.
func TestRoundTrip(t *testing.T) {
	corpus, err := features.Starter(4)
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
				got := sound(v, v.read(p.Roll, semitones), p.Steps())
				if len(got) != p.Steps() {
					t.Fatalf("%s: %d steps, want %d", p.Name, len(got), p.Steps())
				}
				for step := range got {
					if got[step] != *want[step].Transposed(semitones) || !changed && got[step] != *p.Roll[step].Transposed(semitones) {
						t.Fatalf("%s, moved by %d: step %d differs", p.Name, semitones, step)
					}
				}
			}
		}
	}
	if exact < 10 {
		t.Errorf("%d pieces have no other durations", exact)
	}
}

// TestCanonical: within a step tokens go up by their lowest keys and share none; two rests follow each other only after the longest.
func TestCanonical(t *testing.T) {
	corpus, err := features.Starter(4)
	if err != nil {
		t.Fatal(err)
	}
	v := learn(corpus.Pieces, nil)
	if len(v.tokens) < 16+88*12+50 {
		t.Fatalf("%d tokens", len(v.tokens))
	}
	for _, p := range corpus.Pieces {
		numbers := v.read(p.Roll, 0)
		for i := 1; i < len(numbers); i++ {
			a, b := v.tokens[numbers[i-1]], v.tokens[numbers[i]]
			if a.rest() && b.rest() && a.steps < longestRest || !a.rest() && !b.rest() && (a.keys.meets(b.keys) || a.keys.lowest() > b.keys.lowest()) {
				t.Fatalf("%s: %v before %v", p.Name, a, b)
			}
		}
		if last := v.tokens[numbers[len(numbers)-1]]; last.rest() {
			t.Errorf("%s ends with %v", p.Name, last)
		}
	}
}
