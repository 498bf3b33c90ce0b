package baselines

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"workbench/features"
)

// TestRestore: the restored model is the same, bit for bit.
func TestRestore(t *testing.T) {
	unseen := tune("", "xx.", "-.x", "xxx", "...", "x.x")
	for _, kind := range Kinds() {
		for _, articulated := range []bool{true, false} {
			m := New(kind, tunes(), articulated)
			restored, err := Restore(kind, m.Tensors())
			if err != nil {
				t.Fatal(err)
			}
			if want, got := m.Piece(unseen), restored.Piece(unseen); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %v, want %v", kind, got, want)
			}
			draw := func(m Model) features.Roll {
				return Continue(m, features.Primer{Piece: tune(""), Silence: true}, 50, 0.8, rand.New(rand.NewPCG(1, 1))).Roll
			}
			if !slices.Equal(draw(m), draw(restored)) {
				t.Errorf("%s composes other music when it is restored", kind)
			}
		}
	}
}

func TestRestoreRefusesDamage(t *testing.T) {
	for _, test := range []struct {
		kind   string
		damage func(map[string]Tensor)
		want   string // part of the error
	}{
		{"oracle", func(map[string]Tensor) {}, "oracle"},
		{KindMarginal, func(m map[string]Tensor) { delete(m, "played") }, "played"},
		{KindMarginal, func(m map[string]Tensor) { m["silent"].Data[3] = 0.5 }, "silent"},
		{KindMarginal, func(m map[string]Tensor) { m["struck"].Data[3] = 1e6 }, "struck"},
		{KindPersistence, func(m map[string]Tensor) { m["silent"] = Tensor{[]int{88}, m["silent"].Data[:88]} }, "silent"},
		{KindMarkov, func(m map[string]Tensor) { delete(m, "frame.sizes") }, "frame.sizes"},
		{KindMarkov, func(m map[string]Tensor) { m["frame.sizes"].Data[1]++ }, "frame.cells"},
		{KindMarkov, func(m map[string]Tensor) { m["frame.cells"].Data[0] = 176 }, "frame.cells"},
		{KindMarkov, func(m map[string]Tensor) { m["transitions"].Data[1] = 1000 }, "transitions"},
		{KindMarkov, func(m map[string]Tensor) { m["weights"].Data[0] = 1 }, "weights"},
	} {
		tensors := map[string]Tensor{}
		if test.kind != "oracle" {
			tensors = New(test.kind, tunes(), true).Tensors()
		}
		test.damage(tensors)
		if _, err := Restore(test.kind, tensors); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q in it", test.kind, err, test.want)
		}
	}
}

// TestContinue: compositions continue any primer with the density of the training pieces, and do not get
// stuck in a frame or in silence.
func TestContinue(t *testing.T) {
	const steps = 400
	for _, kind := range Kinds() {
		m := New(kind, slices.Repeat(tunes(), 10), true)
		for _, start := range []*features.Piece{tune(""), tune("", "xxx"), tune("", "x..")} { // nothing, a chord never seen, an ending
			p := Continue(m, features.Primer{Piece: start, Silence: true}, steps, 1, rand.New(rand.NewPCG(1, 1)))
			given := start.Steps()
			if p.Steps() != given+steps || !slices.Equal(p.Roll[:given], start.Roll) || start.Steps() != given {
				t.Fatalf("%s: %d steps after %d", kind, p.Steps(), given)
			}
			if last := p.Measures[len(p.Measures)-1]; last.Start+last.Steps < p.Steps() {
				t.Errorf("%s: the bars end at step %d of %d", kind, last.Start+last.Steps, p.Steps())
			}
			// In the 21 steps of the tunes 34 cells play.
			if played, _ := p.Roll.Count(); played < steps || played > steps*5/2 {
				t.Errorf("%s: %d cells play in %d steps", kind, played, steps)
			}
			same, longest := 0, 0
			for i := given + 1; i < p.Steps(); i++ {
				if same++; p.Roll[i] != p.Roll[i-1] {
					same = 0
				}
				longest = max(longest, same)
				for n, cell := range p.Roll[i] {
					if cell == features.Held && !p.Roll[i-1][n].Play() {
						t.Fatalf("%s: key %d is held in step %d, but was silent before", kind, n, i)
					}
				}
			}
			if longest > 20 {
				t.Errorf("%s: one frame stays for %d steps", kind, longest)
			}
		}
	}
}

// TestTemperature: the lower the temperature, the more likely the samples.
func TestTemperature(t *testing.T) {
	for _, kind := range Kinds() {
		m := New(kind, tunes(), true)
		cost := func(temperature float64) (nats float64) {
			for _, f := range m.Piece(Continue(m, features.Primer{Piece: tune(""), Silence: true}, 400, temperature, rand.New(rand.NewPCG(1, 1)))) {
				nats += f.Total()
			}
			return nats / 400
		}
		if cold, even, hot := cost(0.5), cost(1), cost(2); cold >= even || even >= hot {
			t.Errorf("%s: %.3f nats a step at temperature 0.5, %.3f at 1, %.3f at 2", kind, cold, even, hot)
		}
	}
}
