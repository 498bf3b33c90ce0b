package model

import (
	"workbench/baselines/sequence"
	"workbench/baselines/tokens"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/nn"
)

// vocabularyGuess is the estimated size of the vocabulary, before the pieces are read.
const vocabularyGuess = 2000

var tokensKind = sequenceKind(system{
	name: "tokens", summary: "music as a text of notes, chords and rests (the Keras family)",
	notesOnly: true,
	fit: func(c *config.Config, training []*features.Piece) sequence.Representation {
		return tokens.New(training, tokenOptions(c))
	},
	restore: func(c *config.Config, tensors map[string]nn.Parameter) (sequence.Representation, error) {
		return tokens.Restore(tensors, tokenOptions(c))
	},
	guess: func(c *config.Config) sequence.Shape {
		o := config.Section[sequenceOptions](c, "sequence")
		return sequence.Shape{Inputs: vocabularyGuess + tokens.OtherInputs, Embedding: o.Embedding, Layers: c.Model.TimeLayers, Dense: o.Dense, Dropout: c.Model.Dropout,
			Heads: []sequence.Head{{Name: "token", Classes: vocabularyGuess}}}
	},
})

func tokenOptions(c *config.Config) tokens.Options {
	return tokens.Options{Transpose: c.Data.Transpose}
}
