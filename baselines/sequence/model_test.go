package sequence

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"workbench/internal/nn"
)

// TestSize checks the number of parameters of Performance RNN with dynamics, 3×512, and of music_rnn's
// network for melody and harmony, 2×200.
func TestSize(t *testing.T) {
	for _, test := range []struct {
		shape Shape
		want  int
	}{
		{Shape{Inputs: 388, Layers: []int{512, 512, 512}, Heads: []Head{{Name: "event", Classes: 388}}}, 6_242_692},
		{Shape{Inputs: 66, Layers: []int{200, 200}, Heads: []Head{{Name: "melody", Classes: 35}, {Name: "harmony", Classes: 31}}}, 547_666},
	} {
		if got := New(test.shape).Size(); got != test.want {
			t.Errorf("%v: %d parameters, want %d", test.shape.Layers, got, test.want)
		}
	}
}

// TestConditionNames checks the names that saved models have.
func TestConditionNames(t *testing.T) {
	var names []string
	for _, p := range New(shapes["a chain of conditioned heads"]).Parameters {
		if strings.HasPrefix(p.Name, "condition") {
			names = append(names, fmt.Sprint(p.Name, p.Shape))
		}
	}
	if want := []string{"condition.w[2 3]", "condition2.w[3 4]", "condition3.w[4 3]"}; !slices.Equal(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}

func TestImpossibleHeadsPanic(t *testing.T) {
	choice, bits := Head{Name: "a", Classes: 3}, Head{Name: "b", Classes: 3, Binary: true}
	conditioned := Head{Name: "c", Classes: 3, ConditionsOnPrevious: true}
	for name, heads := range map[string][]Head{
		"none": nil, "no classes": {{Name: "a"}}, "first conditioned": {conditioned}, "conditioned on bits": {choice, bits, conditioned},
		"negative weight": {{Name: "a", Classes: 3, Weight: -1}}, "no name": {{Classes: 3}}, "one name twice": {choice, choice},
	} {
		func() {
			defer func() {
				if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "sequence: ") {
					t.Errorf("%s: panic %q, want one that starts with the package", name, text)
				}
			}()
			New(Shape{Inputs: 1, Layers: []int{1}, Heads: heads})
		}()
	}
}

func TestRestore(t *testing.T) {
	m := randomModel(shapes["choices"], rand.New(rand.NewPCG(1, 2)))
	all := map[string]nn.Parameter{}
	for _, p := range m.tensors() {
		all[p.Name] = p
	}
	restored := New(m.Shape)
	if err := restored.Restore(all); err != nil {
		t.Fatal(err)
	}
	for i, p := range restored.tensors() {
		if !slices.Equal(p.Data, m.tensors()[i].Data) {
			t.Errorf("%s differs", p.Name)
		}
	}
	for name, change := range map[string]func(){
		"no weights named norm.mean":                                       func() { delete(all, "norm.mean") },
		"weights lstm1.wh are [20 5], and the model wants [5 20]":          func() { all["lstm1.wh"] = nn.Parameter{Shape: []int{20, 5}} },
		"weights lstm1.wh have 0 float32 numbers, and the model wants 100": func() { all["lstm1.wh"] = nn.Parameter{Shape: []int{5, 20}} },
		fmt.Sprintf("%d tensors of weights, and the model has 13", 14):     func() { all["other"] = nn.Parameter{} },
	} {
		before := all
		all = map[string]nn.Parameter{}
		for k, v := range before {
			all[k] = v
		}
		change()
		if err := restored.Restore(all); err == nil || err.Error() != name {
			t.Errorf("got %v, want %s", err, name)
		}
		all = before
	}
}
