package nn

import (
	"maps"
	"slices"
	"testing"
)

func TestRestore(t *testing.T) {
	good := map[string]Parameter{
		"w":    {Name: "w", Shape: []int{2, 3}, Data: []float32{1, 2, 3, 4, 5, 6}},
		"bias": {Name: "bias", Shape: []int{3}, Data: []float32{7, 8, 9}},
	}
	for want, change := range map[string]func(weights map[string]Parameter){
		"no weights named bias":                                   func(w map[string]Parameter) { delete(w, "bias") },
		"weights w are [3 2], and the model wants [2 3]":          func(w map[string]Parameter) { w["w"] = Zeros("w", 3, 2) },
		"weights w have 0 float32 numbers, and the model wants 6": func(w map[string]Parameter) { w["w"] = Parameter{Shape: []int{2, 3}} },
		"3 tensors of weights, and the model has 2":               func(w map[string]Parameter) { w["other"] = Parameter{} },
		"": func(map[string]Parameter) {},
	} {
		parameters, weights := []Parameter{Zeros("w", 2, 3), Zeros("bias", 3)}, maps.Clone(good)
		if Size(parameters) != 9 {
			t.Fatalf("%d weights, want 2·3 + 3", Size(parameters))
		}
		change(weights)
		err, restored := Restore(parameters, weights), make([]float32, 9)
		if want == "" {
			restored = []float32{1, 2, 3, 4, 5, 6, 7, 8, 9}
		}
		if want == "" && err != nil || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("error %v, want %q", err, want)
		}
		if got := slices.Concat(parameters[0].Data, parameters[1].Data); !slices.Equal(got, restored) {
			t.Errorf("%q: the weights are %v, want %v", want, got, restored)
		}
	}
}
