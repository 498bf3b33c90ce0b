package tokens

import (
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/baselines/sequence"
	"workbench/features"
)

// compose gives a writer the logits of a function, and returns the composition with the tokens read and
// sampled.
func compose(t *testing.T, r *Tokens, start *features.Piece, steps int, script func(logits []float32)) (*features.Piece, []int) {
	t.Helper()
	w := r.Write(features.Primer{Piece: start, Silence: true}, steps, 1, rand.New(rand.NewPCG(1, 1)))
	logits := make([]float32, len(r.tokens))
	var numbers []int
	for range 100 * (steps + start.Steps() + 1) {
		if _, ok := w.Input(); !ok {
			return w.Piece(), numbers
		}
		clear(logits)
		script(logits)
		numbers = append(numbers, w.Take(0, logits))
	}
	t.Fatal("the composition does not end")
	return nil, nil
}

// prefer makes the tokens the most likely ones, in this order.
func prefer(r *Tokens, tokens ...token) func([]float32) {
	return func(logits []float32) {
		for i, t := range tokens {
			logits[r.number[t]] = float32(10_000 - 1000*i)
		}
	}
}

func rest(steps int) token { return token{steps: steps} }
func note(steps int, keys ...int) token {
	set := keySet{}
	for _, key := range keys {
		set = set.union(keysOf(key - features.Lowest))
	}
	return token{set, steps}
}

var nothing = &features.Piece{StepsPerQuarter: 4, Measures: tune(nil).Measures}

// TestRules: a token that is not allowed is passed over for the next in preference.
func TestRules(t *testing.T) {
	r := New([]*features.Piece{chords(5, 60, 64)}, Options{})
	for _, test := range []struct {
		name   string
		start  *features.Piece
		steps  int
		prefer []token
		want   string
	}{
		{"a key has one onset in a step", nothing, 2, []token{note(2, 60), note(4, 60), note(2, 60, 64), note(2, 64), rest(1)},
			"C4:2 E4:2 rest:1 C4:2 E4:2 rest:1"},
		{"onsets go up", nothing, 1, []token{note(2, 64), note(2, 60), note(1, 67), rest(1)}, "E4:2 G4:1 rest:1"},
		{"onsets go up by their lowest keys", nothing, 1, []token{note(2, 60, 64), note(2, 62), rest(1)}, "C4.E4:2 D4:2 rest:1"},
		{"a rest follows the longest only", nothing, 40, []token{rest(16), rest(4), note(1, 60)}, "rest:16 rest:16 rest:16"},
		{"a rest does not follow a short one", nothing, 8, []token{rest(4), note(1, 60)}, "rest:4 C4:1 rest:4"},
		{"nor does a longer rest", nothing, 8, []token{rest(5), rest(16), note(1, 60)}, "rest:5 C4:1 rest:5"},
		{"the primer is read first", tune(map[int]string{60: "x-x", 64: "x-."}), 1, []token{note(1, 72), rest(1)}, "C4.E4:2 rest:2 C4:1 rest:1 C5:1 rest:1"},
		{"the first rest ends after the primer", tune(map[int]string{60: "x......."}), 1, []token{note(1, 72), rest(4), rest(8)}, "C4:1 rest:8 C5:1 rest:4"},
		{"a primer that ends with a long silence", tune(map[int]string{60: "x...................."}), 1, []token{note(1, 72), rest(4), rest(5)},
			"C4:1 rest:16 rest:5 C5:1 rest:4"},
		{"a primer of silence", tune(map[int]string{60: ".................."}), 1, []token{note(1, 72), rest(1), rest(2)}, "rest:16 rest:2 C5:1 rest:1"},
	} {
		piece, numbers := compose(t, r, test.start, test.steps, prefer(r, test.prefer...))
		if got := names(r.vocabulary, numbers); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if given := test.start.Steps(); piece.Steps() != given+test.steps || !slices.Equal(piece.Roll[:given], test.start.Roll) {
			t.Errorf("%s: %d steps, or another primer", test.name, piece.Steps())
		}
	}
}

// TestNotStuck: no token comes more than eight times in a row, and no note or chord with the same rests
// between. One that came more often in the primer does not come again.
func TestNotStuck(t *testing.T) {
	r := New(nil, Options{})
	_, numbers := compose(t, r, nothing, 40, prefer(r, note(1, 60), note(1, 62), rest(1)))
	for i, number := range numbers {
		want := []token{note(1, 60), note(1, 62), rest(1)}[i%3]
		if r.tokens[number] != want {
			t.Fatalf("token %d is %v, want %v", i, r.tokens[number], want)
		}
	}
	_, numbers = compose(t, r, nothing, 20, prefer(r, note(1, 64), rest(1), note(1, 62)))
	if got, want := r.tokens[numbers[16]], note(1, 62); got != want {
		t.Errorf("after eight of a note: %v, want %v", got, want)
	}
	_, numbers = compose(t, r, nothing, 200, prefer(r, rest(16), note(1, 60), rest(9)))
	if got, want := names(r.vocabulary, numbers[7:10]), "rest:16 C4:1 rest:16"; got != want {
		t.Errorf("after seven of the longest rest: %s, want %s", got, want)
	}
	nine := tune(map[int]string{60: "xxxxxxxxx"}) // an onset and a rest nine times
	_, numbers = compose(t, r, nine, 1, prefer(r, note(1, 60), note(1, 62), rest(1)))
	if got, want := names(r.vocabulary, numbers[18:]), "D4:1 rest:1"; got != want {
		t.Errorf("after a primer of nine: %s, want %s", got, want)
	}
}

// TestRandomLogits: random logits give music of the right length within the rules.
func TestRandomLogits(t *testing.T) {
	corpus, err := features.Starter(features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	r := New(corpus.Pieces, Options{})
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 2))
		start := *corpus.Pieces[seed]
		start.Roll = start.Roll[:seed*3]
		p, numbers := compose(t, r, &start, 100, func(logits []float32) {
			for i := range logits {
				logits[i] = float32(3 * random.NormFloat64())
				if i < longestRest {
					logits[i] += 4
				}
			}
		})
		if p.Steps() != start.Steps()+100 || !slices.Equal(p.Roll[:start.Steps()], start.Roll) || !p.Articulated || p.Played != nil {
			t.Fatalf("seed %d: %d steps", seed, p.Steps())
		}
		if last := p.Measures[len(p.Measures)-1]; last.Start+last.Steps < p.Steps() {
			t.Errorf("seed %d: bars end at step %d", seed, last.Start+last.Steps)
		}
		if _, onsets := p.Roll[start.Steps():].Count(); onsets < 6 {
			t.Errorf("seed %d: %d notes", seed, onsets)
		}
		repeats, note, notes := 0, -1, 0
		for i, number := range numbers {
			if i == 0 || number != numbers[i-1] {
				repeats = 0
			}
			if number >= longestRest && number != note {
				note, notes = number, 0
			}
			repeats++
			if number >= longestRest {
				notes++
			}
			if repeats > 8 || notes > 8 {
				t.Fatalf("seed %d: %v comes too often", seed, r.tokens[number])
			}
		}
		for step := start.Steps(); step < p.Steps(); step++ {
			for n, cell := range p.Roll[step] {
				if cell == features.Held && (step == 0 || !p.Roll[step-1][n].Play()) {
					t.Fatalf("seed %d: key %d is held in step %d, but was silent before", seed, n, step)
				}
			}
		}
	}
}

// TestWriterInputs: the inputs while composing are those that Encode gives for the same tokens.
func TestWriterInputs(t *testing.T) {
	p := tune(map[int]string{60: "x---x-..x---", 64: "x-..x---x---", 67: "....x-x-...."})
	r := New([]*features.Piece{p}, Options{})
	s := r.Encode(p)
	start := *p
	start.Roll = start.Roll[:0]
	w := r.Write(features.Primer{Piece: &start, Silence: true}, p.Steps(), 1, rand.New(rand.NewPCG(1, 1)))
	for i, target := range s.Targets {
		if in, _ := w.Input(); !slices.Equal(in, s.Inputs[i]) {
			t.Fatalf("token %d has the inputs %v, want %v", i, in, s.Inputs[i])
		}
		logits := make([]float32, len(r.tokens))
		logits[target] = 1000
		w.Take(0, logits)
	}
	logits := make([]float32, len(r.tokens))
	logits[3] = 1000
	w.Take(0, logits)
	if _, ok := w.Input(); ok || !slices.Equal(w.Piece().Roll, p.Roll) {
		t.Error("the tokens of a piece do not compose it")
	}
}

// TestPrimerInTheMiddle: without silence the primer is read from its second token on, after the first, and
// the input of a beginning is never set; the music is the same.
func TestPrimerInTheMiddle(t *testing.T) {
	p := tune(map[int]string{60: "x---x-..x---", 64: "x-..x---x---"})
	r := New([]*features.Piece{p}, Options{})
	s := r.Encode(p)
	w := r.Write(features.Primer{Piece: p}, 4, 1, rand.New(rand.NewPCG(1, 1)))
	logits := make([]float32, len(r.tokens))
	for i := 1; i < s.Len(); i++ {
		if in, _ := w.Input(); !slices.Equal(in, s.Inputs[i]) {
			t.Fatalf("token %d has the inputs %v, want %v", i, in, s.Inputs[i])
		}
		if got := w.Take(0, logits); got != int(s.Targets[i]) {
			t.Fatalf("token %d is %d, want %d", i, got, s.Targets[i])
		}
	}
	logits[15] = 1000
	w.Take(0, logits)
	if got := w.Piece(); got.Steps() != p.Steps()+4 || !slices.Equal(got.Roll[:p.Steps()], p.Roll) {
		t.Errorf("%d steps, or another primer", got.Steps())
	}
	empty := *nothing
	w = r.Write(features.Primer{Piece: &empty}, 4, 1, rand.New(rand.NewPCG(1, 1)))
	if in, _ := w.Input(); !slices.Equal(in, []sequence.Input{{Index: int32(len(r.tokens) + 1), Value: 1}}) {
		t.Errorf("the first token has the inputs %v, want the downbeat alone", in)
	}
}

// TestNotesOfThePrimerGoOn: a note that sounds at the end of the primer goes on for its rounded duration (the
// E: 7 steps to 8); one that has ended does not sound again (the C: 10 steps to 12).
func TestNotesOfThePrimerGoOn(t *testing.T) {
	r := New(nil, Options{})
	start := tune(map[int]string{60: "x---------.", 64: "....x------"})
	p, _ := compose(t, r, start, 3, prefer(r, note(1, 90), rest(7), rest(8)))
	for key, want := range map[int]string{60: "--....", 64: "----..", 90: "...x.."} {
		got := ""
		for _, f := range p.Roll[8:] {
			got += map[features.Cell]string{features.Silent: ".", features.Held: "-", features.Onset: "x"}[f[key-features.Lowest]]
		}
		if got != want {
			t.Errorf("key %d from step 8 on: %s, want %s", key, got, want)
		}
	}
}
