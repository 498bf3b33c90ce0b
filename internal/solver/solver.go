// Package solver turns gradients into smaller losses: Adadelta, RMSProp with Nesterov momentum, and Adam, each as a
// gorgonia.Solver over float32 dense tensors.
//
// Gorgonia's own solvers lack Adadelta and hide what they remember, so a run that uses them cannot be resumed. These
// hand out what they remember as plain slices under names, and take it back: training N steps gives the same bits as
// training N/2, saving, restoring into a new solver, and training the rest. A step runs on one goroutine, adds in a
// fixed order, and allocates nothing.
package solver

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Solver is a gorgonia.Solver that can be saved, restored and watched.
//
// Step expects the parameters in the order in which New was told about them. It first reads all gradients, clips each,
// moves the weights in place, and sets the gradients to zero. When a gradient is missing or not finite it
// returns an error that names the parameter, and weights, gradients and state stay as they were. Another number or
// shape of parameters than New was told panics.
type Solver interface {
	gorgonia.Solver

	// SetLearningRate changes the learning rate from the next Step on.
	SetLearningRate(rate float64)

	// GradNorm is the Euclidean norm of all gradients of the last Step together, before clipping. After a Step
	// that failed on a gradient that is not finite it is not finite either.
	GradNorm() float64

	// State is a copy of what the solver remembers: one entry "<parameter>/<slot>" with a value for each weight, for
	// instance "time1.wx/mean_square_gradient", and "steps" with the number of steps taken.
	State() map[string][]float32

	// Restore takes back what State gave. An entry that is missing, unknown or of the wrong size is
	// an error that names it, and the solver stays as it was.
	Restore(state map[string][]float32) error
}

// Config chooses a method and its settings. A method ignores what it does not use.
type Config struct {
	Name         string  // adadelta, rmsprop or adam
	LearningRate float64 // factor on each move
	Rho          float64 // decay of the running averages of adadelta and rmsprop, 0 ≤ Rho < 1
	Epsilon      float64 // keeps divisions finite, above 0
	Momentum     float64 // Nesterov momentum of rmsprop, 0 ≤ Momentum < 1; 0 is rmsprop without momentum
	Beta1        float64 // decay of adam's mean gradient, 0 ≤ Beta1 < 1
	Beta2        float64 // decay of adam's mean square gradient, 0 ≤ Beta2 < 1
	ClipNorm     float64 // largest norm of one parameter's gradient; 0 leaves all as they are

	// WeightDecay times the learning rate is the share that the weights of every matrix shrink by before they move (decoupled from the gradient:
	// Loshchilov & Hutter 2019); biases keep theirs.
	WeightDecay float64
}

// Parameter names one tensor of weights and gives its shape.
type Parameter struct {
	Name  string
	Shape tensor.Shape
}

// New makes a solver for these parameters, all its state zero. An unknown method is an error; two parameters of the
// same name panic.
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
