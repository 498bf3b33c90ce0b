package training

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"workbench/internal/model"
	"workbench/internal/nn"
	"workbench/internal/rundir"
	"workbench/internal/safetensors"
	"workbench/loss"
)

// position is how far a run is: so many whole epochs, so many updates into the next one, and the sums of what these found. A checkpoint between
// two epochs has the first alone.
type position struct {
	epoch   int
	updates int

	sum        loss.Nats // of the updates' losses per step
	gradNorm   float64   // of the updates' gradient norms
	seconds    float64   // that the updates took
	epochStart []byte    // state of the sampling stream before the epoch's batches were drawn
	saved      bool      // there is a checkpoint within the epoch
}

// finishEpoch counts the epoch and starts the next.
func (e *experiment) finishEpoch() { e.position = position{epoch: e.epoch + 1} }

// Names of the checkpoint's values for a position within an epoch.
const (
	valueUpdates    = "updates"
	valuePlay       = "sum_play"
	valueArticulate = "sum_articulate"
	valueGradNorm   = "sum_grad_norm"
	valueSeconds    = "sum_seconds"
)

// checkpoint saves everything that the training needs to go on. Within an epoch it bears that epoch's number, until
// one at its end takes its place.
func (e *experiment) checkpoint() error {
	c := &rundir.Checkpoint{Epoch: e.epoch, Config: e.config.TOML(), Best: e.best, Streams: e.streams.states(),
		Weights: map[string]safetensors.Tensor{}, Optimizer: map[string]safetensors.Tensor{}}
	for _, p := range e.model.Parameters() {
		c.Weights[p.Name] = safetensors.Tensor{Shape: p.Shape, F32: p.Data}
	}
	for name, state := range e.model.State() {
		c.Optimizer[name] = safetensors.Tensor{Shape: []int{len(state)}, F32: state}
	}
	c.Partial = e.epoch == 0 // before the first epoch there is nothing but its validation to interrupt
	if e.updates > 0 {
		c.Epoch++
		c.Partial, e.saved = true, true
		c.Streams["sampling"] = e.epochStart
		number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
		c.Values = map[string]string{valueUpdates: strconv.Itoa(e.updates), valuePlay: number(e.sum.Play),
			valueArticulate: number(e.sum.Articulate), valueGradNorm: number(e.gradNorm), valueSeconds: number(e.seconds)}
	}
	return e.run.Save(c, e.config.Train.Keep)
}

// restore takes the training back to a checkpoint.
func (e *experiment) restore(c *rundir.Checkpoint) error {
	if len(c.Streams) == 0 {
		return errors.New("it is an exported copy, from which no training goes on; begin a new run with its weights: train.init_from")
	}
	if err := RestoreWeights(e.model, c); err != nil {
		return err
	}
	state := map[string][]float32{}
	for name, t := range c.Optimizer {
		state[name] = t.F32
	}
	if err := e.model.RestoreState(state); err != nil {
		return err
	}
	if err := e.streams.restore(c.Streams); err != nil {
		return err
	}
	e.best = c.Best
	e.position = position{epoch: c.Epoch}
	if _, within := c.Values[valueUpdates]; !within {
		return nil
	}
	e.epoch--
	e.saved = true
	_, err := fmt.Sscan(strings.Join([]string{c.Values[valueUpdates], c.Values[valuePlay], c.Values[valueArticulate], c.Values[valueGradNorm],
		c.Values[valueSeconds]}, " "), &e.updates, &e.sum.Play, &e.sum.Articulate, &e.gradNorm, &e.seconds)
	return err
}

// restoreWeights puts a checkpoint's weights into a model.
func RestoreWeights(m model.Model, c *rundir.Checkpoint) error {
	weights := map[string]nn.Parameter{}
	for name, t := range c.Weights {
		weights[name] = nn.Parameter{Name: name, Shape: t.Shape, Data: t.F32}
	}
	return m.Restore(weights)
}

// lastCheckpoint names the newest checkpoint, for messages.
func (e *experiment) lastCheckpoint() string {
	path, err := rundir.Resolve(e.run.Dir, "last")
	if err != nil {
		return "none"
	}
	return path
}
