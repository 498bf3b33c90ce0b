package model

import (
	"fmt"
	"math"
	"strings"

	"gorgonia.org/gorgonia"

	"workbench/internal/config"
	"workbench/internal/nn"
	"workbench/internal/solver"
	"workbench/loss"
)

// optimizer updates weights as the config says. With train.ema_decay, an exponential moving average (EMA) of
// the live weights is evaluated, sampled from and saved (Polyak & Juditsky 1992).
type optimizer struct {
	config *config.Config
	solver solver.Solver

	ema, live []nn.Parameter // weights first, then buffers; the same memory without EMA
	updates   int            // number of updates in the average
}

// newOptimizer returns an optimizer of the first tensors of live, as many as weights says. The tensors after
// them, such as the running mean of batch normalization, have no gradient, but are averaged and saved too.
func newOptimizer(c *config.Config, ema, live []nn.Parameter, weights int) (*optimizer, error) {
	settings := c.Optimizer
	s, err := solver.New(solver.Config{Name: settings.Name, LearningRate: settings.LearningRate, Rho: settings.Rho, Epsilon: settings.Epsilon,
		Momentum: settings.Momentum, Beta1: settings.Beta1, Beta2: settings.Beta2, ClipNorm: settings.ClipNorm, WeightDecay: settings.WeightDecay}, solver.ParametersOf(live[:weights]))
	return &optimizer{config: c, solver: s, ema: ema, live: live}, err
}

// graph is what an optimizer needs of a network's graph.
type graph interface {
	Run() (loss.Nats, error)
	Weights() []gorgonia.ValueGrad
}

// step runs the graph on the loaded batch, forward and backward, and updates the weights. rate is a factor on
// the config's learning rate. It returns the loss per unit and the norm of the gradient.
func (o *optimizer) step(g graph, rate float64) (loss.Nats, float64, error) {
	nats, err := g.Run()
	if err != nil {
		return nats, 0, err
	}
	if total := nats.Total(); math.IsNaN(total) || math.IsInf(total, 0) {
		return nats, 0, fmt.Errorf("the loss is %v", total)
	}
	o.solver.SetLearningRate(rate * o.config.Optimizer.LearningRate)
	if err := o.solver.Step(g.Weights()); err != nil {
		return nats, 0, err
	}
	o.updateEMA()
	return nats, o.solver.GradNorm(), nil
}

func (o *optimizer) hasEMA() bool { return o.config.Train.EMADecay > 0 }

// updateEMA moves the average towards the live weights, by 1/10 at first, so that the random initial weights
// soon lose their influence.
func (o *optimizer) updateEMA() {
	if !o.hasEMA() {
		return
	}
	o.updates++
	fresh := float32(max(1-o.config.Train.EMADecay, 1/float64(o.updates+9)))
	for i, p := range o.ema {
		live := o.live[i].Data
		for j, w := range p.Data {
			p.Data[j] = w + fresh*(live[j]-w)
		}
	}
}

// Names of what State adds to the solver's own entries.
const (
	stateLive       = "live/" // followed by a parameter's name
	stateEMAUpdates = "ema_updates"
)

// State is what the next update needs besides the averaged weights.
func (o *optimizer) State() map[string][]float32 {
	state := o.solver.State()
	if o.hasEMA() {
		for _, p := range o.live {
			state[stateLive+p.Name] = p.Data
		}
		state[stateEMAUpdates] = []float32{float32(o.updates)}
	}
	return state
}

// RestoreState sets what State returned.
func (o *optimizer) RestoreState(state map[string][]float32) error {
	own := map[string][]float32{}
	for name, data := range state {
		if !strings.HasPrefix(name, stateLive) && name != stateEMAUpdates {
			own[name] = data
		}
	}
	if o.hasEMA() {
		if len(state[stateEMAUpdates]) != 1 {
			return fmt.Errorf("the checkpoint has no exponential moving average of the weights")
		}
		o.updates = int(state[stateEMAUpdates][0])
		for _, p := range o.live {
			data, ok := state[stateLive+p.Name]
			if !ok || len(data) != len(p.Data) {
				return fmt.Errorf("the checkpoint has %d numbers for the live weights %s, and the model needs %d", len(data), p.Name, len(p.Data))
			}
			copy(p.Data, data)
		}
	}
	return o.solver.Restore(own)
}
