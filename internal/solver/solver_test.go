package solver

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// pair is a weight tensor and its gradient, as a step sees a node.
type pair struct {
	weights, grad *tensor.Dense
	err           error
}

func (p pair) Value() gorgonia.Value         { return p.weights }
func (p pair) Grad() (gorgonia.Value, error) { return p.grad, p.err }

func newPair(shape ...int) pair {
	return pair{
		weights: tensor.New(tensor.WithShape(shape...), tensor.Of(tensor.Float32)),
		grad:    tensor.New(tensor.WithShape(shape...), tensor.Of(tensor.Float32)),
	}
}

var methods = map[string]Config{
	"adadelta": {Name: "adadelta", LearningRate: 1, Rho: 0.95, Epsilon: 1e-6, ClipNorm: 5},
	"rmsprop":  {Name: "rmsprop", LearningRate: 0.001, Rho: 0.9, Epsilon: 1e-6, Momentum: 0.9, ClipNorm: 5},
	"adam":     {Name: "adam", LearningRate: 0.001, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8, ClipNorm: 5},
}

func mustNew(t *testing.T, config Config, params ...Parameter) Solver {
	t.Helper()
	s, err := New(config, params)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// checkPath steps a single weight that starts at 1 through gradients and compares it after each step.
func checkPath(t *testing.T, config Config, gradients []float32, want []float64) {
	t.Helper()
	s := mustNew(t, config, Parameter{"w", tensor.Shape{1}})
	p := newPair(1)
	p.weights.Float32s()[0] = 1
	for i, g := range gradients {
		p.grad.Float32s()[0] = g
		if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
			t.Fatal(err)
		}
		// Weights near 1 are rounded to 6e-8 in each of a few operations.
		if got := float64(p.weights.Float32s()[0]); math.Abs(got-want[i]) > 3e-7 {
			t.Errorf("%s after step %d: weight %.9g, want %.9g", config.Name, i+1, got, want[i])
		}
	}
}

// checkState compares one entry of a state with literal values.
func checkState(t *testing.T, s Solver, key string, want ...float32) {
	t.Helper()
	if got := s.State()[key]; !slices.Equal(got, want) {
		t.Errorf("state %q is %v, want %v", key, got, want)
	}
}

func TestUnknownMethod(t *testing.T) {
	if _, err := New(Config{Name: "sgd"}, nil); err == nil || !strings.Contains(err.Error(), `"sgd"`) {
		t.Errorf("error %v does not name sgd", err)
	}
}

func TestStepZeroesGradients(t *testing.T) {
	for _, config := range methods {
		s := mustNew(t, config, Parameter{"w", tensor.Shape{2, 2}})
		p := newPair(2, 2)
		copy(p.grad.Float32s(), []float32{1, -2, 3, -4})
		if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
			t.Fatal(err)
		}
		if got := p.grad.Float32s(); !slices.Equal(got, make([]float32, 4)) {
			t.Errorf("%s: gradient after the step is %v, want zeros", config.Name, got)
		}
	}
}

// Each tensor is clipped by its own norm; the norm reported is that of all before clipping.
// Norms: √(3²+4²) = 5, above the limit of 2.5, so halved; √(0.6²+0.8²) = 1, kept. Together √(25+1) = 5.0990.
// With ρ = 0 the mean square gradient is the square of the clipped gradient.
func TestClipping(t *testing.T) {
	s := mustNew(t, Config{Name: "adadelta", LearningRate: 1, Rho: 0, Epsilon: 1e-6, ClipNorm: 2.5},
		Parameter{"long", tensor.Shape{2}}, Parameter{"short", tensor.Shape{2}})
	long, short := newPair(2), newPair(2)
	copy(long.grad.Float32s(), []float32{3, -4})
	copy(short.grad.Float32s(), []float32{0.6, 0.8})
	if err := s.Step([]gorgonia.ValueGrad{long, short}); err != nil {
		t.Fatal(err)
	}
	if want := math.Sqrt(26); math.Abs(s.GradNorm()-want) > 1e-6 {
		t.Errorf("gradient norm %v, want %v", s.GradNorm(), want)
	}
	checkState(t, s, "long/mean_square_gradient", 2.25, 4)
	checkState(t, s, "short/mean_square_gradient", float32(0.6)*float32(0.6), float32(0.8)*float32(0.8))
}

func TestNoClipping(t *testing.T) {
	s := mustNew(t, Config{Name: "adadelta", LearningRate: 1, Epsilon: 1e-6}, Parameter{"w", tensor.Shape{1}})
	p := newPair(1)
	p.grad.Float32s()[0] = 300
	if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
		t.Fatal(err)
	}
	checkState(t, s, "w/mean_square_gradient", 90000)
}

// The square of 1e18 is below the largest float32, 3.4e38, and that of the gradient, 1e60, is not.
func TestClippingHugeGradient(t *testing.T) {
	s := mustNew(t, Config{Name: "adadelta", LearningRate: 1, Epsilon: 1e-6, ClipNorm: 1e18}, Parameter{"w", tensor.Shape{1}})
	p := newPair(1)
	p.grad.Float32s()[0] = 1e30
	if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
		t.Fatal(err)
	}
	checkState(t, s, "w/mean_square_gradient", float32(1e18)*float32(1e18))
}

// With a gradient of 0 the decay alone moves weights: the matrix shrinks by rate·decay, 0.1·0.5 = 0.05 and then
// 0.2·0.5 = 0.1, and the vector, a bias, stays.
func TestWeightDecay(t *testing.T) {
	for _, config := range methods {
		config.LearningRate, config.WeightDecay = 0.1, 0.5
		s := mustNew(t, config, Parameter{"matrix", tensor.Shape{1, 2}}, Parameter{"vector", tensor.Shape{2}})
		matrix, vector := newPair(1, 2), newPair(2)
		copy(matrix.weights.Float32s(), []float32{1, -2})
		copy(vector.weights.Float32s(), []float32{1, -2})
		step := func(want float64) {
			t.Helper()
			if err := s.Step([]gorgonia.ValueGrad{matrix, vector}); err != nil {
				t.Fatal(err)
			}
			if w := matrix.weights.Float32s(); math.Abs(float64(w[0])-want) > 1e-6 || math.Abs(float64(w[1])+2*want) > 1e-6 {
				t.Errorf("%s: the matrix is %v, want %v times [1 -2]", config.Name, w, want)
			}
			if w := vector.weights.Float32s(); !slices.Equal(w, []float32{1, -2}) {
				t.Errorf("%s: the vector is %v", config.Name, w)
			}
		}
		step(0.95)
		s.SetLearningRate(0.2)
		step(0.95 * 0.9)
	}
}

func TestBadGradientLeavesEverything(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	tests := []struct {
		name string
		bad  float32
		err  error
		clip float64
		want string
	}{
		{"not a number", nan, nil, 5, "second is not finite"},
		{"infinite", inf, nil, 5, "second is not finite"},
		{"square overflows", 1e30, nil, 0, "second has norm 1e+30"},
		{"clipped square overflows", 1e30, nil, 1e29, "second has norm 1e+30"},
		{"missing", 1, errors.New("no gradient here"), 5, "second: no gradient here"},
	}
	for _, test := range tests {
		for _, config := range methods {
			config.ClipNorm = test.clip
			s := mustNew(t, config, Parameter{"first", tensor.Shape{1}}, Parameter{"second", tensor.Shape{2}})
			first, second := newPair(1), newPair(2)
			first.grad.Float32s()[0] = 1
			second.grad.Float32s()[1] = test.bad
			second.err = test.err
			err := s.Step([]gorgonia.ValueGrad{first, second})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s, %s: error %v, want it to say %q", config.Name, test.name, err, test.want)
			}
			if first.weights.Float32s()[0] != 0 {
				t.Errorf("%s, %s: the weights before the bad gradient moved", config.Name, test.name)
			}
			checkState(t, s, "steps", 0)
		}
	}
}

func TestSetLearningRate(t *testing.T) {
	for _, config := range methods {
		s := mustNew(t, config, Parameter{"w", tensor.Shape{1}})
		p := newPair(1)
		p.grad.Float32s()[0] = 1
		s.SetLearningRate(0)
		if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
			t.Fatal(err)
		}
		if w := p.weights.Float32s()[0]; w != 0 {
			t.Errorf("%s: weight moved to %v at learning rate 0", config.Name, w)
		}
	}
}

func TestWrongParametersPanic(t *testing.T) {
	s := mustNew(t, methods["adam"], Parameter{"w", tensor.Shape{2, 3}})
	for name, model := range map[string][]gorgonia.ValueGrad{
		"number": {newPair(2, 3), newPair(2, 3)},
		"shape":  {newPair(3, 2)},
		"type":   {pair{tensor.New(tensor.WithShape(2, 3), tensor.Of(tensor.Float64)), newPair(2, 3).grad, nil}},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "solver: ") {
					t.Errorf("panic %q, want one that starts with the package", text)
				}
			}()
			_ = s.Step(model)
		})
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	for _, config := range methods {
		s := mustNew(t, config, Parameter{"w", tensor.Shape{20, 30}}, Parameter{"b", tensor.Shape{30}})
		model := []gorgonia.ValueGrad{newPair(20, 30), newPair(30)}
		if n := testing.AllocsPerRun(10, func() {
			if err := s.Step(model); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations a step, want 0", config.Name, n)
		}
	}
}

// The gradient of Σ w² is 2w, in each step anew: a solver that left gradients standing would see their sum.
// With ρ = 0 the mean square gradient after two steps is the square of the second gradient alone.
func TestOnGorgoniaNodes(t *testing.T) {
	graph := gorgonia.NewGraph()
	weights := tensor.New(tensor.WithShape(2), tensor.WithBacking([]float32{3, -1}))
	w := gorgonia.NewVector(graph, tensor.Float32, gorgonia.WithShape(2), gorgonia.WithName("w"), gorgonia.WithValue(weights))
	cost := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(w))))
	if _, err := gorgonia.Grad(cost, w); err != nil {
		t.Fatal(err)
	}
	vm := gorgonia.NewTapeMachine(graph, gorgonia.BindDualValues(w))
	defer vm.Close()
	s := mustNew(t, Config{Name: "adadelta", LearningRate: 1, Epsilon: 0.25}, Parameter{"w", tensor.Shape{2}})
	var before []float32
	for range 2 {
		before = slices.Clone(weights.Float32s())
		if err := vm.RunAll(); err != nil {
			t.Fatal(err)
		}
		if err := s.Step([]gorgonia.ValueGrad{w}); err != nil {
			t.Fatal(err)
		}
		vm.Reset()
	}
	checkState(t, s, "w/mean_square_gradient", 4*before[0]*before[0], 4*before[1]*before[1])
	if got := w.Value().(*tensor.Dense).Float32s(); got[0] >= before[0] || got[1] <= before[1] {
		t.Errorf("weights went from %v to %v, want them nearer to 0", before, got)
	}
}

// The Large network has 1.4 million weights.
func BenchmarkStep(b *testing.B) {
	for name, config := range methods {
		b.Run(name, func(b *testing.B) {
			s, err := New(config, []Parameter{{"w", tensor.Shape{1400, 1000}}})
			if err != nil {
				b.Fatal(err)
			}
			model := []gorgonia.ValueGrad{newPair(1400, 1000)}
			for b.Loop() {
				if err := s.Step(model); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The running averages of a weight whose gradient is zero from some step on end at exactly zero, not at a
// subnormal number, which would slow down every later step.
func TestAveragesBecomeZero(t *testing.T) {
	for name, config := range methods {
		config.Rho, config.Beta2 = 0.9, 0.9 // fast enough for the test
		s, p := mustNew(t, config, Parameter{"w", tensor.Shape{1}}), newPair(1)
		p.grad.Float32s()[0] = 0.25
		for range 1200 {
			if err := s.Step([]gorgonia.ValueGrad{p}); err != nil {
				t.Fatal(err)
			}
		}
		for key, values := range s.State() {
			if key != stepsKey && values[0] != 0 {
				t.Errorf("%s: %s is %v after 1199 steps without a gradient", name, key, values[0])
			}
		}
	}
}
