package pianoroll

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/features/score"
	"workbench/loss"
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

// duet has a middle C with two onsets under an E.
func duet() *features.Piece { return tune(map[int]string{60: "x-x-", 64: ".x-."}) }

const c, e = 60 - features.Lowest, 64 - features.Lowest

func indices(inputs []sequence.Input) (at []int) {
	for _, in := range inputs {
		at = append(at, int(in.Index))
	}
	return at
}

// set lists the targets of a step that are 1, and the targets of articulate that are scored.
func set(targets []int16) (ones, scored []int) {
	for i, y := range targets {
		if y == 1 {
			ones = append(ones, i)
		}
		if i >= features.Keys && y != sequence.Unscored {
			scored = append(scored, i)
		}
	}
	return ones, scored
}

func TestEncode(t *testing.T) {
	const first, place = 2*88 + 16, 2 * 88
	s := New(Options{Articulated: true}).Encode(duet())
	for step, want := range []struct{ inputs, ones, scored []int }{
		{[]int{place, first}, []int{c, 88 + c}, []int{88 + c}},
		{[]int{c, 88 + c, place + 1}, []int{c, e, 88 + e}, []int{88 + c, 88 + e}},
		{[]int{c, e, 88 + e, place + 2}, []int{c, e, 88 + c}, []int{88 + c, 88 + e}},
		{[]int{c, 88 + c, e, place + 3}, []int{c}, []int{88 + c}},
	} {
		got := indices(s.Inputs[step])
		slices.Sort(got)
		slices.Sort(want.inputs)
		ones, scored := set(s.Targets[step*176 : (step+1)*176])
		if !slices.Equal(got, want.inputs) || !slices.Equal(ones, want.ones) || !slices.Equal(scored, want.scored) {
			t.Errorf("step %d: inputs %v, set %v, scored %v; want %v", step, got, ones, scored, want)
		}
	}
	if s.Len() != 4 || New(Options{}).Encode(&features.Piece{}).Len() != 0 {
		t.Error("the number of units is not the number of steps")
	}
}

func TestEncodePlayAlone(t *testing.T) {
	r := New(Options{})
	s := r.Encode(duet())
	if got := indices(s.Inputs[2]); !slices.Equal(got, []int{c, e, 88 + 2}) || len(s.Targets) != 4*88 || r.Inputs() != 88+17 || len(r.Heads()) != 1 {
		t.Errorf("inputs %v, %d targets, I = %d", got, len(s.Targets), r.Inputs())
	}
}

// TestTop: the C is the highest key where the E is silent, with an onset each time that it becomes the highest.
func TestTop(t *testing.T) {
	s := New(Options{Articulated: true, Top: true}).Encode(tune(map[int]string{60: "x---", 64: ".x-."}))
	for step, want := range [][]int{{c, 88 + c}, {e, 88 + e}, {e}, {c, 88 + c}} {
		if ones, _ := set(s.Targets[step*176 : (step+1)*176]); !slices.Equal(ones, want) {
			t.Errorf("step %d: %v, want %v", step, ones, want)
		}
	}
	if got := indices(s.Inputs[2]); !slices.Equal(got, []int{e, 88 + e, 176 + 2}) {
		t.Errorf("inputs of step 2: %v", got)
	}
}

// TestLikelihood: the scored decisions are those of package loss on the same roll.
func TestLikelihood(t *testing.T) {
	p := duet()
	logits, labels := make([]float32, 88*4*2), make([]float32, 88*4*2)
	random := rand.New(rand.NewPCG(1, 1))
	for i := range logits {
		logits[i] = float32(random.NormFloat64())
	}
	got := make(loss.Nats, 2)
	s := New(Options{Articulated: true}).Encode(p)
	for step := range p.Roll {
		for n, cell := range p.Roll[step] {
			at := (n*4 + step) * 2
			if cell.Play() {
				labels[at] = 1
			}
			if cell.Articulate() {
				labels[at+1] = 1
			}
			got[loss.Play] += loss.CrossEntropy(logits[at], float32(s.Targets[step*176+n]))
			if y := s.Targets[step*176+88+n]; y != sequence.Unscored {
				got[loss.Articulate] += loss.CrossEntropy(logits[at+1], float32(y))
			}
		}
	}
	want := loss.Sum(logits, labels, []float32{1, 1, 1, 1}, 2)
	if math.Abs(got[loss.Play]-want[loss.Play]) > 1e-9 || math.Abs(got[loss.Articulate]-want[loss.Articulate]) > 1e-9 {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestAugment: all transpositions that keep the piece on the keyboard are drawn, and no others.
func TestAugment(t *testing.T) {
	p := tune(map[int]string{108: "x", 60: "x"})
	random := rand.New(rand.NewPCG(1, 1))
	seen := map[int]int{}
	for range 40 {
		ones, _ := set(New(Options{Transpose: []int{0, 4, -4, 12, -12}}).Augment(p, random).Targets)
		if len(ones) != 2 || ones[1]-ones[0] != 48 {
			t.Fatalf("keys %v", ones)
		}
		seen[ones[0]-c]++
	}
	if len(seen) != 3 || seen[0] == 0 || seen[-4] == 0 || seen[-12] == 0 {
		t.Errorf("transpositions drawn: %v", seen)
	}
	if ones, _ := set(New(Options{}).Augment(p, random).Targets); ones[0] != c {
		t.Errorf("keys %v without transpositions", ones)
	}
}
