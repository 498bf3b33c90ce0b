package model

import (
	"encoding/json"
	"errors"
	"slices"

	"workbench/features"
	"workbench/internal/onnx"
)

// ONNXComposer is implemented by models that can be written as an ONNX model that composes one step; see
// package onnx.
type ONNXComposer interface {
	ONNX() ([]byte, error)
}

// ONNX returns the file of the network that composes.
func (b *biaxialModel) ONNX() ([]byte, error) {
	c := b.rolls.config
	if c.Data.Velocity {
		return nil, errors.New("data.velocity has no ONNX form: only a model without velocities can be written")
	}
	composer := onnx.Composer{Model: b.ema, Groups: c.Features.Groups, LowerNotes: c.Features.LowerNotes,
		Metadata: map[string]string{"config": c.TOML()}}
	if len(b.ema.Styles) > 0 {
		names, err := json.Marshal(b.ema.Styles)
		if err != nil {
			return nil, err
		}
		composer.Metadata["styles"] = string(names)
	}
	if o, ok := c.GroupValues()["lookback"].(*features.LookbackOptions); ok {
		composer.Lookback = o.Steps
		if slices.Contains(c.Features.Groups, "lookback") && (len(o.Bars) > 0 || len(o.Steps) == 0) {
			return nil, errors.New("lookback.bars has no ONNX form: only a model with lookback.steps and without bars can be written")
		}
	}
	return composer.Encode()
}
