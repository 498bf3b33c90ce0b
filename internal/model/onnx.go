package model

import (
	"encoding/json"

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
	composer := onnx.Composer{Model: b.ema, Groups: c.Features.Groups, LowerNotes: c.Features.LowerNotes,
		Metadata: map[string]string{"config": c.TOML()}}
	if len(b.ema.Styles) > 0 {
		names, err := json.Marshal(b.ema.Styles)
		if err != nil {
			return nil, err
		}
		composer.Metadata["styles"] = string(names)
	}
	values := c.GroupValues()
	if o, ok := values["lookback"].(*features.LookbackOptions); ok {
		composer.Lookback = *o
	}
	if o, ok := values["match"].(*features.MatchOptions); ok {
		composer.Match = *o
	}
	if o, ok := values["form"].(*features.FormOptions); ok {
		composer.Phrases = o.Phrases
	}
	return composer.Encode()
}
