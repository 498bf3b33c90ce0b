package pianoroll

import (
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features"
)

// compose has a writer take the logits that a function gives for a head at a step.
func compose(r *Roll, start *features.Piece, steps int, temperature float64, logit func(step, head, key int) float32) *features.Piece {
	w := r.Write(start, steps, temperature, rand.New(rand.NewPCG(1, 1)))
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

// chord is sure of C and E, and leaves all else silent; play is the first head.
func chord(_, head, key int) float32 {
	if head == 0 && key != c && key != e {
		return -1000
	}
	return 1000
}

func noise(step, head, key int) float32 {
	return float32(rand.New(rand.NewPCG(uint64(step), uint64(head*88+key))).NormFloat64()) - 2
}

// TestWrite: the start is kept, the length is right, and no key is held that was silent.
func TestWrite(t *testing.T) {
	for _, options := range []Options{{Articulated: true}, {Articulated: true, Top: true}, {Articulated: true, Threshold: 0.3}, {}, {Top: true}} {
		for _, start := range []*features.Piece{duet(), {StepsPerQuarter: 4, Measures: duet().Measures}} {
			if !options.Articulated {
				start.ForgetStrikes()
			}
			p := compose(New(options), start, 60, 1, noise)
			given := start.Steps()
			if p.Steps() != given+60 || !slices.Equal(p.Roll[:given], start.Roll) || len(start.Measures) != 1 {
				t.Fatalf("%+v: %d steps after %d", options, p.Steps(), given)
			}
			if last := p.Measures[len(p.Measures)-1]; last.Start+last.Steps < p.Steps() {
				t.Errorf("%+v: measures end at step %d", options, last.Start+last.Steps)
			}
			for step := given; step < p.Steps(); step++ {
				keys := 0
				for n, cell := range p.Roll[step] {
					if cell.Play() {
						keys++
					}
					if options.Articulated && cell == features.Held && (step == 0 || !p.Roll[step-1][n].Play()) {
						t.Fatalf("%+v: key %d is held in step %d, and was silent before", options, n, step)
					}
					if !options.Articulated && cell.Articulate() {
						t.Fatalf("%+v: key %d is struck", options, n)
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

// TestWriteWhatIsSure: C and E are struck where they were silent, and as articulate says after that; the highest alone with Top.
func TestWriteWhatIsSure(t *testing.T) {
	held := func(step, head, key int) float32 {
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
		p := compose(New(test.options), start, 2, 1, held)
		for key, want := range map[int]string{c: test.c, e: test.e} {
			got := ""
			for _, f := range p.Roll[2:] {
				got += map[features.Cell]string{features.Silent: ".", features.Held: "-", features.Struck: "x"}[f[key]]
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

// TestDrawnAsOften: with a logit of 1 a key plays in 73 of 100 steps, and at temperature 2 in 62.
func TestDrawnAsOften(t *testing.T) {
	for temperature, want := range map[float64]float64{1: 0.731, 2: 0.622} {
		p := compose(New(Options{Articulated: true}), duet(), 100, temperature, func(_, _, _ int) float32 { return 1 })
		played, _ := p.Roll[4:].Count()
		if got := float64(played) / 8800; got < want-0.02 || got > want+0.02 {
			t.Errorf("temperature %v: a share of %.3f plays, want %.3f", temperature, got, want)
		}
	}
}

// TestWriterHears: what is heard while composing is what Encode tells of the piece that comes out.
func TestWriterHears(t *testing.T) {
	for _, options := range []Options{{Articulated: true}, {Articulated: true, Top: true}, {}} {
		r := New(options)
		start := duet()
		w := r.Write(start, 40, 1, rand.New(rand.NewPCG(1, 1)))
		var heard [][]int
		logits := make([]float32, features.Keys)
		for {
			in, ok := w.Input()
			if !ok {
				break
			}
			heard = append(heard, indices(in))
			for head := range r.Heads() {
				for n := range logits {
					logits[n] = noise(len(heard), head, n)
				}
				w.Take(head, logits)
			}
		}
		for step, in := range r.Encode(w.Piece()).Inputs {
			if !slices.Equal(indices(in), heard[step]) {
				t.Fatalf("%+v: before step %d %v was heard, and is %v in the piece", options, step, heard[step], indices(in))
			}
		}
	}
}
