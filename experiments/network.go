package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"gorgonia.org/tensor"

	"workbench/biaxial"
	"workbench/features"
	"workbench/internal/solver"
	"workbench/loss"
)

// network is the biaxial network behind the model interface. With train.average, what is judged, composed from and saved is a running average of
// the weights that the updates move (Polyak & Juditsky 1992).
type network struct {
	config   *Config
	encoding biaxial.Encoding
	shown    *biaxial.Model // what is judged

	moved   *biaxial.Model // what the updates move; the same model where nothing is averaged
	graph   *biaxial.Graph
	solver  solver.Solver
	updates int // that the average has seen
}

func newNetwork(c *Config) (*network, error) {
	encoding, shape, err := c.network()
	if err != nil {
		return nil, err
	}
	return &network{config: c, encoding: encoding, shown: biaxial.Zero(shape)}, nil
}

// network is the network that a config describes, and how music becomes its inputs.
func (c *Config) network() (encoding biaxial.Encoding, shape biaxial.Shape, err error) {
	shape = biaxial.Shape{TimeLayers: c.Model.TimeLayers, NoteLayers: c.Model.NoteLayers, Outputs: 2, Dropout: c.Model.Dropout}
	if !c.articulated() {
		shape.Outputs = 1
	}
	if encoding.Notes, err = features.NewEncoder(c.Features.Groups); err != nil {
		return encoding, shape, err
	}
	if encoding.Below, err = features.NewBelow(c.Features.Below, shape.Outputs); err != nil {
		return encoding, shape, err
	}
	shape.Attributes, shape.Below = encoding.Notes.Width(), encoding.Below.Width()
	return encoding, shape, nil
}

// prepare draws the initial weights, and builds the graph and the solver. steps is the length of the longest segment.
func (n *network) prepare(init *rand.Rand, steps int) (err error) {
	c := n.config
	n.shown.Initialise(init)
	n.moved = n.shown
	if c.Train.Average > 0 {
		n.moved = n.shown.Clone()
	}
	if n.graph, err = n.moved.NewGraph(c.Train.Batch, steps, loss.Reduction(c.Loss.Reduction)); err != nil {
		return err
	}
	var parameters []solver.Parameter
	for _, p := range n.moved.Parameters {
		parameters = append(parameters, solver.Parameter{Name: p.Name, Shape: tensor.Shape(p.Shape)})
	}
	o := c.Optimizer
	n.solver, err = solver.New(solver.Config{Name: o.Name, LearningRate: o.LearningRate, Rho: o.Rho, Epsilon: o.Epsilon,
		Momentum: o.Momentum, Beta1: o.Beta1, Beta2: o.Beta2, ClipNorm: o.ClipNorm, WeightDecay: o.WeightDecay}, parameters)
	return err
}

func (n *network) Describe() string {
	return fmt.Sprintf("time %s, note %s; %d attributes of 88 notes", sizes(n.shown.TimeLayers), sizes(n.shown.NoteLayers), n.shown.Attributes)
}

func sizes(layers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(layers), " ", ", "), "[]")
}

func (n *network) Parameters() []biaxial.Parameter { return n.shown.Parameters }

func (n *network) Restore(weights map[string]biaxial.Parameter) error {
	if err := n.shown.Restore(weights); err != nil {
		return err
	}
	if n.moved != nil && n.moved != n.shown {
		return n.moved.Restore(weights)
	}
	return nil
}

func (n *network) Likelihood() func(*features.Piece) []loss.Nats {
	return n.shown.Likelihood(n.encoding).Piece
}

func (n *network) Continue(starts []biaxial.Start, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	return n.shown.Compose(n.encoding, len(starts)).Continue(starts, steps, temperature, random)
}

func (n *network) Update(b batch, rate float64, dropout *rand.Rand) (loss.Nats, float64, error) {
	n.graph.Load(n.encoding, b, dropout)
	nats, err := n.graph.Run()
	if err != nil {
		return nats, 0, err
	}
	if total := nats.Total(); math.IsNaN(total) || math.IsInf(total, 0) {
		return nats, 0, fmt.Errorf("the loss is %v", total)
	}
	n.solver.SetLearningRate(rate * n.config.Optimizer.LearningRate)
	if err := n.solver.Step(n.graph.Weights()); err != nil {
		return nats, 0, err
	}
	n.average()
	return nats, n.solver.GradNorm(), nil
}

// average moves the shown weights a little towards the moved ones: by 1/10 at first, so that the random beginning is soon forgotten.
func (n *network) average() {
	if n.moved == n.shown {
		return
	}
	n.updates++
	fresh := float32(max(1-n.config.Train.Average, 1/float64(n.updates+9)))
	for i, p := range n.shown.Parameters {
		moved := n.moved.Parameters[i].Data
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

func (n *network) State() map[string][]float32 {
	state := n.solver.State()
	if n.moved != n.shown {
		for _, p := range n.moved.Parameters {
			state[stateMoved+p.Name] = p.Data
		}
		state[stateUpdates] = []float32{float32(n.updates)}
	}
	return state
}

func (n *network) RestoreState(state map[string][]float32) error {
	own, moved := map[string][]float32{}, map[string]biaxial.Parameter{}
	shapes := map[string][]int{}
	for _, p := range n.moved.Parameters {
		shapes[p.Name] = p.Shape
	}
	for name, data := range state {
		if weights, ok := strings.CutPrefix(name, stateMoved); ok {
			moved[weights] = biaxial.Parameter{Name: weights, Shape: shapes[weights], Data: data}
		} else if name != stateUpdates {
			own[name] = data
		}
	}
	if n.moved != n.shown {
		if len(state[stateUpdates]) != 1 {
			return fmt.Errorf("the checkpoint has no averaged weights")
		}
		n.updates = int(state[stateUpdates][0])
		if err := n.moved.Restore(moved); err != nil {
			return err
		}
	}
	return n.solver.Restore(own)
}

func (n *network) Close() error { return n.graph.Close() }
