package tokens

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/features/score"
)

// tune is a piece with a row for each key: x onset, - held, otherwise silent.
func tune(rows map[int]string) *features.Piece {
	p := &features.Piece{StepsPerQuarter: 4, Articulated: true, Measures: []features.Measure{{Steps: 16, Metre: score.CommonTime}}}
	for key, row := range rows {
		p.Roll = append(p.Roll, make(features.Roll, max(len(row)-p.Steps(), 0))...)
		for t, c := range row {
			p.Roll[t][key-features.Lowest] = map[rune]features.Cell{'x': features.Onset, '-': features.Held}[c]
		}
	}
	p.ExtendMeasures()
	return p
}

// chords is a piece in which the keys sound together for two steps, a given number of times.
func chords(times int, keys ...int) *features.Piece {
	rows := map[int]string{}
	for _, key := range keys {
		rows[key] = strings.Repeat("x-", times)
	}
	return tune(rows)
}

func names(v *vocabulary, numbers []int) string {
	var all []string
	for _, number := range numbers {
		all = append(all, v.tokens[number].String())
	}
	return strings.Join(all, " ")
}

func targets(s *sequence.Sequence) (numbers []int) {
	for _, number := range s.Targets {
		numbers = append(numbers, int(number))
	}
	return numbers
}

func TestTokenize(t *testing.T) {
	v := learn([]*features.Piece{chords(5, 60, 64, 67), chords(5, 60, 64), chords(5, 64, 67), chords(5, 60, 65), chords(4, 48, 52)}, nil)
	if got, want := len(v.tokens), 16+88*12+4; got != want {
		t.Fatalf("%d tokens, want %d", got, want)
	}
	for _, test := range []struct {
		name, want string
		rows       map[int]string
	}{
		{"a note", "C4:2", map[int]string{60: "x-"}},
		{"silence first", "rest:2 A0:1 rest:1 C8:1", map[int]string{21: "..x", 108: "...x"}},
		{"an onset while it sounds", "C4:2 rest:2 C4:1 rest:1 C4:1", map[int]string{60: "x-xx"}},
		{"sounds without an onset", "C4:2 rest:3 C4:1", map[int]string{60: "--.-"}},
		{"a long rest", "C4:1 rest:16 rest:16 rest:1 C4:1", map[int]string{60: "x" + strings.Repeat(".", 32) + "x"}},
		{"exact durations", "C4:12 rest:16 C4:16 rest:16 C4:48", map[int]string{60: "x-----------....x---------------x" + strings.Repeat("-", 47)}},
		{"a duration between two, nearest", "C4:6", map[int]string{60: "x----"}}, // 5: as near to 4
		{"a duration below", "C4:8 rest:16 C4:12", map[int]string{60: "x--------.......x---------"}},
		{"a duration above all", "C4:64", map[int]string{60: "x" + strings.Repeat("-", 99)}},
		{"a chord", "C4.E4.G4:2", map[int]string{60: "x-", 64: "x-", 67: "x-"}},
		{"a chord with a count of four", "C3:2 E3:2", map[int]string{48: "x-", 52: "x-"}},
		{"a chord of another duration", "C4:1 E4:1 G4:1", map[int]string{60: "x", 64: "x", 67: "x"}},
		{"a chord and another key", "C4.E4.G4:2 A4:2", map[int]string{60: "x-", 64: "x-", 67: "x-", 69: "x-"}},
		{"the lower of two chords", "A3:2 C4.E4:2 F#4:2", map[int]string{57: "x-", 60: "x-", 64: "x-", 66: "x-"}},
		{"the first of two chords on one key", "C4.E4:2 F4:2", map[int]string{60: "x-", 64: "x-", 65: "x-"}},
		{"several durations", "C4.E4:2 D4:4 G4:1", map[int]string{60: "x-", 62: "x---", 64: "x-", 67: "x"}},
		{"silence", "", map[int]string{60: "...."}},
	} {
		if got := names(v, v.tokenize(tune(test.rows).Roll, 0)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestLearnTransposed: a chord with 15 onsets counts as 5 in each of three transpositions, and as 7½ if only
// two of them are on the keyboard.
func TestLearnTransposed(t *testing.T) {
	for _, test := range []struct {
		times, lowest int
		transpose     []int
		want          string
	}{
		{5, 60, []int{0}, "C4.E4:2"},
		{5, 60, []int{0, 2, -1}, ""},
		{15, 60, []int{0, 2, -1}, "B3.D#4:2 C4.E4:2 D4.F#4:2"},
		{15, 21, []int{0, 2, -1}, "A0.C#1:2 B0.D#1:2"},
		{5, 21, []int{0, 2, -1}, ""},
	} {
		v := learn([]*features.Piece{chords(test.times, test.lowest, test.lowest+4)}, test.transpose)
		var found []string
		for _, token := range v.tokens {
			if token.keys.size() > 1 {
				found = append(found, token.String())
			}
		}
		if got := strings.Join(found, " "); got != test.want {
			t.Errorf("%d times, transposed by %v: %q, want %q", test.times, test.transpose, got, test.want)
		}
	}
}

// TestInputs: the inputs are the previous token, the sixteenth of the bar, and the pitch classes that sound.
func TestInputs(t *testing.T) {
	p := tune(map[int]string{60: "x---", 64: "x", 55: "..................x"})
	r := New([]*features.Piece{p}, Options{})
	V := len(r.tokens)
	number := func(keys keySet, steps int) int { return r.number[token{keys, steps}] }
	s := r.Encode(p)
	if got, want := names(r.vocabulary, targets(s)), "C4:4 E4:1 rest:16 rest:2 G3:1"; got != want {
		t.Fatalf("%s, want %s", got, want)
	}
	c, e := number(keysOf(60-21), 4), number(keysOf(64-21), 1)
	for i, want := range [][]int{
		{V, V + 1},                 // the beginning, downbeat
		{c, V + 1, V + 17},         // C sounds
		{e, V + 1, V + 17, V + 21}, // C and E
		{15, V + 1},                // a bar later, in silence
		{1, V + 3},                 // the third sixteenth
	} {
		var got []int
		for _, in := range s.Inputs[i] {
			got = append(got, int(in.Index))
		}
		if !slices.Equal(got, want) {
			t.Errorf("before token %d: %v, want %v", i, got, want)
		}
	}
	if r.Inputs() != V+1+16+12 || r.Heads()[0].Classes != V {
		t.Errorf("I = %d, V = %d", r.Inputs(), r.Heads()[0].Classes)
	}
}

func TestAugment(t *testing.T) {
	p := tune(map[int]string{60: "x", 106: ".x"})
	r := New([]*features.Piece{p}, Options{Transpose: []int{0, 2, 3}})
	random := rand.New(rand.NewPCG(1, 1))
	seen := map[string]bool{}
	for range 20 {
		seen[names(r.vocabulary, targets(r.Augment(p, random)))] = true
	}
	if len(seen) != 2 || !seen["C4:1 rest:1 A#7:1"] || !seen["D4:1 rest:1 C8:1"] {
		t.Errorf("%v", seen)
	}
}
