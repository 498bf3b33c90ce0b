// Package trained opens the models that runs have stored.
package trained

import (
	"fmt"

	"workbench/internal/config"
	"workbench/internal/model"
	"workbench/internal/nn"
	"workbench/internal/rundir"
)

// Model is a model with the weights of a checkpoint.
type Model struct {
	model.Model
	Config *config.Config // the run's, with overrides
	Epoch  int            // of the checkpoint
	Path   string         // of the checkpoint
}

// Open reads a run's config, with overrides KEY=VALUE, and the weights of a checkpoint: "best", "last", an
// epoch, or "" for the best where something was validated and otherwise the last.
func Open(dir, which string, overrides ...string) (*Model, error) {
	path, checkpoint, err := rundir.LoadCheckpoint(dir, which)
	if err != nil {
		return nil, err
	}
	text, err := rundir.ReadConfig(dir)
	if err != nil {
		return nil, err
	}
	m := &Model{Epoch: checkpoint.Epoch, Path: path}
	if m.Config, err = config.Parse(rundir.ConfigPath(dir), text, overrides); err != nil {
		return nil, err
	}
	if m.Model, err = model.New(m.Config); err != nil {
		return nil, err
	}
	if err := Restore(m.Model, checkpoint); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// Restore sets the weights of a model to those of a checkpoint.
func Restore(m model.Model, c *rundir.Checkpoint) error {
	weights := map[string]nn.Parameter{}
	for name, t := range c.Weights {
		weights[name] = nn.Parameter{Name: name, Shape: t.Shape, Data: t.F32}
	}
	return m.Restore(weights)
}
