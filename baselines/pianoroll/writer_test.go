package pianoroll

import (
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/baselines/sequence"
	"workbench/features"
)

// compose gives a writer the logits of a function, and begins in silence.
func compose(r *Roll, start *features.Piece, steps int, temperature float64, logit func(step, head, key int) float32) *features.Piece {
	w := r.Write(features.Primer{Piece: start, Silence: true}, steps, temperature, rand.New(rand.NewPCG(1, 1)))
	logits := make([]float32, features.Keys)
	for step := 0; ; step++ {
		if _, ok := w.Input(); !ok {
			return w.Piece()
		}
		for head := range r.Heads() {
			for n := range logits {
				logits[n] = logit(step, head, n)
			}
			w.Take(head, logits)
		}
	}
}

// chord plays C and E, and no other key, with certainty.
func chord(_, head, key int) float32 {
	if head == 0 && key != c && key != e {
		return -1000
	}
	return 1000
}

func noise(step, head, key int) float32 {
	return float32(rand.New(rand.NewPCG(uint64(step), uint64(head*88+key))).NormFloat64()) - 2
}

// TestWrite: the primer is kept, the length is right, and no key is held that was silent.
func TestWrite(t *testing.T) {
	for _, options := range []Options{{Articulated: true}, {Articulated: true, Top: true}, {Articulated: true, Threshold: 0.3}, {}, {Top: true}} {
		for _, start := range []*features.Piece{duet(), {StepsPerQuarter: 4, Measures: duet().Measures}} {
			if !options.Articulated {
				start.DropArticulation()
			}
			p := compose(New(options), start, 60, 1, noise)
			given := start.Steps()
			if p.Steps() != given+60 || !slices.Equal(p.Roll[:given], start.Roll) || len(start.Measures) != 1 {
				t.Fatalf("%+v: %d steps after %d", options, p.Steps(), given)
			}
			if last := p.Measures[len(p.Measures)-1]; last.Start+last.Steps < p.Steps() {
				t.Errorf("%+v: bars end at step %d", options, last.Start+last.Steps)
			}
			for step := given; step < p.Steps(); step++ {
				keys := 0
				for n, cell := range p.Roll[step] {
					if cell.Play() {
						keys++
					}
					if options.Articulated && cell == features.Held && (step == 0 || !p.Roll[step-1][n].Play()) {
						t.Fatalf("%+v: key %d is held in step %d, but was silent before", options, n, step)
					}
					if !options.Articulated && cell.Articulate() {
						t.Fatalf("%+v: key %d has an onset", options, n)
					}
				}
				if options.Top && keys > 1 {
					t.Fatalf("%+v: %d keys in step %d", options, keys, step)
				}
			}
			if played, _ := p.Roll[given:].Count(); played < 20 {
				t.Errorf("%+v: %d cells play in 60 steps", options, played)
			}
		}
	}
}

// TestWriteCertain: C and E have an onset where they were silent, and then follow articulate; with Top the E
// is alone.
func TestWriteCertain(t *testing.T) {
	holds := func(step, head, key int) float32 {
		if head == 1 && step == 2 {
			return -1000
		}
		return chord(step, head, key)
	}
	for _, test := range []struct {
		options Options
		c, e    string // of the steps composed after the first two of the duet
	}{
		{Options{Articulated: true}, "-x", "-x"},
		{Options{Articulated: true, Threshold: 0.9}, "-x", "-x"},
		{Options{Articulated: true, Top: true}, "..", "-x"},
	} {
		start := duet()
		start.Roll = start.Roll[:2]
		p := compose(New(test.options), start, 2, 1, holds)
		for key, want := range map[int]string{c: test.c, e: test.e} {
			got := ""
			for _, f := range p.Roll[2:] {
				got += map[features.Cell]string{features.Silent: ".", features.Held: "-", features.Onset: "x"}[f[key]]
			}
			if got != want {
				t.Errorf("%+v: key %d is %s, want %s", test.options, key, got, want)
			}
		}
	}
}

// TestThreshold: the probability σ(1/temperature) is 0.73 at temperature 1 and 0.62 at 2.
func TestThreshold(t *testing.T) {
	one := func(_, _, key int) float32 {
		if key == c {
			return 1
		}
		return -1
	}
	for _, test := range []struct {
		threshold, temperature float64
		want                   int
	}{{0.7, 1, 10}, {0.75, 1, 0}, {0.6, 2, 10}, {0.7, 2, 0}, {0.2, 1, 88 * 10}} {
		p := compose(New(Options{Threshold: test.threshold}), &features.Piece{StepsPerQuarter: 4, Measures: duet().Measures}, 10, test.temperature, one)
		if played, _ := p.Roll.Count(); played != test.want {
			t.Errorf("threshold %v at temperature %v: %d cells play, want %d", test.threshold, test.temperature, played, test.want)
		}
	}
}

// TestSampling: with a logit of 1 a key plays in 73 of 100 steps, and at temperature 2 in 62.
func TestSampling(t *testing.T) {
	for temperature, want := range map[float64]float64{1: 0.731, 2: 0.622} {
		p := compose(New(Options{Articulated: true}), duet(), 100, temperature, func(_, _, _ int) float32 { return 1 })
		played, _ := p.Roll[4:].Count()
		if got := float64(played) / 8800; got < want-0.02 || got > want+0.02 {
			t.Errorf("temperature %v: a share of %.3f plays, want %.3f", temperature, got, want)
		}
	}
}

// TestWriterInputs: the inputs while composing are those that Encode gives for the finished piece; in the
// middle of a piece they begin with those of the second step, after the first.
func TestWriterInputs(t *testing.T) {
	for _, options := range []Options{{Articulated: true}, {Articulated: true, Top: true}, {}} {
		for _, silence := range []bool{true, false} {
			r := New(options)
			w := r.Write(features.Primer{Piece: duet(), Silence: silence}, 40, 1, rand.New(rand.NewPCG(1, 1)))
			inputs := inputsOf(w, r)
			want := r.Encode(w.Piece()).Inputs
			if !silence {
				want = want[1:]
			}
			if len(inputs) != len(want) || w.Piece().Steps() != 44 {
				t.Fatalf("%+v: %d units and %d steps, want %d and 44", options, len(inputs), w.Piece().Steps(), len(want))
			}
			for i := range want {
				if !slices.Equal(inputs[i], indices(want[i])) {
					t.Fatalf("%+v, silence %v: unit %d has the inputs %v, in the piece %v", options, silence, i, inputs[i], indices(want[i]))
				}
			}
		}
	}
}

// TestNothingGivenInTheMiddle: without silence and without steps, the first step has no input of a beginning.
func TestNothingGivenInTheMiddle(t *testing.T) {
	start := duet()
	start.Roll = nil
	r := New(Options{Articulated: true})
	w := r.Write(features.Primer{Piece: start}, 3, 1, rand.New(rand.NewPCG(1, 1)))
	if inputs := inputsOf(w, r); len(inputs) != 3 || !slices.Equal(inputs[0], []int{176}) {
		t.Errorf("inputs %v, want the downbeat alone first", inputs)
	}
}

// inputsOf completes a composition and returns its inputs.
func inputsOf(w sequence.Writer, r *Roll) (inputs [][]int) {
	logits := make([]float32, features.Keys)
	for {
		in, ok := w.Input()
		if !ok {
			return inputs
		}
		inputs = append(inputs, indices(in))
		for head := range r.Heads() {
			for n := range logits {
				logits[n] = noise(len(inputs), head, n)
			}
			w.Take(head, logits)
		}
	}
}
