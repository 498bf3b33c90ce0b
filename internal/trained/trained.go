// Package trained opens the models that runs have stored.
package trained

import (
	"fmt"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/model"
	"workbench/internal/nn"
	"workbench/internal/rundir"
)

// Model is a model with the weights of a checkpoint.
type Model struct {
	model.Model
	Config   *config.Config // the run's, with overrides
	Info     rundir.Info
	Sampling features.Sampling // how the model takes its steps from music
	Epoch    int               // of the checkpoint
	Path     string            // of the checkpoint
}

// Open reads a run's config, with overrides KEY=VALUE, and the weights of a checkpoint: "best", "last", an
// epoch, or "" for the best where something was validated and otherwise the last.
func Open(dir, which string, overrides ...string) (*Model, error) {
	path, checkpoint, err := rundir.LoadCheckpoint(dir, which)
	if err != nil {
		return nil, err
	}
	m := &Model{Epoch: checkpoint.Epoch, Path: path}
	if m.Config, m.Info, err = ReadConfig(dir, overrides...); err != nil {
		return nil, err
	}
	m.Sampling = SamplingOf(m.Config, m.Info)
	if m.Model, err = model.New(m.Config); err != nil {
		return nil, err
	}
	if err := Restore(m.Model, checkpoint); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// Reading says how the model reads files of music.
func (m *Model) Reading() features.ReadOptions {
	o := m.Config.Reading()
	o.Sampling = m.Sampling
	return o
}

// PromptReading says how the model reads a file that it continues or changes: with the bar lines that the file has.
func (m *Model) PromptReading() features.ReadOptions {
	o := m.Reading()
	o.InferPickup = false
	return o
}

// Restore sets the weights of a model to those of a checkpoint.
func Restore(m model.Model, c *rundir.Checkpoint) error {
	weights := map[string]nn.Parameter{}
	for name, t := range c.Weights {
		weights[name] = nn.Parameter{Name: name, Shape: t.Shape, Data: t.F32}
	}
	return m.Restore(weights)
}
