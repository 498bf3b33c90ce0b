package training

import (
	"fmt"
	"strconv"

	"workbench/internal/rundir"
	"workbench/internal/safetensors"
	"workbench/internal/trained"
	"workbench/loss"
)

// state is the progress of a training: complete epochs, updates of the current epoch, and sums over these
// updates. A checkpoint between two epochs has only the epochs.
type state struct {
	epoch   int
	updates int

	sum        loss.Nats // of the updates' losses per unit
	gradNorm   float64   // sum of the updates' gradient norms
	seconds    float64   // time of the updates
	epochStart []byte    // state of the sampling generator before the epoch's batches were drawn
	saved      bool      // the current epoch has a checkpoint
}

// finishEpoch counts the epoch and starts the next.
func (e *experiment) finishEpoch() { e.state = state{epoch: e.epoch + 1} }

// Names of a checkpoint's values for a state within an epoch. The sum of a loss part is sumPrefix and the
// part's name.
const (
	valueUpdates  = "updates"
	sumPrefix     = "sum_"
	valueGradNorm = "sum_grad_norm"
	valueSeconds  = "sum_seconds"
)

// checkpoint saves everything that the training needs to continue. A checkpoint within an epoch has the number
// of that epoch; the one at its end replaces it.
func (e *experiment) checkpoint() error {
	c := &rundir.Checkpoint{Epoch: e.epoch, Config: e.config.TOML(), Best: e.best, Generators: e.random.states(),
		Weights: map[string]safetensors.Tensor{}, Optimizer: map[string]safetensors.Tensor{}}
	for _, p := range e.model.Parameters() {
		c.Weights[p.Name] = safetensors.Tensor{Shape: p.Shape, F32: p.Data}
	}
	for name, data := range e.model.State() {
		c.Optimizer[name] = safetensors.Tensor{Shape: []int{len(data)}, F32: data}
	}
	c.Partial = e.epoch == 0 // before the first epoch there is nothing but its validation to interrupt
	if e.updates > 0 {
		c.Epoch++
		c.Partial, e.saved = true, true
		c.Generators["sampling"] = e.epochStart
		number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
		c.Values = map[string]string{valueUpdates: strconv.Itoa(e.updates), valueGradNorm: number(e.gradNorm), valueSeconds: number(e.seconds)}
		for i, part := range e.model.Parts() {
			c.Values[sumPrefix+part] = number(e.sum[i])
		}
	}
	return e.run.Save(c, e.config.Train.Keep)
}

// restore sets the training to the state of a checkpoint.
func (e *experiment) restore(c *rundir.Checkpoint) error {
	if err := trained.Restore(e.model, c); err != nil {
		return err
	}
	optimizer := map[string][]float32{}
	for name, t := range c.Optimizer {
		optimizer[name] = t.F32
	}
	if err := e.model.RestoreState(optimizer); err != nil {
		return err
	}
	if err := e.random.restore(c.Generators); err != nil {
		return err
	}
	e.best = c.Best
	e.state = state{epoch: c.Epoch}
	if _, within := c.Values[valueUpdates]; !within {
		return nil
	}
	e.epoch--
	e.saved = true
	return e.restoreSums(c.Values)
}

// restoreSums reads the values of a checkpoint within an epoch.
func (e *experiment) restoreSums(values map[string]string) (err error) {
	if e.updates, err = strconv.Atoi(values[valueUpdates]); err != nil || e.updates < 1 {
		return fmt.Errorf("%s = %q is not a number of updates", valueUpdates, values[valueUpdates])
	}
	number := func(name string) (v float64) {
		if v, err = strconv.ParseFloat(values[name], 64); err != nil || v-v != 0 {
			err = fmt.Errorf("%s = %q is not a finite number", name, values[name])
		}
		return v
	}
	// Earlier versions named the sums of a model's two parts sum_play and sum_articulate, whatever the parts.
	earlier := []string{"sum_play", "sum_articulate"}
	for i, part := range e.model.Parts() {
		name := sumPrefix + part
		if _, ok := values[name]; !ok && i < len(earlier) {
			name = earlier[i]
		}
		e.sum = append(e.sum, number(name))
		if err != nil {
			return err
		}
	}
	if e.gradNorm = number(valueGradNorm); err != nil {
		return err
	}
	e.seconds = number(valueSeconds)
	return err
}

// lastCheckpoint names the newest checkpoint, for messages.
func (e *experiment) lastCheckpoint() string {
	path, err := rundir.Resolve(e.run.Dir, "last")
	if err != nil {
		return "none"
	}
	return path
}
