// Package solver contains the optimizers: Adadelta, RMSProp with Nesterov momentum, and Adam, each as a
// gorgonia.Solver over float32 dense tensors.
//
// Gorgonia's own solvers lack Adadelta and do not expose their state, so a run that uses them cannot be
// resumed. These save and restore their state as named slices: training N steps gives the same bits as training
// N/2, saving, restoring into a new solver, and training the rest. A step adds in a fixed order; the
// number of processors does not change its bits.
package solver

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/nn"
)

// Solver is a gorgonia.Solver with state that can be saved and restored.
//
// Step expects the parameters in the order given to New. It reads all gradients, clips each, updates the
// weights in place, and sets the gradients to zero. If a gradient is missing or not finite, it returns an error
// that names the parameter, and changes nothing. Parameters of another number or shape than New's panic.
type Solver interface {
	gorgonia.Solver

	// SetLearningRate changes the learning rate from the next Step on.
	SetLearningRate(rate float64)

	// GradNorm is the Euclidean norm of all gradients of the last Step together, before clipping. It is not
	// finite after a Step that failed because a gradient was not finite.
	GradNorm() float64

	// State is a copy of the solver's state: an entry "<parameter>/<slot>" with a value for each weight, for
	// instance "time1.wx/mean_square_gradient", and "steps" with the number of steps.
	State() map[string][]float32

	// Restore restores a result of State. A missing or unknown entry, or one of the wrong size, is
	// an error that names it, and changes nothing.
	Restore(state map[string][]float32) error
}

// Config is a method and its settings. A method ignores settings it does not use.
type Config struct {
	Name         string  // adadelta, rmsprop or adam
	LearningRate float64 // factor on each update
	Rho          float64 // decay of the running averages of adadelta and rmsprop, 0 ≤ Rho < 1
	Epsilon      float64 // keeps divisions finite, above 0
	Momentum     float64 // Nesterov momentum of rmsprop, 0 ≤ Momentum < 1; 0 is rmsprop without momentum
	Beta1        float64 // decay of adam's mean gradient, 0 ≤ Beta1 < 1
	Beta2        float64 // decay of adam's mean square gradient, 0 ≤ Beta2 < 1
	ClipNorm     float64 // largest norm of one parameter's gradient; 0: no clipping

	// WeightDecay times the learning rate is the factor by which an update shrinks the weights of every matrix,
	// decoupled from the gradient (Loshchilov & Hutter 2019). Biases do not decay.
	WeightDecay float64
}

// Parameter is the name and shape of one tensor of weights.
type Parameter struct {
	Name  string
	Shape tensor.Shape
}

// ParametersOf describes tensors of weights.
func ParametersOf(weights []nn.Parameter) (all []Parameter) {
	for _, w := range weights {
		all = append(all, Parameter{Name: w.Name, Shape: tensor.Shape(w.Shape)})
	}
	return all
}

// New returns a solver for the parameters, with zero state. An unknown method is an error; two parameters of
// the same name panic.
func New(config Config, params []Parameter) (Solver, error) {
	switch config.Name {
	case "adadelta":
		return newDescent(config, newAdadelta(config), params), nil
	case "rmsprop":
		return newDescent(config, newRMSProp(config), params), nil
	case "adam":
		return newDescent(config, newAdam(config), params), nil
	}
	return nil, fmt.Errorf("solver %q: must be adadelta, rmsprop or adam", config.Name)
}
