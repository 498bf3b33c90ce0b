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

// Zeros is a parameter whose weights are all zero.
func Zeros(name string, shape ...int) Parameter {
	return Parameter{Name: name, Shape: shape, Data: make([]float32, tensor.Shape(shape).TotalSize())}
}

// Size is how many weights the parameters have together.
func Size(parameters []Parameter) (size int) {
	for _, p := range parameters {
		size += len(p.Data)
	}
	return size
}

// Copy gives the parameters to, which are of the same shapes, the weights of from.
func Copy(to, from []Parameter) {
	for i, p := range from {
		copy(to[i].Data, p.Data)
	}
}

// Restore gives parameters the weights of their names. A tensor that is missing, too many, of another shape or without its numbers is an error, and the
// parameters stay as they were.
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
