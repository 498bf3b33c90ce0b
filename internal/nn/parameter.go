package nn

import (
	"fmt"
	"slices"

	"gorgonia.org/tensor"
)

// Parameter is a named tensor of weights, in row-major order.
type Parameter struct {
	Name  string
	Shape []int
	Data  []float32
}

// Zeros returns a parameter with all weights zero.
func Zeros(name string, shape ...int) Parameter {
	return Parameter{Name: name, Shape: shape, Data: make([]float32, tensor.Shape(shape).TotalSize())}
}

// Size is the total number of weights.
func Size(parameters []Parameter) (size int) {
	for _, p := range parameters {
		size += len(p.Data)
	}
	return size
}

// Copy copies the weights of from to parameters of the same shapes.
func Copy(to, from []Parameter) {
	for i, p := range from {
		copy(to[i].Data, p.Data)
	}
}

// Restore copies weights to parameters by name. A missing or unknown tensor, or one of another shape or length,
// is an error, which leaves the parameters unchanged.
func Restore(parameters []Parameter, weights map[string]Parameter) error {
	for _, p := range parameters {
		w, ok := weights[p.Name]
		switch {
		case !ok:
			return fmt.Errorf("no weights named %s", p.Name)
		case !slices.Equal(w.Shape, p.Shape):
			return fmt.Errorf("weights %s are %v, and the model wants %v", p.Name, w.Shape, p.Shape)
		case len(w.Data) != len(p.Data):
			return fmt.Errorf("weights %s have %d float32 numbers, and the model wants %d", p.Name, len(w.Data), len(p.Data))
		}
	}
	if len(weights) != len(parameters) {
		return fmt.Errorf("%d tensors of weights, and the model has %d", len(weights), len(parameters))
	}
	for _, p := range parameters {
		copy(p.Data, weights[p.Name].Data)
	}
	return nil
}
