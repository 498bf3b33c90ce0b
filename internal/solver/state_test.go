package solver

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var layers = []Parameter{{"time1.Wx", tensor.Shape{3, 4}}, {"time1.b", tensor.Shape{4}}}

// train takes steps with pseudo-random gradients of step from … to−1.
func train(t *testing.T, s Solver, model []gorgonia.ValueGrad, from, to int) {
	t.Helper()
	for step := from; step < to; step++ {
		random := rand.New(rand.NewPCG(1, uint64(step)))
		for _, p := range model {
			for i := range p.(pair).grad.Float32s() {
				p.(pair).grad.Float32s()[i] = float32(4 * random.NormFloat64())
			}
		}
		if err := s.Step(model); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRestoredRunHasTheSameBits(t *testing.T) {
	for name, config := range methods {
		straight := []gorgonia.ValueGrad{newPair(3, 4), newPair(4)}
		train(t, mustNew(t, config, layers...), straight, 0, 20)

		resumed := []gorgonia.ValueGrad{newPair(3, 4), newPair(4)}
		first, second := mustNew(t, config, layers...), mustNew(t, config, layers...)
		train(t, first, resumed, 0, 7)
		state := first.State()
		train(t, first, []gorgonia.ValueGrad{newPair(3, 4), newPair(4)}, 7, 9) // must not change what was saved
		if err := second.Restore(state); err != nil {
			t.Fatal(err)
		}
		train(t, second, resumed, 7, 20)

		for i := range straight {
			want, got := straight[i].(pair).weights.Float32s(), resumed[i].(pair).weights.Float32s()
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s is %v after save and restore, want %v", name, layers[i].Name, got, want)
			}
		}
	}
}

func TestStateNames(t *testing.T) {
	want := map[string][]string{
		"adadelta": {"steps", "time1.Wx/mean_square_gradient", "time1.Wx/mean_square_update",
			"time1.b/mean_square_gradient", "time1.b/mean_square_update"},
		"rmsprop": {"steps", "time1.Wx/mean_square_gradient", "time1.Wx/velocity",
			"time1.b/mean_square_gradient", "time1.b/velocity"},
		"adam": {"steps", "time1.Wx/mean_gradient", "time1.Wx/mean_square_gradient",
			"time1.b/mean_gradient", "time1.b/mean_square_gradient"},
	}
	for name, config := range methods {
		state := mustNew(t, config, layers...).State()
		if got := slices.Sorted(maps.Keys(state)); !slices.Equal(got, want[name]) {
			t.Errorf("%s: state holds %v, want %v", name, got, want[name])
		}
	}
}

func TestWrongStateIsAnError(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(map[string][]float32)
		want  string
	}{
		{"missing", func(s map[string][]float32) { delete(s, "time1.b/velocity") }, `"time1.b/velocity" is missing`},
		{"unknown", func(s map[string][]float32) { s["time2.b/velocity"] = nil }, `"time2.b/velocity" is unknown`},
		{"size", func(s map[string][]float32) { s["time1.b/velocity"] = make([]float32, 3) },
			`"time1.b/velocity" has 3 values instead of 4`},
		{"no steps", func(s map[string][]float32) { delete(s, "steps") }, `"steps" is missing`},
		{"half a step", func(s map[string][]float32) { s["steps"] = []float32{1.5} }, `"steps" is 1.5 instead of a count`},
		{"no number of steps", func(s map[string][]float32) { s["steps"] = []float32{float32(math.NaN())} }, `"steps" is NaN`},
		{"empty", func(s map[string][]float32) { clear(s) }, `"steps" is missing (and 4 more)`},
	}
	for _, test := range tests {
		s := mustNew(t, methods["rmsprop"], layers...)
		train(t, s, []gorgonia.ValueGrad{newPair(3, 4), newPair(4)}, 0, 2)
		before, state := s.State(), mustNew(t, methods["rmsprop"], layers...).State()
		test.spoil(state)
		err := s.Restore(state)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want it to say %q", test.name, err, test.want)
		}
		if !maps.EqualFunc(s.State(), before, slices.Equal) {
			t.Errorf("%s: a refused state changed the solver", test.name)
		}
	}
}
