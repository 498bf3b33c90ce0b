// Package baselines are models of the roll that count the training pieces, without a network: [NewMarginal]
// counts how often each key plays, [NewPersistence] how often it plays after it played, [NewMarkov] which
// frame follows which. They compute exact likelihoods of whole frames, like the networks, and compose. Any
// network has to be better than they are.
//
// The other kinds of model are networks on one sequence model, in the packages below: package sequence, and a
// representation for each of pianoroll, tokens, performance and harmony.
package baselines

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/loss"
)

// Model is a probability distribution of the next frame given the frame before.
type Model interface {
	// Piece returns the negative log-likelihood of every frame of a piece, in nats; the first is given
	// silence. Its parts are play and, if the model has it, articulate.
	Piece(p *features.Piece) []loss.Nats
	// Next samples the frame after now at a temperature above 0. A key that was silent before cannot be held:
	// it has an onset. A model without articulate has held keys only.
	Next(now *features.Frame, temperature float64, random *rand.Rand) features.Frame
	// Tensors are all that the model has learned, by name. Restore returns the same model, bit for bit.
	Tensors() map[string]Tensor
}

// Tensor is an array of float32 in row-major order. Counts are exact up to 2²⁴.
type Tensor struct {
	Shape []int
	Data  []float32
}

// The kinds of model.
const (
	KindMarginal    = "marginal"
	KindPersistence = "persistence"
	KindMarkov      = "markov"
)

// Kinds lists the kinds of model, the simplest first.
func Kinds() []string { return []string{KindMarginal, KindPersistence, KindMarkov} }

// New fits a model of a kind to pieces, with articulate or for play alone. It panics if there is no such kind.
func New(kind string, pieces []*features.Piece, articulated bool) Model {
	switch kind {
	case KindMarginal:
		return NewMarginal(pieces, articulated)
	case KindPersistence:
		return NewPersistence(pieces, articulated)
	case KindMarkov:
		return NewMarkov(pieces, articulated)
	}
	panic("baselines: no kind of model " + kind)
}

// Restore returns the model of a kind with these Tensors. The error names the tensor that is missing or wrong.
func Restore(kind string, tensors map[string]Tensor) (Model, error) {
	switch kind {
	case KindMarginal:
		return restoreIndependent(tensors, 1)
	case KindPersistence:
		return restoreIndependent(tensors, 2)
	case KindMarkov:
		return restoreMarkov(tensors)
	}
	return nil, fmt.Errorf("no kind of model %q; there are %v", kind, Kinds())
}

// Continue composes a given number of steps after a primer and returns a new piece, primer included. The
// models depend on the last frame alone: without given steps that is silence, otherwise it makes no
// difference whether silence comes before them.
func Continue(m Model, primer features.Primer, steps int, temperature float64, random *rand.Rand) *features.Piece {
	piece := *primer.Piece
	piece.Roll, piece.Measures, piece.Played = slices.Clone(piece.Roll), slices.Clone(piece.Measures), nil
	var now features.Frame
	if n := piece.Steps(); n > 0 {
		now = piece.Roll[n-1]
	}
	for range steps {
		now = m.Next(&now, temperature, random)
		piece.Roll = append(piece.Roll, now)
	}
	piece.ExtendMeasures()
	return &piece
}

// frameBefore is the frame before step t; silence for the first.
func frameBefore(p *features.Piece, t int) *features.Frame {
	if t == 0 {
		return new(features.Frame)
	}
	return &p.Roll[t-1]
}

// countsOf returns a tensor of counts, whole numbers from 0.
func countsOf(tensors map[string]Tensor, name string, shape ...int) ([]float32, error) {
	t, ok := tensors[name]
	size := 1
	for _, n := range shape {
		size *= n
	}
	switch {
	case !ok:
		return nil, fmt.Errorf("no tensor %q", name)
	case !slices.Equal(t.Shape, shape) || len(t.Data) != size:
		return nil, fmt.Errorf("tensor %q has the shape %v, want %v", name, t.Shape, shape)
	}
	for i, v := range t.Data {
		if !(v >= 0 && v == float32(int(v))) {
			return nil, fmt.Errorf("tensor %q: number %d is %v, which is not a count", name, i, v)
		}
	}
	return t.Data, nil
}
