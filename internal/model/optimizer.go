package model

import (
	"fmt"
	"math"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/config"
	"workbench/internal/nn"
	"workbench/internal/solver"
	"workbench/loss"
)

// descent moves weights as the config's optimizer says. With train.average, what is judged, composed from and saved is a running average of the
// weights that the updates move (Polyak & Juditsky 1992).
type descent struct {
	config *config.Config
	solver solver.Solver

	shown, moved []nn.Parameter // what is judged, and what the updates move, weights first; the same memory where nothing is averaged
	updates      int            // that the average has seen
}

// newDescent moves the first so many of the tensors by their gradients. What follows them, such as a normalisation's running mean, moves otherwise, but is
// averaged and kept with them.
func newDescent(c *config.Config, shown, moved []nn.Parameter, weights int) (*descent, error) {
	var parameters []solver.Parameter
	for _, p := range moved[:weights] {
		parameters = append(parameters, solver.Parameter{Name: p.Name, Shape: tensor.Shape(p.Shape)})
	}
	o := c.Optimizer
	s, err := solver.New(solver.Config{Name: o.Name, LearningRate: o.LearningRate, Rho: o.Rho, Epsilon: o.Epsilon,
		Momentum: o.Momentum, Beta1: o.Beta1, Beta2: o.Beta2, ClipNorm: o.ClipNorm, WeightDecay: o.WeightDecay}, parameters)
	return &descent{config: c, solver: s, shown: shown, moved: moved}, err
}

// graph is the part of a network's graph that a descent needs.
type graph interface {
	Run() (loss.Nats, error)
	Weights() []gorgonia.ValueGrad
}

// update runs the graph on what is loaded and moves the weights, at a factor on the config's learning rate.
func (d *descent) update(g graph, rate float64) (loss.Nats, float64, error) {
	nats, err := g.Run()
	if err != nil {
		return nats, 0, err
	}
	if total := nats.Total(); math.IsNaN(total) || math.IsInf(total, 0) {
		return nats, 0, fmt.Errorf("the loss is %v", total)
	}
	d.solver.SetLearningRate(rate * d.config.Optimizer.LearningRate)
	if err := d.solver.Step(g.Weights()); err != nil {
		return nats, 0, err
	}
	d.average()
	return nats, d.solver.GradNorm(), nil
}

func (d *descent) averages() bool { return d.config.Train.Average > 0 }

// average moves the shown weights a little towards the moved ones: by 1/10 at first, so that the random beginning is soon forgotten.
func (d *descent) average() {
	if !d.averages() {
		return
	}
	d.updates++
	fresh := float32(max(1-d.config.Train.Average, 1/float64(d.updates+9)))
	for i, p := range d.shown {
		moved := d.moved[i].Data
		for j, w := range p.Data {
			p.Data[j] = w + fresh*(moved[j]-w)
		}
	}
}

// Names of what State adds to the solver's own entries.
const (
	stateMoved   = "moved/" // followed by a parameter's name
	stateUpdates = "averaged_updates"
)

// State is what the next update needs beside the shown weights.
func (d *descent) State() map[string][]float32 {
	state := d.solver.State()
	if d.averages() {
		for _, p := range d.moved {
			state[stateMoved+p.Name] = p.Data
		}
		state[stateUpdates] = []float32{float32(d.updates)}
	}
	return state
}

// RestoreState takes it back.
func (d *descent) RestoreState(state map[string][]float32) error {
	own := map[string][]float32{}
	for name, data := range state {
		if !strings.HasPrefix(name, stateMoved) && name != stateUpdates {
			own[name] = data
		}
	}
	if d.averages() {
		if len(state[stateUpdates]) != 1 {
			return fmt.Errorf("the checkpoint has no averaged weights")
		}
		d.updates = int(state[stateUpdates][0])
		for _, p := range d.moved {
			data, ok := state[stateMoved+p.Name]
			if !ok || len(data) != len(p.Data) {
				return fmt.Errorf("the checkpoint has %d numbers for the moved weights %s, and the model wants %d", len(data), p.Name, len(p.Data))
			}
			copy(p.Data, data)
		}
	}
	return d.solver.Restore(own)
}
